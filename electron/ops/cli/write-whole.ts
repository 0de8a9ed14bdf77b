import { writeSync } from 'node:fs'

const pauseMs = 5

/**
 * Writes a text whole before it returns, since the program ends right after: a pipe takes a part at a time, and now and
 * then none. Where nobody reads any more (`| head`), or there is no console (Windows), the rest is left.
 */
export function writeWhole(fd: number, text: string, write: typeof writeSync = writeSync): void {
  const bytes = Buffer.from(text)
  let from = 0
  while (from < bytes.length) {
    try {
      from += write(fd, bytes, from)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
}
