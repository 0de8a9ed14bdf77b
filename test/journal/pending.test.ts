import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PunchEventBody } from '../../electron/journal/punch-event.ts'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../support/temp-folder.ts'
import {
  clockedOut,
  confirmed,
  correcting,
  open,
  parked,
  pendingIn,
  recordAll,
  refused,
  retryRequested,
  sending,
  superseded,
} from './journal-fixture.ts'

const histories: [string, readonly PunchEventBody[], string | undefined][] = [
  ['nothing', [], 'tapped'],
  ['a clock-out that may have left', [sending], 'sending'],
  ['a card that is ended and still to be corrected', [sending, clockedOut], 'clocked-out'],
  ['a correction that may have left', [sending, clockedOut, correcting], 'correcting'],
  ['confirmed', [sending, confirmed], undefined],
  ['superseded', [superseded], undefined],
  ['refused', [refused], undefined],
  ['parked', [sending, parked], undefined],
  ['parked before anything was sent, and asked for again', [parked, retryRequested], 'tapped'],
  ['parked after a clock-out left, and asked for again', [sending, parked, retryRequested], 'sending'],
  [
    'a refused correction, asked for again',
    [sending, clockedOut, correcting, parked, retryRequested],
    'correcting',
  ],
  ['asked for again and parked again', [sending, parked, retryRequested, parked], undefined],
  ['asked for again and confirmed', [sending, parked, retryRequested, confirmed], undefined],
]

test.each(histories)('the stage of a tap with the history: %s', (_name, history, stage) => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'tap-1', ...history)
  expect(pendingIn(journal).map((tap) => tap.stage.kind)).toEqual(stage === undefined ? [] : [stage])
  journal.close()
  // And the same when the table of open taps has to be built from the events alone.
  const database = openDatabase(path)
  database.exec('DROP TABLE open_taps')
  database.close()
  const rebuilt = open(path)
  expect(pendingIn(rebuilt).map((tap) => tap.stage.kind)).toEqual(stage === undefined ? [] : [stage])
  rebuilt.close()
})

test('a stage contains what the next attempt needs', () => {
  const journal = open(join(tempFolder(), 'journal.db'))
  recordAll(journal, 'a', sending, clockedOut)
  recordAll(journal, 'b', sending, clockedOut, correcting)
  expect(pendingIn(journal).map((tap) => tap.stage)).toEqual([clockedOut, correcting])
  journal.close()
})

test('a requested retry is ordered by its tap, not by its request', () => {
  const journal = open(join(tempFolder(), 'journal.db'))
  recordAll(journal, 'a', parked)
  recordAll(journal, 'b')
  journal.record({ tapId: 'a', atMs: 9, ...retryRequested })
  expect(pendingIn(journal).map((tap) => tap.tapId)).toEqual(['a', 'b'])
  journal.close()
})

test("events appended by another process are noticed once, and this process's own are not", () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a', parked)
  expect(journal.changedByOthers()).toBe(false)
  const other = open(path)
  other.record({ tapId: 'a', atMs: 9, ...retryRequested })
  expect([journal.changedByOthers(), journal.changedByOthers()]).toEqual([true, false])
  expect(pendingIn(journal).map((tap) => tap.tapId)).toEqual(['a'])
  other.close()
  journal.close()
})

test('a pending tap whose person was removed by hand is reported and not dropped', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a')
  recordAll(journal, 'b')
  const database = openDatabase(path)
  database.exec(`DELETE FROM people WHERE tap_id = 'a'`)
  database.close()
  expect(journal.pending()).toMatchObject({ kind: 'ok', taps: [{ tapId: 'b' }], withoutPerson: ['a'] })
  journal.close()
})

test('the one open tap is found among a hundred thousand events', () => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  const database = openDatabase(path)
  const row = `printf('settled-%d', value)`
  const numbers = `WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < 50000)`
  database.exec(`
    BEGIN;
    ${numbers} INSERT INTO events SELECT value * 2 - 1, ${row}, 1, 'tapped', '{}', '' FROM numbers;
    ${numbers} INSERT INTO events SELECT value * 2, ${row}, 1, 'confirmed', '{}', '' FROM numbers;
    COMMIT`)
  database.close()
  const journal = open(path)
  recordAll(journal, 'open', sending)
  expect(pendingIn(journal)).toHaveLength(1)
  journal.close()
})
