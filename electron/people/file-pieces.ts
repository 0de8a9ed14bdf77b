import { open } from 'node:fs/promises'

/** Small, so that little lives at once: larger pieces make V8 grow its heap by tens of megabytes for one load. */
const pieceBytes = 8 * 1024

/**
 * A file piece by piece, all in one buffer: each piece is good until the next is asked for. A stream makes a buffer for
 * each, and a roster's lie about as garbage until V8 looks, which can be never in a kiosk that waits for taps.
 * Throws what the file system throws, and the signal's reason.
 */
export async function* piecesOf(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const buffer = new Uint8Array(pieceBytes)
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
