import type { Clock } from '../base/clock.ts'
import type { HelperProcessHost } from '../base/helper-process.ts'
import {
  listOnlyArgument,
  parseFromReaderProcess,
  readerProcessArguments,
  type ProcessStatus,
} from './reader-protocol.ts'

/** `no-answer`: its process told nothing. */
export type ReadersFound = ProcessStatus | { readonly kind: 'no-answer'; readonly detail: string }

const longestMs = 15_000

/** Asks the smart card service once, in a reader process of its own, which readers there are. Tells no badge. */
export function listReaders(
  host: HelperProcessHost,
  clock: Clock,
  readerName: string | undefined,
): Promise<ReadersFound> {
  return new Promise((resolve) => {
    const process = host.spawn([listOnlyArgument, ...readerProcessArguments(readerName)])
    let latest: ProcessStatus | undefined
    let missing: string | undefined
    const disarm = clock.after(longestMs, () => {
      resolve({ kind: 'no-answer', detail: 'its process did not answer within 15 s' })
      process.kill()
    })
    process.onMessage((message) => {
      const parsed = parseFromReaderProcess(message)
      if (parsed?.type === 'status') latest = parsed.status
      if (parsed?.type === 'software-missing') missing = parsed.detail
    })
    process.onExit((how) => {
      disarm()
      resolve(latest ?? { kind: 'no-answer', detail: missing ?? `its process ended: ${how}` })
    })
  })
}
