import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase, openForReading } from '../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../support/temp-folder.ts'
import {
  ana,
  ben,
  confirmed,
  open,
  parked,
  pendingIn,
  recordAll,
  retryRequested,
  sending,
  tapped,
  tappedAtMs,
} from './journal-fixture.ts'

const later = tappedAtMs + 1_000_000

test('erases names and user ids only of taps settled before the cutoff, and keeps the chain intact', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'settled', sending, confirmed)
  recordAll(journal, 'parked', parked)
  recordAll(journal, 'open', sending)
  recordAll(journal, 'asked-for-again', parked, retryRequested)
  journal.recordTap(tapped('settled-later'), ben)
  journal.record({ tapId: 'settled-later', atMs: later, ...confirmed })
  expect(journal.eraseSettledPeople(later)).toEqual({ kind: 'ok', erased: 2, more: false })
  expect(journal.eraseSettledPeople(later)).toEqual({ kind: 'ok', erased: 0, more: false })
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  expect(pendingIn(journal).map((tap) => [tap.tapId, tap.userId])).toEqual([
    ['open', ana.userId],
    ['asked-for-again', ana.userId],
  ])
  const database = openDatabase(path)
  expect(database.all('SELECT tap_id FROM people ORDER BY rowid').map((row) => row['tap_id'])).toEqual([
    'open',
    'asked-for-again',
    'settled-later',
  ])
  database.close()
  journal.close()
})

test('an erased name is gone from the bytes of the database and its write-ahead log', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  for (let count = 0; count < 300; count += 1) recordAll(journal, `tap-${count}`, confirmed)
  expect(readFileSync(path).includes('Ana Ruiz') || readFileSync(`${path}-wal`).includes('Ana Ruiz')).toBe(
    true,
  )
  expect(journal.eraseSettledPeople(later)).toEqual({ kind: 'ok', erased: 300, more: false })
  for (const file of [path, `${path}-wal`]) {
    expect(readFileSync(file).includes('Ana Ruiz')).toBe(false)
    expect(readFileSync(file).includes(ana.userId)).toBe(false)
  }
  journal.close()
})

test('a journal that cannot be written reports it instead of erasing', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'settled', confirmed)
  const other = openDatabase(path)
  other.exec('BEGIN IMMEDIATE')
  expect(journal.eraseSettledPeople(later)).toMatchObject({ kind: 'failed', failure: { kind: 'busy' } })
  other.exec('ROLLBACK')
  other.close()
  expect(journal.eraseSettledPeople(later)).toEqual({ kind: 'ok', erased: 1, more: false })
  journal.close()
})

test('erases names in batches, so that no tap waits for all of them', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  const database = openDatabase(path)
  const numbers = `WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < 750)`
  const id = `printf('tap-%d', value)`
  database.exec(`
    BEGIN;
    ${numbers} INSERT INTO events SELECT value * 2 - 1, ${id}, 1, 'tapped', '{}', '' FROM numbers;
    ${numbers} INSERT INTO events SELECT value * 2, ${id}, 1, 'confirmed', '{}', '' FROM numbers;
    ${numbers} INSERT INTO people SELECT ${id}, 1, 'user', 'name', '' FROM numbers;
    COMMIT`)
  database.close()
  expect(journal.eraseSettledPeople(later)).toEqual({ kind: 'ok', erased: 500, more: true })
  expect(journal.eraseSettledPeople(later)).toEqual({ kind: 'ok', erased: 250, more: false })
  journal.close()
})

test('reports names left in the write-ahead log while a reader is open, and removes them once it closes', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', confirmed)
  const reader = openForReading(path)
  reader.exec('BEGIN')
  reader.get('SELECT count(*) FROM people')
  expect(journal.eraseSettledPeople(tappedAtMs + 1000)).toMatchObject({
    kind: 'ok',
    erased: 1,
    isInLog: true,
  })
  expect(readFileSync(`${path}-wal`).includes(ana.displayName)).toBe(true)
  reader.exec('ROLLBACK')
  reader.close()
  expect(journal.eraseSettledPeople(tappedAtMs + 1000)).toMatchObject({
    kind: 'ok',
    erased: 0,
  })
  expect(readFileSync(`${path}-wal`).includes(ana.displayName)).toBe(false)
  journal.close()
})
