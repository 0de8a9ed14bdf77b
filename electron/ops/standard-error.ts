import { writeSync } from 'node:fs'
import type { Lines } from './json-log.ts'

const standardErrorFd = 2

/**
 * Writes finished lines to standard error at once, and leaves out those it does not take: its reader may be gone
 * (EPIPE) or read nothing (EAGAIN), and a program with windows may have no console (EBADF). Never throws and holds at
 * most the rest of one line. `sayLeftOut` makes the line that says how many were left out before the next one.
 */
export function openStandardError(
  sayLeftOut: (lines: number) => string,
  write: (fd: number, bytes: Uint8Array) => number = writeSync,
): Lines {
  doNotWaitForReader()
  /** What a line that was taken in part lacks: its end comes before any other line. */
  let rest: Uint8Array = new Uint8Array()
  let leftOut = 0

  /** Whether the line was taken, at least in part. */
  const takes = (line: string): boolean => {
    try {
      if (rest.length > 0) rest = rest.subarray(write(standardErrorFd, rest))
      if (rest.length > 0) return false
      const bytes = Buffer.from(line)
      rest = bytes.subarray(write(standardErrorFd, bytes))
      return true
    } catch {
      return false
    }
  }

  return {
    write: (line) => {
      if (leftOut > 0 && takes(sayLeftOut(leftOut))) leftOut = 0
      if (leftOut > 0 || !takes(line)) leftOut += 1
    },
  }
}

/**
 * A pipe or socket that waits for its reader would hold the whole program up. Node makes it one that does not wait once
 * `process.stderr` is asked for (libuv, `uv_pipe_open`); on Windows pipes wait all the same.
 */
function doNotWaitForReader(): void {
  try {
    // Node writes its own warnings there; an error that nobody hears would end the program.
    process.stderr.on('error', () => undefined)
  } catch {
    // There is none.
  }
}
