import { closeSync, fstatSync, mkdirSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { openOwnFile, tightenOwnFile } from '../../base/own-files.ts'
import { setAside } from './rotate-log.ts'

export interface LogFileOptions {
  /** When the file would grow beyond it, it becomes `<path>.1`, that one `<path>.2`, and so on. */
  readonly largestBytes?: number
  /** How many of those are kept. */
  readonly kept?: number
}

/** Takes finished lines. A disk that is full or gone costs lines, never the kiosk. */
export interface LogFile {
  write(line: string): void
  /** Lets go of the file: nothing is written any more. */
  close(): void
}

interface OpenFile {
  readonly descriptor: number
  bytes: number
}

const tenMegabytes = 10 * 1024 * 1024

/** Opens `path` to append to it, making its folder where need be. Throws where that cannot be done. */
export function openLogFile(
  path: string,
  { largestBytes = tenMegabytes, kept = 3 }: LogFileOptions = {},
): LogFile {
  mkdirSync(dirname(path), { recursive: true })
  let file: OpenFile | undefined = openToAppend(path)
  for (let age = 0; age <= kept; age += 1) tightenOwnFile(`${path}.${age}`)
  let turnsOverAtBytes = largestBytes
  let isClosed = false

  const turnOver = ({ descriptor, bytes }: OpenFile): void => {
    // Forgotten first: a descriptor that was closed is soon another file's, the journal's for one.
    file = undefined
    closeSync(descriptor)
    // Where it has to stay it is left alone until it has grown by as much again.
    turnsOverAtBytes = setAside(path, kept) ? largestBytes : bytes + largestBytes
  }

  return {
    write: (line) => {
      if (isClosed) return
      try {
        if (file !== undefined && file.bytes > 0 && file.bytes + Buffer.byteLength(line) > turnsOverAtBytes)
          turnOver(file)
        file ??= openToAppend(path)
        file.bytes += writeSync(file.descriptor, line)
      } catch {
        // Nowhere to say it: this is where things are said. The next line tries again.
      }
    },
    close: () => {
      if (file !== undefined) closeSync(file.descriptor)
      file = undefined
      isClosed = true
    },
  }
}

function openToAppend(path: string): OpenFile {
  const descriptor = openOwnFile(path, 'append')
  return { descriptor, bytes: fstatSync(descriptor).size }
}
