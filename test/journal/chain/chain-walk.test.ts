import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walkChain } from '../../../electron/journal/chain/chain-walk.ts'
import { requestRetry } from '../../../electron/journal/request-retry.ts'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { tamper, forgedTap } from '../forge.ts'
import { confirmed, key, open, otherKey, parked, pendingIn, recordAll, sending } from '../journal-fixture.ts'

/** Events 1 to 3 of a settled tap, 4 and 5 of a parked one, 6 to 8 of a settled one, 9 and 10 of one that waits. */
function lay(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a', sending, confirmed)
  recordAll(journal, 'parked', parked)
  recordAll(journal, 'b', sending, confirmed)
  recordAll(journal, 'waits', sending)
  journal.close()
  return path
}

function walk(path: string, fromSeq: number, withKey = key): readonly string[] {
  const database = openDatabase(path)
  try {
    return walkChain(database, withKey, fromSeq).open.map(({ tapId }) => tapId)
  } finally {
    database.close()
  }
}

test('reading from any event up to the oldest open tap finds the same open taps', () => {
  const path = lay()
  expect([1, 5, 9].map((from) => walk(path, from))).toEqual([['waits'], ['waits'], ['waits']])
  expect(walk(path, 11)).toEqual([])
})

test('all events of a parked tap with a requested retry are read, however old', () => {
  const path = lay()
  expect(requestRetry(path, key, ['parked'], 9)).toMatchObject({ answers: [{ kind: 'ok' }] })
  expect(walk(path, 9)).toEqual(['parked', 'waits'])
  tamper(path, `UPDATE events SET body = replace(body, 'No', 'NO') WHERE seq = 5`)
  expect(() => walk(path, 9)).toThrow('Event 5 was changed after it was written')
})

test('events of another key may only come before the first event of the current key', () => {
  const path = lay()
  const journal = open(path, otherKey)
  recordAll(journal, 'c', sending)
  journal.close()
  expect([1, 9, 11].map((from) => walk(path, from, otherKey))).toEqual([
    ['waits', 'c'],
    ['waits', 'c'],
    ['c'],
  ])
  expect(() => walk(path, 1, key)).toThrow('Event 11 was added under another site key')
})

test('while the kiosk runs, a command-line request is picked up, and a forged event after it is not', () => {
  const path = lay()
  const journal = open(path)
  requestRetry(path, key, ['parked'], 9)
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(['parked', 'waits'])
  tamper(path, forgedTap('forged'))
  expect(journal.pending()).toMatchObject({ kind: 'failed', failure: { kind: 'tampered' } })
  journal.close()
})

test.each([
  ['whose chain does not hold', `UPDATE events SET at_ms = 1 WHERE seq = 2`, 'failed'],
  ['whose person was changed', `UPDATE people SET user_id = '0' WHERE tap_id = 'parked'`, 'person-changed'],
])('the command line requests no retry in a journal %s', (_name, sql, expectedKind) => {
  const path = lay()
  tamper(path, sql)
  const answer = requestRetry(path, key, ['parked'], 9)
  expect(answer.kind === 'ok' ? answer.answers[0]?.kind : answer.kind).toBe(expectedKind)
  const database = openDatabase(path)
  expect(database.get(`SELECT count(*) AS n FROM events WHERE kind = 'retry-requested'`)).toMatchObject({
    n: 0,
  })
  database.close()
})

test('a trigger that changes what is written is detected before the commit', () => {
  for (const trigger of [
    `AFTER INSERT ON events BEGIN DELETE FROM events WHERE seq = NEW.seq; END`,
    `AFTER INSERT ON people BEGIN UPDATE people SET user_id = '0' WHERE tap_id = NEW.tap_id; END`,
  ]) {
    const path = lay()
    const journal = open(path)
    tamper(path, `CREATE TRIGGER somebodys ${trigger}`)
    expect(() => recordAll(journal, 'later')).toThrow('as it was written')
    expect(journal.eventsOf('later')).toEqual([])
    journal.close()
    // The next start leaves it behind.
    const again = openJournal(path, key)
    if (again.kind !== 'ok') throw new Error(again.failure.detail)
    expect(again.setAside).toMatchObject({ why: 'tampered', carriedOver: 2, parked: 0 })
    recordAll(again.journal, 'later')
    again.journal.close()
  }
})
