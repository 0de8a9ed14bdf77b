import type { Clock } from '../base/clock.ts'
import type { HelperProcessHost } from '../base/helper-process.ts'
import { loadOnlyArgument, parseFromReaderProcess } from './reader-protocol.ts'

/** Whether the badge reader software is there: found as a file, or loaded in a process of its own. */
export type SoftwareTrial =
  | { readonly kind: 'loaded' }
  /** There, and not loaded: it can freeze or crash a process, so only a reader process loads it. */
  | { readonly kind: 'found' }
  | { readonly kind: 'missing'; readonly detail: string }

const longestMs = 10_000

/** Loads it in a reader process that ends right after: no reader is opened, no badge is read. */
export function tryReaderSoftware(host: HelperProcessHost, clock: Clock): Promise<SoftwareTrial> {
  return new Promise((resolve) => {
    const process = host.spawn([loadOnlyArgument])
    let missing: string | undefined
    const disarm = clock.after(longestMs, () => {
      resolve({ kind: 'missing', detail: 'its process did not answer within 10 s' })
      process.kill()
    })
    process.onMessage((message) => {
      const parsed = parseFromReaderProcess(message)
      if (parsed?.type === 'software-missing') missing = parsed.detail
    })
    process.onExit((how) => {
      disarm()
      if (missing === undefined && how !== 'exit code 0') missing = `its process ended: ${how}`
      resolve(missing === undefined ? { kind: 'loaded' } : { kind: 'missing', detail: missing })
    })
  })
}
