import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import { runToExit } from './brief-reader-process.ts'
import { loadOnlyArgument } from './reader-protocol.ts'

/** Whether the badge reader software is available: found as a file, or loaded in a separate process. */
export type SoftwareTrial =
  | { readonly kind: 'loaded' }
  /** Found but not loaded: it can freeze or crash a process, so only a reader process loads it. */
  | { readonly kind: 'found' }
  | { readonly kind: 'missing'; readonly detail: string }

const maxMs = 10_000

/** Loads it in a reader process that exits right after: opens no reader and reads no badge. */
export async function tryReaderSoftware(host: HelperProcessHost, clock: Clock): Promise<SoftwareTrial> {
  let missing: string | undefined
  const how = await runToExit(host, clock, {
    args: [loadOnlyArgument],
    maxMs,
    onMessage: (message) => {
      if (message.type === 'software-missing') missing = message.detail
    },
  })
  if (how === undefined) return { kind: 'missing', detail: 'the reader process did not answer within 10 s' }
  if (missing === undefined && how !== 'exit code 0') missing = `the reader process ended: ${how}`
  return missing === undefined ? { kind: 'loaded' } : { kind: 'missing', detail: missing }
}
