import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournalReader } from '../../../electron/journal/journal-reader.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { settlementOf } from '../../../electron/kiosk/settlement.ts'
import { badges, createHarness, onShift } from '../../support/kiosk-harness.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { ana, confirmed, open, parked, recordAll, tappedAtMs } from '../journal-fixture.ts'

const words = 'Ana Ruiz (ana@contoso.example) has no shift today.'

function wordsIn(path: string, tapId: string): string | undefined {
  const opened = openJournalReader(path)
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  try {
    return opened.reader.find(tapId, 1)[0]?.serviceWords
  } finally {
    opened.reader.close()
  }
}

test("Shifts' message for a parked tap is shown while the person is known, and is in no event", () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'parked')
  journal.record({ tapId: 'parked', atMs: tappedAtMs, ...parked }, words)
  expect(wordsIn(path, 'parked')).toBe(words)
  expect(JSON.stringify(journal.eventsOf('parked'))).not.toContain('contoso')
  journal.close()
})

test('it is erased with the person, from the bytes too', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'parked')
  journal.record({ tapId: 'parked', atMs: tappedAtMs, ...parked }, words)
  expect(journal.eraseSettledPeople(tappedAtMs + 10)).toMatchObject({ erased: 1 })
  expect(wordsIn(path, 'parked')).toBeUndefined()
  for (const name of readdirSync(dirname(path)))
    expect(readFileSync(join(dirname(path), name)).includes('contoso'), name).toBe(false)
  // Nobody is left whose erasing would take it along.
  journal.record({ tapId: 'parked', atMs: tappedAtMs, ...parked }, words)
  expect(wordsIn(path, 'parked')).toBeUndefined()
  journal.close()
})

test('it is removed with a compacted tap', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'settled')
  journal.record({ tapId: 'settled', atMs: tappedAtMs + 1, ...parked }, words)
  journal.record({ tapId: 'settled', atMs: tappedAtMs + 2, ...confirmed })
  expect(journal.compact(Date.UTC(2030, 0), Date.UTC(2030, 0))).toMatchObject({ taps: 1 })
  const database = openDatabase(path)
  expect(database.all('SELECT * FROM details')).toEqual([])
  database.close()
  journal.close()
})

test('it is cut to 500 characters, and verify reports if somebody has changed it', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'parked')
  journal.record({ tapId: 'parked', atMs: tappedAtMs, ...parked }, 'x'.repeat(501))
  expect(wordsIn(path, 'parked')).toBe('x'.repeat(500))
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  const database = openDatabase(path)
  database.exec(`UPDATE details SET text = 'y'`)
  database.close()
  expect(await journal.verify()).toMatchObject({ kind: 'broken', findings: [{ what: 'person', seq: 1 }] })
  journal.close()
})

test('the parked event holds only the kiosk’s own words, whatever Shifts said', () => {
  const failure = { kind: 'rejected', detail: 'status 400', message: words, requestId: 'request-1' } as const
  const tap = {
    tapId: 'tap',
    userId: ana.userId,
    tappedAtMs: () => tappedAtMs,
    stage: { kind: 'tapped' },
    memory: {},
  } as const
  for (const outcome of [
    { kind: 'refused', failure, cardId: 'TCK_1' },
    { kind: 'correction-refused', failure, cardId: 'TCK_1', endedAtMs: tappedAtMs },
  ] as const) {
    const settled = settlementOf(outcome, tap, false)
    if (settled.kind !== 'settled') throw new Error(settled.kind)
    expect(settled).toMatchObject({ event: { kind: 'parked', detail: 'status 400' }, serviceWords: words })
    expect(JSON.stringify(settled.event)).not.toContain('contoso')
  }
})

test("a running kiosk stores Shifts' message with the tap, and not in its log", async () => {
  const harness = createHarness()
  const { timeCards, journalPath, logged } = harness
  onShift(harness, { hours: 1 })
  timeCards.clockOut = () =>
    Promise.resolve({ kind: 'failed', failure: { kind: 'forbidden', detail: 'status 403', message: words } })
  await harness.tap(badges.ana)
  expect(wordsIn(journalPath, 'tap00001')).toBe(words)
  expect(JSON.stringify(logged)).not.toContain('contoso')
})
