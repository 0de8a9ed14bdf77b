import type { Clock } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'

/** The certificate that a server presents, whether or not it is trusted. */
export interface Peer {
  /** Common name of the issuer, or its organization. */
  readonly issuer: string
  /** When the certificate expires. Milliseconds since the Unix epoch. */
  readonly validToMs: number
}

/** What the checks need from the host (Electron, the preview). */
export interface OnlineHost {
  /** The same fetch as the kiosk uses. */
  readonly fetch: Fetch
  readonly clock: Clock
  /** Reads the certificate of the server at `url` after it was rejected. Undefined if it is not available. */
  readonly lookAtPeer: (url: string) => Promise<Peer | undefined>
  /** Prints a progress line. */
  readonly progress: (text: string) => void
}

/** Time limit of one check. */
export const maxCheckMs = 10_000

/** The result of `work`, or `late` after `ms`; then the signal is aborted, and `work` is not waited for. */
export async function within<T>(
  clock: Clock,
  ms: number,
  late: T,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let cancelTimeout: () => void = () => undefined
  const end = new Promise<T>((resolve) => {
    cancelTimeout = clock.after(ms, () => {
      resolve(late)
      controller.abort()
    })
  })
  try {
    return await Promise.race([work(controller.signal), end])
  } finally {
    cancelTimeout()
  }
}
