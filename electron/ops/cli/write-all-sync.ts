import { writeSync } from 'node:fs'

const retryPauseMs = 5

/** Writes the whole text before it returns. Retries on EAGAIN; drops the rest on any other error. */
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
