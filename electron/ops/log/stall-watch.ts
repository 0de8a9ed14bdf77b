import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { takeMeasuredWork, type MeasuredWork } from '../../base/measured-work.ts'

/** A tap is to be heard within 100 ms, so nothing on the main thread may take half of that. */
const stalledMs = 50
/** How often the event loop says that it runs. */
const resolutionMs = 20
const lookEveryMs = 1_000
/** One line a minute tells as much as a hundred. */
const tellEveryMs = 60_000

/**
 * Logs when nothing else could run on the main thread for longer than 50 ms, with what ran meanwhile. A stall in
 * which the process used no processor time is the computer's: it slept, or was busy with something else. Returns
 * what ends the watch.
 */
export function watchForStalls({ clock, log }: { readonly clock: Clock; readonly log: Log }): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  let cpuBefore = process.cpuUsage()
  let tellFromMs = -Infinity
  let untold = 0

  const look = (): void => {
    const stallMs = delay.max / 1e6 - resolutionMs
    const ran = takeMeasuredWork()
    const { user, system } = process.cpuUsage(cpuBefore)
    if (stallMs > stalledMs) {
      const nowMs = clock.now().monotonicMs
      if (nowMs >= tellFromMs) {
        tellFromMs = nowMs + tellEveryMs
        log.warn('host.stalled', {
          ms: Math.round(stallMs),
          ran: ran.slice(0, 3).map(inWords).join(', '),
          cpuMs: Math.round((user + system) / 1000),
          ...(untold > 0 && { moreSinceLast: untold }),
        })
        untold = 0
      } else {
        untold += 1
      }
    }
    begin()
  }
  const begin = (): void => {
    cpuBefore = process.cpuUsage()
    delay.reset()
    cancel = clock.after(lookEveryMs, look)
  }

  // The start itself serves nobody yet: the watch begins once it is over.
  let cancel = clock.after(0, () => {
    takeMeasuredWork()
    delay.enable()
    begin()
  })
  return () => {
    cancel()
    delay.disable()
  }
}

function inWords({ what, ms }: MeasuredWork): string {
  return `${what} ${ms.toFixed(0)} ms`
}
