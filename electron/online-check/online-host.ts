import type { Clock } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'

/** Who answers at an address, by the certificate it shows, whoever issued that. */
export interface Peer {
  /** Common name of the issuer, or its organization. */
  readonly issuer: string
  /** When the certificate expires. Milliseconds since the Unix epoch. */
  readonly validToMs: number
}

/** What the host (Electron, the preview) lends the checks. */
export interface OnlineHost {
  /** The one the kiosk uses. */
  readonly fetch: Fetch
  readonly clock: Clock
  /** Looks at the certificate behind `url`, after it was refused. Undefined: it could not be had. */
  readonly lookAtPeer: (url: string) => Promise<Peer | undefined>
  /** A line about what goes on, for whoever waits. */
  readonly progress: (text: string) => void
}

/** For one check. */
export const longestCheckMs = 10_000

/**
 * The work's result, or `late` where it takes longer than `ms`. The signal tells the work to end; whether it heeds it or
 * not, the check goes on.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  late: T,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let disarm: () => void = () => undefined
  const end = new Promise<T>((resolve) => {
    disarm = clock.after(ms, () => {
      resolve(late)
      controller.abort()
    })
  })
  try {
    return await Promise.race([work(controller.signal), end])
  } finally {
    disarm()
  }
}
