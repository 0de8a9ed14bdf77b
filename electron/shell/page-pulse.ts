import type { Clock } from '../base/clock.ts'
import type { PageLink } from './ipc.ts'

const everyMs = 15_000
/** Counted in questions, not in time: after a sleep, or where main itself was busy, no answer is overdue. */
const mostUnanswered = 4

/**
 * Asks the attached page for a sign of life every 15 seconds. Electron's own `unresponsive` comes only where somebody
 * touches the page, which nobody does here for hours. `lost` is called once, after 75 seconds of silence: since the
 * start, where the page's script never ran. Returns what ends it.
 */
export function watchPulse(
  page: Pick<PageLink, 'ping' | 'onAlive'>,
  clock: Clock,
  lost: () => void,
): () => void {
  let unanswered = 0
  let disarm: () => void = () => undefined

  const ask = (): void => {
    if (unanswered >= mostUnanswered) {
      stop()
      lost()
      return
    }
    unanswered += 1
    page.ping()
    disarm = clock.after(everyMs, ask)
  }
  const stopListening = page.onAlive(() => {
    unanswered = 0
  })
  const stop = (): void => {
    disarm()
    stopListening()
  }

  disarm = clock.after(everyMs, ask)
  return stop
}
