import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isDamage } from '../../electron/journal/failure.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper } from './forge.ts'
import { ana, key, open, parked, pendingIn, recordAll, tapped } from './journal-fixture.ts'

/** Somebody changes the journal's tables so that the kiosk's writes would fail for good. */

function openAfter(sql: string) {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first')
  journal.close()
  tamper(path, sql)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  return opened
}

test.each([
  ['a table that is gone', 'DROP TABLE people'],
  ['a table that is gone, with the last event', 'DROP TABLE gaps; DELETE FROM events'],
  ['a table without a column', 'ALTER TABLE marks DROP COLUMN filling'],
  ['an index that lets only one event of a kind in', 'CREATE UNIQUE INDEX one ON events (kind)'],
  ['an index on what is derived', 'CREATE UNIQUE INDEX one ON open_taps (tap_id IS NULL)'],
  [
    'an index of the kiosk’s that is another',
    'DROP INDEX parked; CREATE UNIQUE INDEX parked ON events (kind)',
  ],
])('%s is damage: the journal is set aside, and the kiosk accepts taps', (_name, sql) => {
  const { journal, setAside } = openAfter(sql)
  expect(setAside).toMatchObject({ why: 'tampered', carriedOver: sql.includes('DELETE') ? 0 : 1 })
  expect(journal.probe()).toEqual({ kind: 'ok' })
  expect(journal.recordTap(tapped('second'), ana)).toEqual({ kind: 'ok' })
  journal.close()
})

test.each(['people', 'marks', 'gaps', 'details', 'open_taps', 'events'])(
  'the table %s removed while the kiosk runs is damage: reopened, the journal accepts taps',
  (table) => {
    const path = join(tempFolder(), 'journal.db')
    const running = open(path)
    tamper(path, `DROP TABLE ${table}`)
    expect(running.changedByOthers()).toBe(true)
    const pending = running.pending()
    expect(pending.kind === 'failed' && isDamage(pending.failure)).toBe(true)
    running.close()
    const journal = open(path)
    expect(journal.recordTap(tapped('second'), ana)).toEqual({ kind: 'ok' })
    journal.close()
  },
)

test('a missing index of the kiosk is created again', () => {
  const { journal, setAside } = openAfter('DROP INDEX compactions; DROP INDEX parked')
  expect(setAside).toBeUndefined()
  expect(pendingIn(journal)).toHaveLength(1)
  expect(journal.parkedTaps()).toBe(0)
  journal.close()
})

test('an index removed while the kiosk runs hides no parked tap, and is created again by the next check', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first', parked)
  expect(journal.parkedTaps()).toBe(1)
  tamper(path, 'DROP INDEX parked; DROP INDEX compactions')
  recordAll(journal, 'second')
  expect(journal.parkedTaps()).toBe(1)
  expect(journal.changedByOthers()).toBe(true)
  expect(pendingIn(journal)).toHaveLength(1)
  recordAll(journal, 'third', parked)
  expect(journal.parkedTaps()).toBe(2)
  journal.close()
})
