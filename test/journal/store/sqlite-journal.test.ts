import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { ana, key, open, pendingIn, tapped } from '../journal-fixture.ts'

test('a recorded tap is pending until it is settled, also after the journal was closed and opened again', () => {
  const path = join(tempFolder(), 'journal.db')
  let journal = open(path)
  expect(journal.recordTap(tapped('tap-1'), ana)).toEqual({ kind: 'ok' })
  expect(journal.record({ tapId: 'tap-1', atMs: 2, kind: 'sending', cardId: 'TCK_1' })).toEqual({
    kind: 'ok',
  })
  journal.close()

  journal = open(path)
  expect(pendingIn(journal)).toEqual([
    {
      tapId: 'tap-1',
      ...ana,
      tapped: tapped('tap-1'),
      stage: { kind: 'sending', cardId: 'TCK_1' },
    },
  ])
  journal.record({
    tapId: 'tap-1',
    atMs: 3,
    kind: 'confirmed',
    cardId: 'TCK_1',
    endedAtMs: 3,
    how: 'answered',
  })
  expect(pendingIn(journal)).toEqual([])
  expect(journal.eventsOf('tap-1').map((event) => event.kind)).toEqual(['tapped', 'sending', 'confirmed'])
  journal.close()
})

test('pending taps come oldest first, each with the card it was last sent for', () => {
  const journal = open(join(tempFolder(), 'journal.db'))
  for (const tapId of ['b', 'a', 'c']) journal.recordTap(tapped(tapId), ana)
  journal.record({ tapId: 'a', atMs: 1, kind: 'sending', cardId: 'TCK_1' })
  journal.record({ tapId: 'a', atMs: 2, kind: 'sending', cardId: 'TCK_2' })
  expect(pendingIn(journal).map((tap) => [tap.tapId, tap.stage])).toEqual([
    ['b', { kind: 'tapped' }],
    ['a', { kind: 'sending', cardId: 'TCK_2' }],
    ['c', { kind: 'tapped' }],
  ])
  journal.close()
})

test('the same tap cannot be recorded twice', async () => {
  const journal = open(join(tempFolder(), 'journal.db'))
  journal.recordTap(tapped('tap-1'), ana)
  expect(journal.recordTap(tapped('tap-1'), ana).kind).toBe('failed')
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: 1 })
  journal.close()
})

test('the badge number, the name and the user id are nowhere in the chained events', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  journal.recordTap(tapped('tap-1'), ana)
  journal.close()
  const database = openDatabase(path)
  const rows = JSON.stringify(database.all('SELECT * FROM events'))
  database.close()
  expect(rows).not.toMatch(/04A1B2C3D4E5F6|Ana Ruiz|7d5f0f0e/i)
  expect(readFileSync(path).includes('04A1B2C3D4E5F6')).toBe(false)
})

test('events cannot be changed or removed by accident', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  journal.recordTap(tapped('tap-1'), ana)
  journal.close()
  const database = openDatabase(path)
  expect(() => database.exec(`UPDATE events SET kind = 'confirmed'`)).toThrow('never changed')
  expect(() => database.exec('DELETE FROM events')).toThrow('never removed')
  database.close()
})

test('a folder in place of the journal, and a path below a file, are reported as such', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'journal.db'))
  expect(openJournal(join(folder, 'journal.db'), key)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'cannot-open' },
  })
  writeFileSync(join(folder, 'file'), '')
  expect(openJournal(join(folder, 'file', 'journal.db'), key)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'cannot-open' },
  })
})

test('a journal of a newer version is refused, not downgraded', () => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  const database = openDatabase(path)
  database.exec('PRAGMA user_version = 99')
  database.close()
  expect(openJournal(path, key)).toMatchObject({ kind: 'failed', failure: { kind: 'newer-version' } })
})

test('a journal locked by another program is reported as busy, and works again once it is free', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  const other = openDatabase(path)
  other.exec('BEGIN IMMEDIATE')
  expect(journal.probe()).toMatchObject({ kind: 'failed', failure: { kind: 'busy' } })
  other.exec('ROLLBACK')
  other.close()
  expect(journal.probe()).toEqual({ kind: 'ok' })
  journal.close()
})

test('every commit is written through to the disk (WAL, synchronous FULL)', () => {
  const path = join(tempFolder(), 'journal.db')
  const database = openDatabase(path)
  expect(database.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' })
  expect(database.get('PRAGMA synchronous')).toMatchObject({ synchronous: 2 })
  database.close()
})

test('a value that would crash the process is refused before it reaches SQLite', () => {
  const database = openDatabase(join(tempFolder(), 'values.db'))
  database.exec('CREATE TABLE t (a TEXT) STRICT')
  for (const value of [true, new Date(), Buffer.from('a'), undefined, Number.NaN]) {
    expect(() => database.run('INSERT INTO t VALUES (?)', [value as never])).toThrow(TypeError)
  }
  expect(() => database.run('INSERT INTO t VALUES (?)')).toThrow('1 values expected, 0 given')
  expect(database.all('SELECT * FROM t')).toEqual([])
  database.close()
})

test('a transaction that throws leaves nothing behind', () => {
  const database = openDatabase(join(tempFolder(), 'rollback.db'))
  database.exec('CREATE TABLE t (a TEXT) STRICT')
  expect(() =>
    database.transaction(() => {
      database.run('INSERT INTO t VALUES (?)', ['lost'])
      throw new Error('stop')
    }),
  ).toThrow('stop')
  expect(database.all('SELECT a FROM t')).toEqual([])
  database.transaction(() => database.run('INSERT INTO t VALUES (?)', ['kept']))
  expect(database.all('SELECT a FROM t').map((row) => row['a'])).toEqual(['kept'])
  database.close()
})

test.runIf(process.platform === 'linux')("only the kiosk's account may read the database file", () => {
  const folder = tempFolder()
  open(join(folder, 'journal.db')).close()
  const mode = execFileSync('stat', ['-c', '%a', join(folder, 'journal.db')], { encoding: 'utf8' }).trim()
  expect(mode).toBe('600')
})
