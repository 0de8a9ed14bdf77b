import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import { runToExit } from './brief-reader-process.ts'
import { listOnlyArgument, readerProcessArguments, type ProcessStatus } from './reader-protocol.ts'

/** `no-answer`: the reader process reported nothing. */
export type ReadersFound = ProcessStatus | { readonly kind: 'no-answer'; readonly detail: string }

const maxMs = 15_000

/** Asks the smart card service once, in a separate reader process, which readers exist. Reports no badges. */
export async function listReaders(
  host: HelperProcessHost,
  clock: Clock,
  readerName: string | undefined,
): Promise<ReadersFound> {
  let latest: ProcessStatus | undefined
  let missing: string | undefined
  const how = await runToExit(host, clock, {
    args: [listOnlyArgument, ...readerProcessArguments(readerName)],
    maxMs,
    onMessage: (message) => {
      if (message.type === 'status') latest = message.status
      if (message.type === 'software-missing') missing = message.detail
    },
  })
  if (how === undefined) return { kind: 'no-answer', detail: 'the reader process did not answer within 15 s' }
  return latest ?? { kind: 'no-answer', detail: missing ?? `the reader process ended: ${how}` }
}
