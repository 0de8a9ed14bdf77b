import { writeToStandardError, type NonBlockingWriter } from '../../base/log/standard-error.ts'
import type { Lines } from '../../base/log/log.ts'

/** Writes lines to standard error, and says with `leftOutNotice` how many it did not take. */
export function openStandardError(
  leftOutNotice: (lines: number) => string,
  write: NonBlockingWriter = writeToStandardError,
): Lines {
  let leftOut = 0
  const tryWrite = (line: string): boolean => write(Buffer.from(line))
  return {
    write: (line) => {
      if (leftOut > 0 && tryWrite(leftOutNotice(leftOut))) leftOut = 0
      if (leftOut > 0 || !tryWrite(line)) leftOut += 1
    },
  }
}
