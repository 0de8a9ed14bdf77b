import type { Clock } from './clock.ts'

/**
 * Looks at something again and again, the first time after `everyMs`. Only after one look comes the next, so that looks at
 * a share that hangs do not pile up. `look` must not reject; `isStopped` tells it that nobody wants to know any more.
 * Returns what ends it.
 */
export function lookEvery(
  clock: Clock,
  everyMs: number,
  look: (isStopped: () => boolean) => Promise<void>,
): () => void {
  let stopped = false
  const isStopped = (): boolean => stopped
  const lookLater = (): (() => void) =>
    clock.after(everyMs, () => {
      void look(isStopped).then(() => {
        if (!stopped) disarm = lookLater()
      })
    })
  let disarm = lookLater()
  return () => {
    stopped = true
    disarm()
  }
}
