import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ChainHead } from '../../electron/journal/chain/chain.ts'
import { eventsOfTap } from '../../electron/journal/store/event-rows.ts'
import { openTapIds } from '../../electron/journal/store/open-taps.ts'
import type { PunchEvent } from '../../electron/journal/punch-event.ts'
import { openForReading, type Database } from '../../electron/journal/store/sqlite.ts'
import { verifyChain } from '../../electron/journal/chain/verify.ts'
import type { SandboxTenant } from '../../electron/sandbox/tenant.ts'
import type { KillSite, Tap } from './kill-site.ts'

/** `shifts.lateToleranceMinutes` where the config does not say. */
const toleranceMs = 2 * 60_000
/** A corrected card shows the tap's own moment. */
const correctedToleranceMs = 1_000

export interface Verdict {
  /** The next judgement must find it again. */
  readonly head: ChainHead
  readonly taps: number
  /** Taps that were never reported and left no trace. */
  readonly lostBeforeCommit: number
}

/** Whether journal and tenant say the same of these taps, and what they say is right. */
export async function judge(
  site: KillSite,
  taps: readonly Tap[],
  before: ChainHead | undefined,
): Promise<Verdict> {
  expect([...site.faults]).toEqual([])
  const { journal, remove } = openCopy(site.dataFolder)
  try {
    const siteKey = await site.siteKey()
    const chain = await verifyChain(journal, [siteKey], before && { expectedHead: before })
    expect(chain).toMatchObject({ kind: 'intact', findings: [] })
    expect(openTapIds(journal)).toEqual([])
    const recorded = recordedTaps(journal)
    expect([...site.toldRecorded].filter((tapId) => !recorded.has(tapId))).toEqual([])
    const told = recordedBadges(recorded, site.toldRecorded)
    let lostBeforeCommit = 0
    for (const tap of taps) {
      const badgeHmac = siteKey.hmac('badge', tap.badge)
      const tapIds = [...recorded].filter(([, hmac]) => hmac === badgeHmac).map(([tapId]) => tapId)
      const events = tapIds.flatMap((tapId) => eventsOfTap(journal, tapId))
      const isRecorded = told.has(badgeHmac) || tapIds.length > 0
      if (!isRecorded) lostBeforeCommit += 1
      expect(verdictOn(site.tenant.tenant, tap, events), storyOf(site.tenant.tenant, tap, events)).toEqual(
        isRecorded ? rightVerdict(tap) : untouched,
      )
    }
    expectNothingElse(site.tenant.tenant)
    return { head: chain.head, taps: taps.length, lostBeforeCommit }
  } finally {
    journal.close()
    remove()
  }
}

/**
 * The journal as the kiosk, which has nothing to do now, has left it. A copy, since on Node 20 a process that has
 * opened a journal once keeps it open: the next kiosk would not find it as a killed one leaves it.
 */
function openCopy(dataFolder: string): { readonly journal: Database; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-judge-'))
  for (const name of ['journal.db', 'journal.db-wal']) {
    if (existsSync(join(dataFolder, name))) copyFileSync(join(dataFolder, name), join(folder, name))
  }
  return {
    journal: openForReading(join(folder, 'journal.db')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What can be said of one tap and its card. */
interface CardVerdict {
  readonly recorded: number
  /** How its last event settled it. */
  readonly settledAs: readonly PunchEvent['kind'][]
  readonly clockOutsThatTookEffect: number
  readonly correctionsThatTookEffect: number
  readonly clockOutsSentAgainUnread: number
  readonly cardState: string
  readonly endedAtTheTapsTime: boolean
}

function rightVerdict({ isLate }: Tap): CardVerdict {
  return {
    recorded: 1,
    settledAs: ['confirmed'],
    clockOutsThatTookEffect: 1,
    correctionsThatTookEffect: isLate ? 1 : 0,
    clockOutsSentAgainUnread: 0,
    cardState: 'clockedOut',
    endedAtTheTapsTime: true,
  }
}

/** A tap that was killed before its commit. */
const untouched: CardVerdict = {
  recorded: 0,
  settledAs: [],
  clockOutsThatTookEffect: 0,
  correctionsThatTookEffect: 0,
  clockOutsSentAgainUnread: 0,
  cardState: 'clockedIn',
  endedAtTheTapsTime: false,
}

const settlings: readonly PunchEvent['kind'][] = ['confirmed', 'superseded', 'refused', 'parked']

function verdictOn(tenant: SandboxTenant, tap: Tap, events: readonly PunchEvent[]): CardVerdict {
  const card = tenant.card(tap.cardId)
  const changes = tenant.ledger.filter(({ cardId }) => cardId === tap.cardId)
  const countOf = (wanted: string): number => changes.filter(({ kind }) => kind === wanted).length
  const endedAtMs = Date.parse(card?.clockOutEvent?.dateTime ?? '')
  return {
    recorded: events.filter(({ kind }) => kind === 'tapped').length,
    settledAs: events.map(({ kind }) => kind).filter((kind) => settlings.includes(kind)),
    clockOutsThatTookEffect: countOf('clockOut'),
    correctionsThatTookEffect: countOf('replace'),
    clockOutsSentAgainUnread: sentAgainUnread(tenant, tap.cardId),
    cardState: card?.state ?? 'gone',
    endedAtTheTapsTime:
      Math.abs(endedAtMs - tap.tappedAtMs) <= (tap.isLate ? correctedToleranceMs : toleranceMs),
  }
}

/** A clock-out that may have taken effect is never sent again before the card has been read. */
function sentAgainUnread(tenant: SandboxTenant, cardId: string): number {
  let mayHaveTakenEffect = false
  let unread = 0
  for (const { route } of tenant.requests.filter(({ path }) => path.includes(cardId))) {
    if (route === 'get-time-card') mayHaveTakenEffect = false
    if (route !== 'clock-out') continue
    if (mayHaveTakenEffect) unread += 1
    mayHaveTakenEffect = true
  }
  return unread
}

/** Tap id to the badge's HMAC. */
function recordedTaps(journal: Database): ReadonlyMap<string, string> {
  const rows = journal.all(`SELECT tap_id, body FROM events WHERE kind = 'tapped'`)
  return new Map(
    rows.map((row) => [
      String(row['tap_id']),
      (JSON.parse(String(row['body'])) as { badgeHmac: string }).badgeHmac,
    ]),
  )
}

function recordedBadges(
  recorded: ReadonlyMap<string, string>,
  tapIds: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set([...recorded].filter(([tapId]) => tapIds.has(tapId)).map(([, badgeHmac]) => badgeHmac))
}

function expectNothingElse({ ledger }: SandboxTenant): void {
  expect(ledger.filter(({ kind }) => kind !== 'clockOut' && kind !== 'replace')).toEqual([])
}

/** Everything both sides know, for debugging. */
function storyOf(tenant: SandboxTenant, { cardId }: Tap, events: readonly PunchEvent[]): string {
  const requests = tenant.requests
    .filter(({ path, route }) => path.includes(cardId) || route === 'list-time-cards')
    .map(({ atMs, method, route, status }) => ({
      at: atMs,
      said: `${method} ${route} ${status ?? 'unanswered'}`,
    }))
  const steps = events.map(({ atMs, kind }) => ({ at: atMs, said: `journal ${kind}` }))
  const changes = tenant.ledger
    .filter((change) => change.cardId === cardId)
    .map(({ atMs, kind }) => ({ at: atMs, said: `card ${kind}` }))
  const from = Math.min(...steps.map(({ at }) => at))
  return [...requests, ...steps, ...changes]
    .filter(({ at }) => at >= from - 100)
    .sort((one, other) => one.at - other.at)
    .map(({ at, said }) => `${new Date(at).toISOString()} ${said}`)
    .join('\n')
}
