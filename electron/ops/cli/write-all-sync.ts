import { writeSync } from 'node:fs'

const retryPauseMs = 5

/**
 * Writes the whole text before it returns, since the program exits right after. A pipe may accept only part
 * of it, or nothing for a moment (EAGAIN); then the write is retried. On any other error, such as a closed
 * pipe (`| head`) or no console (Windows), the rest is dropped.
 */
export function writeAllSync(fd: number, text: string, write: typeof writeSync = writeSync): void {
  const bytes = Buffer.from(text)
  let from = 0
  while (from < bytes.length) {
    try {
      from += write(fd, bytes, from)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryPauseMs)
    }
  }
}
