import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate, schemaVersion, versionOf } from '../../../electron/journal/store/migrations.ts'
import { settlingKinds } from '../../../electron/journal/punch-event.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { open, pendingIn, recordAll, sending } from '../journal-fixture.ts'

const first = `CREATE TABLE taps (name TEXT NOT NULL) STRICT`
const second = `ALTER TABLE taps ADD COLUMN place TEXT NOT NULL DEFAULT 'dock-3'`

test('a database of an earlier version is migrated step by step, with its content', () => {
  const database = openDatabase(join(tempFolder(), 'fixture.db'))
  migrate(database, [first])
  database.run('INSERT INTO taps (name) VALUES (?)', ['Ana'])
  expect(versionOf(database)).toBe(1)
  migrate(database, [first, second])
  expect(versionOf(database)).toBe(2)
  expect({ ...database.get('SELECT * FROM taps') }).toMatchObject({ name: 'Ana', place: 'dock-3' })
  migrate(database, [first, second])
  expect(versionOf(database)).toBe(2)
  database.close()
})

test('a failed step leaves the database at its version', () => {
  const database = openDatabase(join(tempFolder(), 'fixture.db'))
  migrate(database, [first])
  expect(() => migrate(database, [first, `${second}; SELECT no_such_thing()`])).toThrow()
  expect(versionOf(database)).toBe(1)
  expect(database.all('SELECT * FROM taps')).toEqual([])
  expect(() => database.all('SELECT place FROM taps')).toThrow()
  database.close()
})

test('a newer version is left alone', () => {
  const database = openDatabase(join(tempFolder(), 'fixture.db'))
  migrate(database, [first, second])
  migrate(database, [first])
  expect(versionOf(database)).toBe(2)
  database.close()
})

test('a new journal has the latest version', () => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  const database = openDatabase(path)
  expect(versionOf(database)).toBe(schemaVersion)
  database.close()
})

test('a list of open taps made by another version of the program is rebuilt', () => {
  const path = join(tempFolder(), 'journal.db')
  let journal = open(path)
  recordAll(journal, 'a', sending)
  journal.close()
  const database = openDatabase(path)
  const another = settlingKinds
    .slice(1)
    .map((kind) => `'${kind}'`)
    .join(', ')
  database.exec(`DROP TRIGGER open_taps_settle; DELETE FROM open_taps;
    CREATE TRIGGER open_taps_settle AFTER INSERT ON events WHEN NEW.kind IN (${another})
    BEGIN DELETE FROM open_taps WHERE tap_id = NEW.tap_id; END`)
  database.close()
  journal = open(path)
  expect(pendingIn(journal)).toHaveLength(1)
  journal.close()
})
