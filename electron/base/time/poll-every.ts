import type { Clock } from './clock.ts'

/**
 * Polls with `look`, first after `everyMs`. Schedules the next call only after the previous one has finished,
 * so that checks of a hung share do not pile up. `look` must not reject; `isStopped` tells it that its result
 * is no longer needed. Returns the function that stops the polling.
 */
export function pollEvery(
  clock: Clock,
  everyMs: number,
  look: (isStopped: () => boolean) => Promise<void>,
): () => void {
  let stopped = false
  const isStopped = (): boolean => stopped
  const schedule = (): (() => void) =>
    clock.after(everyMs, () => {
      void look(isStopped).then(() => {
        if (!stopped) disarm = schedule()
      })
    })
  let disarm = schedule()
  return () => {
    stopped = true
    disarm()
  }
}
