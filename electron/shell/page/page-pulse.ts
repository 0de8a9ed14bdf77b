import type { Clock } from '../../base/time/clock.ts'
import type { PageLink } from './ipc.ts'

const everyMs = 15_000
/** Counted in questions, not in time: after a sleep, or where main itself was busy, no answer is overdue. */
const mostUnanswered = 4

/**
 * What to do with a page that does not answer, or answers but was never visible. Once it was visible, missing frames are
 * ignored: none are drawn for a display that is off.
 */
export interface PulseOutcomes {
  /** No answer for 75 seconds: since the start, where the page's script never ran. Called once, and the last call. */
  lost(): void
  /** An answer came from a page that was not seen yet. Called for each one. */
  notShown(): void
  /** So it stayed for 75 seconds. Called once, and the last call. */
  neverShown(): void
}

export interface WatchedPage {
  readonly page: Pick<PageLink, 'ping' | 'onAlive'>
  /** Whether the page's window is on the screen, as far as main knows. */
  readonly isShown: () => boolean
}

/**
 * Asks the attached page for a sign of life every 15 seconds. Electron's own `unresponsive` comes only where somebody
 * touches the page, which nobody does here for hours. Returns what ends it.
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
    if (unanswered >= mostUnanswered) {
      stop()
      outcomes.lost()
      return
    }
    if (answersUnseen >= mostUnanswered) {
      stop()
      outcomes.neverShown()
      return
    }
    unanswered += 1
    page.ping()
    disarm = clock.after(everyMs, ask)
  }
  const stopListening = page.onAlive(({ isPainted }) => {
    // The first sign comes by itself, before there can be a frame.
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
