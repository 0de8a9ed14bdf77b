import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { takeMeasuredWork, type MeasuredWork } from '../../base/measured-work.ts'

/** A tap has to be acknowledged within 100 ms, so nothing may block the main thread for half of that. */
const stallThresholdMs = 50
/** How often the event loop delay is sampled. */
const resolutionMs = 20
const checkEveryMs = 1_000
/** At most one line per minute; the next one says how many stalls were not logged. */
const minLogIntervalMs = 60_000

/**
 * Logs when the main thread was blocked for longer than 50 ms, and the work that ran meanwhile. If the
 * process used no CPU time during a stall, the cause is the computer: it slept, or was busy with something
 * else. Returns a function that stops the watch.
 */
export function watchForStalls({ clock, log }: { readonly clock: Clock; readonly log: Log }): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  let cpuBefore = process.cpuUsage()
  let nextLogAtMs = -Infinity
  let unlogged = 0

  const check = (): void => {
    const stallMs = delay.max / 1e6 - resolutionMs
    const ran = takeMeasuredWork()
    const { user, system } = process.cpuUsage(cpuBefore)
    if (stallMs > stallThresholdMs) {
      const nowMs = clock.now().monotonicMs
      if (nowMs >= nextLogAtMs) {
        nextLogAtMs = nowMs + minLogIntervalMs
        log.warn('host.stalled', {
          ms: Math.round(stallMs),
          ran: ran.slice(0, 3).map(workText).join(', '),
          cpuMs: Math.round((user + system) / 1000),
          ...(unlogged > 0 && { moreSinceLast: unlogged }),
        })
        unlogged = 0
      } else {
        unlogged += 1
      }
    }
    startInterval()
  }
  const startInterval = (): void => {
    cpuBefore = process.cpuUsage()
    delay.reset()
    cancel = clock.after(checkEveryMs, check)
  }

  // Startup may block, since no tap is accepted yet: the watch begins after it.
  let cancel = clock.after(0, () => {
    takeMeasuredWork()
    delay.enable()
    startInterval()
  })
  return () => {
    cancel()
    delay.disable()
  }
}

function workText({ what, ms }: MeasuredWork): string {
  return `${what} ${ms.toFixed(0)} ms`
}
