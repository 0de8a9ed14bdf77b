import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper, writeSchema } from './forge.ts'
import { key, open, pendingIn, recordAll } from './journal-fixture.ts'

function openAfter(change: (path: string) => void) {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first')
  journal.close()
  change(path)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(pendingIn(opened.journal).map(({ tapId }) => tapId)).toEqual(['first'])
  opened.journal.close()
  return opened
}

/** A trigger may have the name of a table, and `sqlite_schema` may be written to (`sqlite3CheckObjectName`, build.c). */
const trigger = (name: string): string => `CREATE TRIGGER ${name} AFTER INSERT ON people BEGIN
  UPDATE people SET display_name = 'x' WHERE tap_id = 'never'; END;`

test.each([
  [
    'under a name of SQLite’s own',
    `UPDATE sqlite_schema SET name = 'sqlite_x', sql = replace(sql, 'x AFTER', 'sqlite_x AFTER') WHERE name = 'x'`,
    'x',
  ],
  ['under the name of a table that is compared elsewhere', 'SELECT 1', 'details'],
  [
    'under the name of a table that stands behind it',
    `UPDATE sqlite_schema SET rowid = rowid + 1000
       WHERE rowid >= (SELECT rowid FROM sqlite_schema WHERE name = 'marks' AND type = 'table');
     UPDATE sqlite_schema SET rowid =
         (SELECT rowid - 500 FROM sqlite_schema WHERE name = 'marks' AND type = 'table')
       WHERE name = 'marks' AND type = 'trigger'`,
    'marks',
  ],
])('a trigger in the schema %s is found', (_, hide, name) => {
  const { setAside } = openAfter((path) => {
    tamper(path, trigger(name))
    writeSchema(path, hide)
  })
  expect(setAside).toMatchObject({ why: 'tampered', carriedOver: 1, parked: 0 })
})

test.each([
  ['of another type', `UPDATE sqlite_schema SET type = 'view' WHERE name = 'x'`],
  ['of another table', `UPDATE sqlite_schema SET tbl_name = 'other' WHERE name = 'x'`],
  ['that SQLite cannot read', `UPDATE sqlite_schema SET sql = 'CREATE nothing' WHERE name = 'x'`],
])('a trigger that claims to be one %s sets the journal aside, and none of its taps is lost', (_, sql) => {
  const { setAside } = openAfter((path) => {
    tamper(path, trigger('x'))
    writeSchema(path, sql)
  })
  expect(setAside).toMatchObject({ why: 'corrupt', carriedOver: 1, parked: 0, unreadableEvents: 0 })
})

test.each([
  'CREATE TABLE other (a)',
  'CREATE TABLE other (a UNIQUE); CREATE INDEX "by a" ON other (a); CREATE VIEW seen AS SELECT a FROM other',
  'ANALYZE',
])('objects that do not touch the kiosk’s tables are allowed: %s', (sql) => {
  expect(openAfter((path) => tamper(path, sql)).setAside).toBeUndefined()
})

test.each([
  ['an index of somebody else’s', 'CREATE INDEX "a ON other (" ON people (user_id)'],
  [
    'a view that never ends in the place of a table',
    `DROP TABLE people; CREATE VIEW people AS
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS tap_id FROM n WHERE i < 0`,
  ],
])('%s sets the journal aside', (_, sql) => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  tamper(path, sql)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'tampered' })
  opened.journal.close()
})
