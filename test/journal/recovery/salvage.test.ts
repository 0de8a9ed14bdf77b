import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournalReader } from '../../../electron/journal/journal-reader.ts'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { tamper, foreignLink } from '../forge.ts'
import {
  ana,
  confirmed,
  key,
  open,
  parked,
  pendingIn,
  recordAll,
  sending,
  tappedAtMs,
} from '../journal-fixture.ts'

test.each([
  ['open', `UPDATE events SET body = '' WHERE seq = 1`],
  ['parked', `UPDATE events SET body = '' WHERE seq = 2`],
  ['parked', `UPDATE events SET body = printf('%.*c', 100000, 'x') WHERE seq = 2`],
])('a %s tap with an unreadable first event is kept, parked, with its person', (tapId, sql) => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'open')
  recordAll(before, 'parked', parked)
  before.close()
  tamper(path, sql)
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

test.each(['compacted', 'forgotten'])('a forged event of the kind %s is not carried over', (kind) => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'open')
  before.close()
  tamper(
    path,
    `UPDATE events SET chain = '${foreignLink}';
       INSERT INTO events SELECT seq + 1, tap_id, at_ms, '${kind}', '{"gapsDigest":"x"}', chain FROM events
         ORDER BY seq DESC LIMIT 1`,
  )
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'cut-off', carriedOver: 1, parked: 1 })
  expect(opened.journal.eventsOf('open').map((event) => event.kind)).toEqual([
    'tapped',
    'carried-over',
    'parked',
  ])
  opened.journal.close()
})

test('a tap that was settled without its person seeing the outcome stays parked, and is not sent', () => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'not-told', sending, confirmed, {
    kind: 'parked',
    reason: 'not-told',
    detail: 'It is confirmed.',
  })
  recordAll(before, 'settled', sending, confirmed)
  recordAll(before, 'last')
  before.close()
  tamper(path, `UPDATE events SET body = '' WHERE tap_id = 'last'`)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  const { journal } = opened
  expect(pendingIn(journal)).toEqual([])
  const events = journal.eventsOf('not-told')
  expect(events.map(({ kind }) => kind).slice(0, 4)).toEqual([
    'tapped',
    'carried-over',
    'sending',
    'confirmed',
  ])
  expect(events).toContainEqual(expect.objectContaining({ kind: 'parked', reason: 'not-told' }))
  expect(events.at(-1)?.kind).toBe('parked')
  expect(journal.eventsOf('settled')).toEqual([])
  journal.close()
})
