import type { Clock } from '../../base/time/clock.ts'
import type { PageLink } from './ipc.ts'

const everyMs = 15_000
/** Counted in pings, not in time: after sleep, or while main itself was busy, no answer is overdue. */
const maxUnanswered = 4

/**
 * Called for a page that does not answer, or answers but was never visible. Once it has been visible, missing
 * frames are ignored: a display that is off gets none.
 */
export interface PulseOutcomes {
  /**
   * No answer for 75 seconds, or none at all if the page's script never ran. Called once, as the last call.
   */
  lost(): void
  /** An answer came from a page that has not been visible yet. Called for each one. */
  notShown(): void
  /** It stayed that way for 75 seconds. Called once, as the last call. */
  neverShown(): void
}

export interface WatchedPage {
  readonly page: Pick<PageLink, 'ping' | 'onAlive'>
  /** Whether the page's window is visible, as far as main knows. */
  readonly isShown: () => boolean
}

/**
 * Watchdog: pings the attached page every 15 seconds. Electron's own `unresponsive` event comes only if
 * somebody touches the page, which may not happen for hours here. Returns the function that stops it.
 */
export function watchPulse(
  { page, isShown }: WatchedPage,
  clock: Clock,
  outcomes: PulseOutcomes,
): () => void {
  let unanswered = 0
  let answersUnseen = 0
  let wasSeen = false
  let disarm: () => void = () => undefined

  const ask = (): void => {
    if (unanswered >= maxUnanswered) {
      stop()
      outcomes.lost()
      return
    }
    if (answersUnseen >= maxUnanswered) {
      stop()
      outcomes.neverShown()
      return
    }
    unanswered += 1
    page.ping()
    disarm = clock.after(everyMs, ask)
  }
  const stopListening = page.onAlive(({ isPainted }) => {
    // The first heartbeat comes unasked, before there can be a frame.
    const isAnswer = unanswered > 0
    unanswered = 0
    wasSeen ||= isPainted && isShown()
    if (wasSeen || !isAnswer) return
    answersUnseen += 1
    outcomes.notShown()
  })
  const stop = (): void => {
    disarm()
    stopListening()
  }

  disarm = clock.after(everyMs, ask)
  return stop
}
