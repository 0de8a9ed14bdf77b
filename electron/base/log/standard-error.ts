import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

const standardErrorFd = 2

/** Writes all bytes, the remainder before the next write; `false` if none. Never throws or blocks. */
export type NonBlockingWriter = (bytes: Uint8Array) => boolean

/** Wraps `write`, which may throw or write only a part; buffers at most the remainder of one write. */
export function nonBlockingWriter(write: (bytes: Uint8Array) => number): NonBlockingWriter {
  /** The unwritten remainder of the last write; it is written before anything else. */
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

let writer: NonBlockingWriter | undefined

/**
 * Writes to standard error and drops what cannot be written: its reader may be gone (EPIPE) or not reading
 * (EAGAIN), and a Windows GUI program may have no console (EBADF). One writer for the whole process, so that
 * lines are not interleaved.
 */
export function writeToStandardError(bytes: Uint8Array): boolean {
  writer ??= openWriter()
  return writer(bytes)
}

function openWriter(): NonBlockingWriter {
  makeNonBlocking()
  const fd = reopenNonBlocking() ?? standardErrorFd
  return nonBlockingWriter((bytes) => writeSync(fd, bytes))
}

/**
 * A pipe or socket that blocks would hold up the whole program. Node makes it non-blocking on the first
 * access to `process.stderr` (libuv, `uv_pipe_open`); on Windows, pipes still block.
 */
function makeNonBlocking(): void {
  try {
    // Node writes its own warnings there; an unhandled 'error' event would end the program.
    process.stderr.on('error', () => undefined)
  } catch {
    // There is no standard error.
  }
}

/**
 * Opens the same pipe or terminal again as non-blocking. Setting O_NONBLOCK on file descriptor 2 does not
 * last: the flag belongs to the open file description, which every program that inherited it shares, and Node
 * makes a terminal blocking. Only Linux reopens by this name; others duplicate the descriptor. `undefined` if
 * that is not possible (a socket, another account's terminal) or wrong (a file would be overwritten from its
 * start).
 */
function reopenNonBlocking(): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    if (!isatty(standardErrorFd) && !fstatSync(standardErrorFd).isFIFO()) return undefined
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants
    return openSync(`/proc/self/fd/${standardErrorFd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY)
  } catch {
    return undefined
  }
}
