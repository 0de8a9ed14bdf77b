import { closeSync, fstatSync, mkdirSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { openOwnFile, tightenOwnFile } from '../../base/own-files.ts'
import { rotateLog } from './rotate-log.ts'

export interface LogFileOptions {
  /** A line that would make the file larger than this rotates it first. Default: 10 MB. */
  readonly maxBytes?: number
  /** How many rotated files are kept, `<path>.1` being the latest. Default: 3. */
  readonly maxRotatedFiles?: number
}

/** Writes finished lines. On a full or missing disk lines are lost; nothing is thrown. */
export interface LogFile {
  write(line: string): void
  /** Closes the file; later writes do nothing. */
  close(): void
}

interface OpenFile {
  readonly descriptor: number
  bytes: number
}

const tenMegabytes = 10 * 1024 * 1024

/** Opens `path` for appending and creates its folder if needed. Throws if either fails. */
export function openLogFile(
  path: string,
  { maxBytes = tenMegabytes, maxRotatedFiles = 3 }: LogFileOptions = {},
): LogFile {
  mkdirSync(dirname(path), { recursive: true })
  let file: OpenFile | undefined = openToAppend(path)
  for (let age = 0; age <= maxRotatedFiles; age += 1) tightenOwnFile(`${path}.${age}`)
  let rotateAtBytes = maxBytes
  let isClosed = false

  const rotate = ({ descriptor, bytes }: OpenFile): void => {
    // Cleared first: a closed descriptor's number is soon reused, for example by the journal.
    file = undefined
    closeSync(descriptor)
    // If the log could not be moved, the next try is once it has grown by another maxBytes.
    rotateAtBytes = rotateLog(path, maxRotatedFiles) ? maxBytes : bytes + maxBytes
  }

  return {
    write: (line) => {
      if (isClosed) return
      try {
        if (file !== undefined && file.bytes > 0 && file.bytes + Buffer.byteLength(line) > rotateAtBytes)
          rotate(file)
        file ??= openToAppend(path)
        file.bytes += writeSync(file.descriptor, line)
      } catch {
        // The log itself has failed, so there is nowhere to report it. The next line tries again.
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
