import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import { runBriefly } from './brief-reader-process.ts'
import { listOnlyArgument, readerProcessArguments, type ProcessStatus } from './reader-protocol.ts'

/** `no-answer`: its process told nothing. */
export type ReadersFound = ProcessStatus | { readonly kind: 'no-answer'; readonly detail: string }

const longestMs = 15_000

/** Asks the smart card service once, in a reader process of its own, which readers there are. Tells no badge. */
export async function listReaders(
  host: HelperProcessHost,
  clock: Clock,
  readerName: string | undefined,
): Promise<ReadersFound> {
  let latest: ProcessStatus | undefined
  let missing: string | undefined
  const how = await runBriefly(host, clock, {
    args: [listOnlyArgument, ...readerProcessArguments(readerName)],
    longestMs,
    told: (message) => {
      if (message.type === 'status') latest = message.status
      if (message.type === 'software-missing') missing = message.detail
    },
  })
  if (how === undefined) return { kind: 'no-answer', detail: 'its process did not answer within 15 s' }
  return latest ?? { kind: 'no-answer', detail: missing ?? `its process ended: ${how}` }
}
