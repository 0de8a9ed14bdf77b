import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { openJournal } from '../../electron/journal/sqlite-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { byHand } from './forge.ts'
import { ana, key, open, parked, pendingIn, recordAll, tappedAtMs } from './journal-fixture.ts'

test.each([
  ['open', `UPDATE events SET body = '' WHERE seq = 1`],
  ['parked', `UPDATE events SET body = '' WHERE seq = 2`],
  ['parked', `UPDATE events SET body = printf('%.*c', 100000, 'x') WHERE seq = 2`],
])('the %s tap whose first event cannot be read stays, parked, with who made it', (tapId, sql) => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'open')
  recordAll(before, 'parked', parked)
  before.close()
  byHand(path, sql)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'tampered', carriedOver: 2, unreadableEvents: 1 })
  const { journal } = opened
  expect(pendingIn(journal)).toEqual([])
  const events = journal.eventsOf(tapId)
  expect(events[0]).toMatchObject({ kind: 'tapped', tappedAtMs, isDoubtful: true })
  expect(events.at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  journal.close()
  const read = openJournalReader(path)
  if (read.kind !== 'ok') throw new Error(read.kind)
  expect(read.reader.find(tapId, 1)).toMatchObject([{ person: ana, status: 'parked' }])
  read.reader.close()
})
