import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface LogFileOptions {
  /** When the file would grow beyond it, it becomes `<path>.1`, that one `<path>.2`, and so on. */
  readonly largestBytes?: number
  /** How many of those are kept. */
  readonly kept?: number
}

/** Takes finished lines. A disk that is full or gone costs lines, never the kiosk. */
export interface LogFile {
  write(line: string): void
}

const tenMegabytes = 10 * 1024 * 1024

/** Opens `path` to append to it, making its folder where need be. Throws where that can not be done. */
export function openLogFile(
  path: string,
  { largestBytes = tenMegabytes, kept = 3 }: LogFileOptions = {},
): LogFile {
  mkdirSync(dirname(path), { recursive: true })
  let file = openSync(path, 'a', 0o640)
  let bytes = fstatSync(file).size

  const turnOver = (): void => {
    closeSync(file)
    rmSync(`${path}.${kept}`, { force: true })
    for (let age = kept - 1; age >= 1; age -= 1) moveIfThere(`${path}.${age}`, `${path}.${age + 1}`)
    moveIfThere(path, `${path}.1`)
    file = openSync(path, 'a', 0o640)
    bytes = fstatSync(file).size
  }

  return {
    write: (line) => {
      try {
        if (bytes > 0 && bytes + Buffer.byteLength(line) > largestBytes) turnOver()
        bytes += writeSync(file, line)
      } catch {
        // Nowhere to say it: this is where things are said.
      }
    },
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Not there yet, or held open by whoever reads it: the log goes on in the file it has.
  }
}
