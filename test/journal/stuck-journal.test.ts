import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper } from './forge.ts'
import { ana, key, open, recordAll, tapped } from './journal-fixture.ts'

/** What somebody makes of the database that no waiting fixes: it is damage, and the kiosk goes on with a new journal. */

const large = '9007199254740993'

test.each([
  ['the version of an earlier schema', 'PRAGMA user_version = 1'],
  ['a version below 0', 'PRAGMA user_version = -1'],
  [
    'a view in the place of open_taps',
    "DROP TABLE open_taps; CREATE VIEW open_taps AS SELECT 'q' AS tap_id, 1 AS seq",
  ],
  [
    'a view in the place of details',
    "DROP TABLE details; CREATE VIEW details AS SELECT 'q' AS tap_id, 'x' AS text, 'y' AS seal",
  ],
  ['a view in the place of an index', 'DROP INDEX compactions; CREATE VIEW compactions AS SELECT 1'],
  // node:sqlite alone throws of a number that is no JavaScript number.
  ['a time beyond JavaScript’s numbers', `UPDATE events SET at_ms = ${large} WHERE seq = 1`],
  ['an event’s number beyond them', `INSERT INTO events VALUES (${large}, 'z', 1, 'tapped', '{}', 'x')`],
  ['a gap beyond them', `INSERT INTO gaps VALUES (${large}, ${large}, 'x')`],
  ['an open tap beyond them', `INSERT INTO open_taps VALUES ('z', ${large})`],
])('with %s the kiosk accepts taps again', (_, sql) => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'first')
  before.close()
  tamper(path, sql)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  const { journal } = opened
  expect(journal.probe()).toEqual({ kind: 'ok' })
  expect(journal.recordTap(tapped('second'), ana)).toEqual({ kind: 'ok' })
  journal.close()
})

test('a foreign key added by somebody else does not prevent erasing a name', () => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'first', { kind: 'refused', reason: 'not-clocked-in' })
  before.close()
  // node:sqlite has foreign keys on by default.
  tamper(
    path,
    'CREATE TABLE other (tap_id TEXT REFERENCES people (tap_id)); INSERT INTO other SELECT tap_id FROM people',
  )
  const journal = open(path)
  expect(journal.eraseSettledPeople(Number.MAX_SAFE_INTEGER)).toMatchObject({ kind: 'ok', erased: 1 })
  journal.close()
})
