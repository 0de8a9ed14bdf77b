import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import { runBriefly } from './brief-reader-process.ts'
import { loadOnlyArgument } from './reader-protocol.ts'

/** Whether the badge reader software is there: found as a file, or loaded in a process of its own. */
export type SoftwareTrial =
  | { readonly kind: 'loaded' }
  /** There, and not loaded: it can freeze or crash a process, so only a reader process loads it. */
  | { readonly kind: 'found' }
  | { readonly kind: 'missing'; readonly detail: string }

const longestMs = 10_000

/** Loads it in a reader process that ends right after: no reader is opened, no badge is read. */
export async function tryReaderSoftware(host: HelperProcessHost, clock: Clock): Promise<SoftwareTrial> {
  let missing: string | undefined
  const how = await runBriefly(host, clock, {
    args: [loadOnlyArgument],
    longestMs,
    told: (message) => {
      if (message.type === 'software-missing') missing = message.detail
    },
  })
  if (how === undefined) return { kind: 'missing', detail: 'its process did not answer within 10 s' }
  if (missing === undefined && how !== 'exit code 0') missing = `its process ended: ${how}`
  return missing === undefined ? { kind: 'loaded' } : { kind: 'missing', detail: missing }
}
