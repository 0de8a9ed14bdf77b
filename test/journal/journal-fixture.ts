import type { Journal, PendingTap } from '../../electron/journal/journal.ts'
import type { PunchEvent, PunchEventBody } from '../../electron/journal/punch-event.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal, type JournalOptions } from '../../electron/journal/store/open-journal.ts'

export const key = siteKeyOf(new Uint8Array(32).fill(7))
export const otherKey = siteKeyOf(new Uint8Array(32).fill(8))
export const ana = { userId: '7d5f0f0e-0000-4000-8000-000000000001', displayName: 'Ana Ruiz' }
export const ben = { userId: '7d5f0f0e-0000-4000-8000-000000000002', displayName: 'Ben Okafor' }

export const tappedAtMs = 1_700_000_000_000

export function tapped(tapId: string, atMs = tappedAtMs): Extract<PunchEvent, { kind: 'tapped' }> {
  return {
    tapId,
    atMs,
    kind: 'tapped',
    tappedAtMs: atMs,
    clockCorrectionMs: 250,
    tappedAtMonotonicMs: 12.5,
    runId: 'run-1',
    kioskId: 'dock-3',
    badgeHmac: key.hmac('badge', '04A1B2C3D4E5F6'),
    siteKeyId: key.id,
  }
}

export function open(path: string, withKey = key, options: JournalOptions = {}): Journal {
  const opened = openJournal(path, withKey, options)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  return opened.journal
}

export function pendingIn(journal: Journal): readonly PendingTap[] {
  const answer = journal.pending()
  if (answer.kind !== 'ok') throw new Error(answer.failure.detail)
  return answer.taps
}

/** Records the tap and, one after the other, what happened to it. */
export function recordAll(journal: Journal, tapId: string, ...bodies: readonly PunchEventBody[]): void {
  const answers = [journal.recordTap(tapped(tapId), ana)]
  bodies.forEach((body, index) =>
    answers.push(journal.record({ tapId, atMs: tappedAtMs + index + 1, ...body })),
  )
  for (const answer of answers) if (answer.kind === 'failed') throw new Error(answer.failure.detail)
}

export const sending = { kind: 'sending', cardId: 'TCK_1' } as const
export const clockedOut = { kind: 'clocked-out', cardId: 'TCK_1', endedAtMs: 5, how: 'answered' } as const
export const correcting = { kind: 'correcting', cardId: 'TCK_1', toMs: 4 } as const
export const confirmed = { kind: 'confirmed', cardId: 'TCK_1', endedAtMs: 4, how: 'answered' } as const
export const superseded = { kind: 'superseded', cardId: 'TCK_1', endedAtMs: 3 } as const
export const refused = { kind: 'refused', reason: 'not-clocked-in' } as const
export const parked = {
  kind: 'parked',
  reason: 'forbidden',
  detail: 'No permission.',
  cardId: 'TCK_1',
  requestId: 'request-1',
} as const
export const retryRequested = { kind: 'retry-requested' } as const
