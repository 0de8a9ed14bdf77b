import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

const standardErrorFd = 2

/** Writes all of it, now or before the next; `false` where none of it was taken. Never throws and never waits. */
export type WholeWriter = (bytes: Uint8Array) => boolean

/** Writes by `write`, which may throw and may take a part; holds at most the rest of one piece. */
export function wholeWriter(write: (bytes: Uint8Array) => number): WholeWriter {
  /** What a piece that was taken in part lacks: its end comes before any other piece. */
  let rest: Uint8Array = new Uint8Array()
  return (bytes) => {
    try {
      if (rest.length > 0) rest = rest.subarray(write(rest))
      if (rest.length > 0) return false
      rest = bytes.subarray(write(bytes))
      return true
    } catch {
      return false
    }
  }
}

let writer: WholeWriter | undefined

/**
 * Writes to standard error, and leaves out what it does not take: its reader may be gone (EPIPE) or read nothing
 * (EAGAIN), and a program with windows may have no console (EBADF). One for the whole process, so that nobody's lines
 * are torn by another's.
 */
export function writeToStandardError(bytes: Uint8Array): boolean {
  writer ??= openWriter()
  return writer(bytes)
}

function openWriter(): WholeWriter {
  doNotWaitForReader()
  const fd = ownDescription() ?? standardErrorFd
  return wholeWriter((bytes) => writeSync(fd, bytes))
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

/**
 * The same pipe or terminal, opened anew as one that does not wait. O_NONBLOCK on file descriptor 2 itself does not
 * last: it belongs to the open file description, which is shared with every program that inherited it, and Node sets a
 * terminal to wait. Only Linux opens anew by that name; others duplicate the descriptor. `undefined` where that is not
 * possible (a socket, another account's terminal) or wrong (a file would be overwritten from its beginning).
 */
function ownDescription(): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    if (!isatty(standardErrorFd) && !fstatSync(standardErrorFd).isFIFO()) return undefined
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants
    return openSync(`/proc/self/fd/${standardErrorFd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY)
  } catch {
    return undefined
  }
}
