import type { OpenTap } from './chain/chain-walk.ts'
import { bodyOf, eventOf, isMarkedDoubtful } from './store/event-rows.ts'
import type { DoubtfulTap, PendingTap } from './journal.ts'
import { findSealed } from './people.ts'
import { stageKinds } from './punch-event.ts'
import type { SiteKey } from './chain/site-key.ts'
import type { Database } from './store/sqlite.ts'

/** The open taps, sorted by whether they may be sent. */
export interface FoundPending {
  readonly taps: readonly PendingTap[]
  readonly withoutPerson: readonly string[]
  readonly doubtful: readonly DoubtfulTap[]
}

/** `open`: from the chain walk in the same transaction. Oldest first. */
export function findPending(database: Database, key: SiteKey, open: readonly OpenTap[]): FoundPending {
  const taps: PendingTap[] = []
  const withoutPerson: string[] = []
  const doubtful: DoubtfulTap[] = []
  for (const tap of open) {
    const { tapId } = tap
    const found = findSealed(database, key, tapId)
    if (!tap.isOwn) doubtful.push({ tapId, why: 'other-key' })
    else if (tap.rows.some(isMarkedDoubtful)) doubtful.push({ tapId, why: 'unvouched' })
    else if (found === undefined) withoutPerson.push(tapId)
    else if (!found.isSealed) doubtful.push({ tapId, why: 'person' })
    else taps.push(pendingOf(tap, found.person))
  }
  return { taps, withoutPerson, doubtful }
}

function pendingOf({ tapId, rows }: OpenTap, { userId, displayName }: PersonOf): PendingTap {
  const [first] = rows
  if (first === undefined) throw new TypeError('an open tap has events')
  const stage = rows.findLast(({ kind }) => stageKinds.some((stageKind) => stageKind === kind))
  return {
    tapId,
    userId,
    displayName,
    tapped: eventOf(first) as PendingTap['tapped'],
    stage: (stage === undefined
      ? { kind: 'tapped' }
      : { kind: stage.kind, ...bodyOf(stage.seq, stage.body) }) as PendingTap['stage'],
  }
}

type PersonOf = Pick<PendingTap, 'userId' | 'displayName'>
