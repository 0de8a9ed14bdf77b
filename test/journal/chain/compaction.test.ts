import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactStep } from '../../../electron/journal/chain/compaction.ts'
import { appendEvent } from '../../../electron/journal/store/event-rows.ts'
import { readGaps } from '../../../electron/journal/chain/gaps.ts'
import { openHeadFile } from '../../../electron/journal/chain/head-file.ts'
import { openJournalReader } from '../../../electron/journal/journal-reader.ts'
import type { CompactedAnswer, Journal } from '../../../electron/journal/journal.ts'
import { recordPerson } from '../../../electron/journal/people.ts'
import type { PunchEvent, PunchEventBody } from '../../../electron/journal/punch-event.ts'
import { requestRetry } from '../../../electron/journal/request-retry.ts'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { openDatabase, openForReading, type Database } from '../../../electron/journal/store/sqlite.ts'
import type { TapStatus } from '../../../electron/journal/tap-record.ts'
import { verifyChain, type ChainCheck } from '../../../electron/journal/chain/verify.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import {
  ana,
  clockedOut,
  confirmed,
  correcting,
  key,
  open,
  otherKey,
  parked,
  pendingIn,
  refused,
  retryRequested,
  sending,
  superseded,
  tapped,
} from '../journal-fixture.ts'
import { tamper } from '../forge.ts'

const dayMs = 24 * 3_600_000
/** The fixtures' settling events have times in the 1970s, so only these count. */
const today = Date.UTC(2026, 5, 1)

/** One tap: what happened to it, and on which day its last event was written. */
interface Course {
  readonly events: readonly PunchEventBody[]
  readonly day: number
}

const courses: readonly (readonly PunchEventBody[])[] = [
  [],
  [sending],
  [sending, confirmed],
  [sending, clockedOut, correcting, confirmed],
  [sending, superseded],
  [refused],
  [sending, parked],
  [sending, parked, retryRequested, confirmed],
  [sending, parked, retryRequested],
]

/** Writes the taps with their events mixed among each other, as `order` has it; in one commit, to be quick. */
function writeTaps(path: string, taps: readonly Course[], order: readonly number[]): void {
  open(path).close()
  const database = openQuickly(path)
  const left = taps.map(({ events, day }, tap): PunchEvent[] => {
    const first = tapped(idOf(tap), today + day * dayMs)
    return [first, ...events.map((body) => ({ tapId: first.tapId, atMs: first.atMs, ...body }))]
  })
  const write = (tap: number): void => {
    const event = left[tap]?.shift()
    if (event === undefined) return
    appendEvent(database, key, event)
    if (event.kind === 'tapped') recordPerson(database, key, event, ana)
  }
  database.transaction(() => {
    for (const tap of order) write(tap % taps.length)
    for (const tap of taps.keys()) while ((left[tap]?.length ?? 0) > 0) write(tap)
  })
  database.close()
}

/** Not flushed to the disk: what a power cut does to a commit is not what these tests are about. */
function openQuickly(path: string): Database {
  const database = openDatabase(path)
  database.exec('PRAGMA synchronous = OFF')
  return database
}

function idOf(tap: number): string {
  return `${tap.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
}

/** The steps of one pass; answers how many taps went. */
function compact(path: string, beforeMs: number, tapsAtOnce: number, limit = Infinity): number {
  const database = openQuickly(path)
  let taps = 0
  try {
    for (let afterSeq = 0, steps = 0; steps < limit; steps += 1) {
      // The servers' time, carried on by the monotonic clock, is no whole number.
      const step = compactStep(database, key, { beforeMs, nowMs: today + 0.25, afterSeq, tapsAtOnce })
      taps += step.taps
      if (step.nextAfterSeq === undefined) break
      afterSeq = step.nextAfterSeq
    }
  } finally {
    database.close()
  }
  return taps
}

async function check(path: string, keys = [key]): Promise<ChainCheck> {
  const database = openForReading(path)
  try {
    return await verifyChain(database, keys)
  } finally {
    database.close()
  }
}

interface StoredTap {
  readonly tapId: string
  readonly status: TapStatus
}

function tapsIn(path: string): readonly StoredTap[] {
  const opened = openJournalReader(path)
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  const taps = [...opened.reader.taps('all')].map(({ tapId, status }) => ({ tapId, status }))
  opened.reader.close()
  return taps
}

const arbitrary = fc.record({
  taps: fc.array(fc.record({ events: fc.constantFrom(...courses), day: fc.integer({ min: -40, max: 0 }) }), {
    minLength: 1,
    maxLength: 14,
  }),
  order: fc.array(fc.nat(200), { maxLength: 60 }),
  beforeDays: fc.array(fc.integer({ min: -30, max: 1 }), { minLength: 1, maxLength: 3 }),
  tapsAtOnce: fc.integer({ min: 1, max: 6 }),
  tamperAt: fc.nat(200),
})

test('whatever was compacted when, old settled taps are removed, all others stay, and it verifies and opens as before', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ taps: mixed, order, beforeDays, tapsAtOnce, tamperAt }) => {
      const taps = inOrderOfDays(mixed, order)
      const path = join(tempFolder(), 'journal.db')
      writeTaps(path, taps, order)
      const before = tapsIn(path)
      let journal: Journal = open(path)
      const pendingBefore = pendingIn(journal)
      journal.close()

      for (const days of beforeDays) compact(path, today + days * dayMs, tapsAtOnce)

      const oldest = today + Math.max(...beforeDays) * dayMs
      const mayGo = ({ tapId, status }: StoredTap): boolean =>
        status !== 'pending' && status !== 'parked' && today + (dayOf(taps, tapId) ?? 0) * dayMs < oldest
      expect(tapsIn(path)).toEqual(before.filter((tap) => !mayGo(tap)))
      const found = await check(path)
      expect(found).toMatchObject({ kind: 'intact', findings: [] })
      expect(found.events + found.compacted).toBe(found.head.seq)

      journal = open(path)
      expect(pendingIn(journal)).toEqual(pendingBefore)
      journal.recordTap(tapped('ffffffff-0000-4000-8000-000000000000'), ana)
      expect(await journal.verify()).toMatchObject({ kind: 'intact' })
      journal.close()

      // Anything done to it by hand shows as it did before.
      const database = openDatabase(path)
      const seqs = database.all('SELECT seq FROM events ORDER BY seq').map((row) => Number(row['seq']))
      database.close()
      const victim = seqs[tamperAt % (seqs.length - 1)] ?? 1
      tamper(path, `UPDATE events SET at_ms = at_ms + 1 WHERE seq = ${victim}`)
      expect(await check(path)).toMatchObject({ kind: 'broken' })
    }),
    { numRuns: 30 },
  )
}, 60_000)

/** The days come in the order the taps begin, as where the clock is right. */
function inOrderOfDays(taps: readonly Course[], order: readonly number[]): readonly Course[] {
  const begun = [...new Set([...order.map((tap) => tap % taps.length), ...taps.keys()])]
  const days = taps.map(({ day }) => day).sort((a, b) => a - b)
  return taps.map(({ events }, tap) => ({ events, day: days[begun.indexOf(tap)] ?? 0 }))
}

function dayOf(taps: readonly Course[], tapId: string): number | undefined {
  return taps[parseInt(tapId.slice(0, 8), 16)]?.day
}

/** Twenty old settled taps, an old parked one among them, and a new one. */
function compacted(): string {
  const path = join(tempFolder(), 'journal.db')
  const old = Array.from({ length: 20 }, (_, tap) => ({
    events: tap === 9 ? [sending, parked] : [sending, confirmed],
    day: -40,
  }))
  writeTaps(path, [...old, { events: [sending, confirmed], day: 0 }], [])
  expect(compact(path, today - 30 * dayMs, 5)).toBe(19)
  return path
}

test.each([
  ['an event removed by hand', `DELETE FROM events WHERE kind = 'parked'`, 'removed'],
  [
    'an event removed by hand and added to the list of gaps',
    `INSERT INTO gaps SELECT seq, seq, chain FROM events WHERE seq = 65;
     DELETE FROM events WHERE seq = 65`,
    'gaps',
  ],
  [
    'a list of gaps that was stretched over a removed event',
    `UPDATE gaps SET last_seq = 28, chain = (SELECT chain FROM events WHERE seq = 28) WHERE last_seq = 27;
     DELETE FROM events WHERE seq = 28`,
    'gaps',
  ],
  ['a list of gaps that was emptied', 'DELETE FROM gaps', 'removed'],
  [
    'a seal that was written anew by hand',
    `UPDATE events SET body = replace(body, 'a', 'b') WHERE kind = 'compacted'`,
    'edited',
  ],
  [
    'the seals removed, and the numbers behind them too',
    `DELETE FROM events WHERE seq >= (SELECT min(seq) FROM events WHERE kind = 'compacted')`,
    'gaps',
  ],
])('in a compacted journal %s is reported', async (_name, sql, what) => {
  const path = compacted()
  expect(await check(path)).toMatchObject({ kind: 'intact', compacted: 57 })
  tamper(path, sql)
  const found = await check(path)
  expect(found.kind).toBe('broken')
  expect(found.findings.map((finding) => finding.what)).toContain(what)
})

test('tampered events are never compacted, so the evidence stays', async () => {
  const path = join(tempFolder(), 'journal.db')
  const old = { events: [sending, confirmed], day: -40 }
  writeTaps(path, [old, old, old, { events: [], day: 0 }], [])
  const journal = open(path)
  tamper(path, `UPDATE events SET body = replace(body, 'TCK_1', 'TCK_2') WHERE seq = 5`)
  expect(journal.compact(today - dayMs, today)).toMatchObject({ kind: 'ok', taps: 2, doubtful: 1 })
  expect(await journal.verify()).toMatchObject({ kind: 'broken', findings: [{ what: 'edited', seq: 5 }] })
  journal.close()
})

test('taps under an earlier site key stay, since they cannot be verified here', async () => {
  const path = join(tempFolder(), 'journal.db')
  const old = { events: [sending, confirmed], day: -40 }
  writeTaps(path, [old, old], [])
  const journal = open(path, otherKey)
  expect(journal.compact(today - dayMs, today)).toMatchObject({ taps: 0, doubtful: 0, more: false })
  journal.close()
  expect(await check(path)).toMatchObject({ kind: 'intact', events: 6 })
})

test('a tap of last week stays even if the PC clock said 1970 when it was written', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  journal.recordTap(tapped('a', 1000), ana)
  journal.record({ tapId: 'a', atMs: 2000, ...sending })
  journal.record({ tapId: 'a', atMs: 3000, ...confirmed, endedAtMs: today - 7 * dayMs })
  expect(journal.compact(today - 30 * dayMs, today)).toMatchObject({ taps: 0 })
  expect(journal.compact(today - 6 * dayMs, today)).toMatchObject({ taps: 1 })
  journal.close()
})

test('taps dated ahead by a wrong clock do not keep those behind them forever', () => {
  const path = join(tempFolder(), 'journal.db')
  const ahead = Array.from({ length: 8 }, () => ({ events: [sending, confirmed], day: 9000 }))
  writeTaps(path, [...ahead, { events: [sending, confirmed], day: -40 }], [])
  expect(compact(path, today - dayMs, 2)).toBe(1)
  expect(tapsIn(path)).toHaveLength(8)
})

test('a step that fails halfway leaves the journal as it was', async () => {
  const path = join(tempFolder(), 'journal.db')
  const old = { events: [sending, confirmed], day: -40 }
  writeTaps(path, [old, old, old, { events: [], day: 0 }], [])
  const journal = open(path)
  const hand = openDatabase(path)
  hand.exec(`CREATE TRIGGER no_seal BEFORE INSERT ON events WHEN NEW.kind = 'compacted'
    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`)
  hand.close()
  expect(journal.compact(today - dayMs, today)).toMatchObject({ kind: 'failed' })
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: 10, compacted: 0 })
  journal.close()
  expect(tapsIn(path)).toHaveLength(4)
})

test('a parked tap among compacted ones can still be retried, and is removed once it is settled and old', async () => {
  const path = compacted()
  const [parkedTap] = tapsIn(path)
  expect(parkedTap?.status).toBe('parked')
  expect(requestRetry(path, key, [parkedTap?.tapId ?? ''], today - 40 * dayMs)).toMatchObject({ kind: 'ok' })
  const journal = open(path)
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual([parkedTap?.tapId])
  journal.record({ tapId: parkedTap?.tapId ?? '', atMs: today - 40 * dayMs, ...confirmed })
  journal.close()
  expect(compact(path, today - 30 * dayMs, 5)).toBe(1)
  expect(await check(path)).toMatchObject({ kind: 'intact' })
  const database = openForReading(path)
  expect(readGaps(database)[0]).toMatchObject({ firstSeq: 1, lastSeq: 60 })
  database.close()
})

test('a head file older than the compaction is not reported as a missing end', () => {
  const path = join(tempFolder(), 'journal.db')
  const old = { events: [sending, confirmed], day: -40 }
  writeTaps(path, [old, old, old, { events: [], day: 0 }], [])
  const database = openForReading(path)
  const lagging = { seq: 5, link: String(database.get('SELECT chain FROM events WHERE seq = 5')?.['chain']) }
  database.close()
  compact(path, today - dayMs, 5)
  openHeadFile(path, key, { head: lagging, walkFromSeq: 4 }).close()
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toBeUndefined()
  expect(pendingIn(opened.journal)).toHaveLength(1)
  opened.journal.close()
})

test('a journal can be verified while its kiosk compacts it', async () => {
  const path = join(tempFolder(), 'journal.db')
  const many = Array.from({ length: 400 }, (_, tap) => ({
    events: tap % 50 === 7 ? [sending, parked] : [sending, confirmed],
    day: -40,
  }))
  writeTaps(path, [...many, { events: [], day: 0 }], [])
  const checking = check(path)
  const compacting = setInterval(() => compact(path, today - dayMs, 10, 3), 0)
  const found = await checking
  clearInterval(compacting)
  expect(found).toMatchObject({ kind: 'intact', findings: [] })
})

test('a tap that compaction removes while verify is between two of its events is not reported missing', async () => {
  const path = join(tempFolder(), 'journal.db')
  const many = Array.from({ length: 100 }, () => ({ events: [sending, confirmed], day: -40 }))
  writeTaps(path, [...many, { events: [], day: 0 }], [])
  const checking = check(path)
  // The first page, of 200 events, has been read by now; it ends within the 67th tap.
  expect(compact(path, today - dayMs, 250)).toBe(100)
  expect(await checking).toMatchObject({ kind: 'intact', findings: [], compacted: 300 })
})

test('a tap with an unreadable event stays, and later ones are still removed', () => {
  const path = join(tempFolder(), 'journal.db')
  const old = { events: [sending, confirmed], day: -40 }
  writeTaps(path, [old, old, old, { events: [], day: 0 }], [])
  const journal = open(path)
  tamper(path, `UPDATE events SET body = '{"cardId":' WHERE seq = 5`)
  expect(journal.compact(today - dayMs, today)).toMatchObject({ kind: 'ok', taps: 2, doubtful: 1 })
  journal.close()
  expect(existsSync(`${path}.suspect`)).toBe(false)
})

test('compaction returns freed space to the disk step by step', () => {
  const path = join(tempFolder(), 'journal.db')
  const database = openDatabase(path)
  database.close()
  const journal = open(path)
  const detail = 'x'.repeat(60_000)
  for (let tap = 0; tap < 150; tap += 1) {
    journal.recordTap(tapped(idOf(tap), today - 40 * dayMs), ana)
    journal.record({ tapId: idOf(tap), atMs: today - 40 * dayMs, kind: 'refused', reason: detail })
  }
  const pages = (): number => {
    const reading = openForReading(path)
    const count = Number(reading.get('PRAGMA page_count')?.['page_count'])
    reading.close()
    return count
  }
  tamper(path, `UPDATE events SET body = replace(body, 'x', 'y') WHERE seq = 2`)
  const before = pages()
  const steps: CompactedAnswer[] = []
  do steps.push(journal.compact(today, today))
  while (isMore(steps.at(-1)))
  expect(pages()).toBeLessThan(before - 500)
  // The search is over after the first: the tap that stays is counted once.
  expect(steps.map((step) => step.kind === 'ok' && step.doubtful)).toEqual([
    1,
    ...steps.slice(1).map(() => 0),
  ])
  expect(steps.length).toBeGreaterThan(2)
  // The next day's run starts over.
  expect(journal.compact(today, today)).toEqual({ kind: 'ok', taps: 0, doubtful: 1, more: false })
  journal.close()
})

function isMore(step: CompactedAnswer | undefined): boolean {
  return step?.kind === 'ok' && step.more
}
