import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BadgeChange } from '../../electron/journal/badge-changes.ts'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { rekey } from '../../electron/journal/chain/rekey.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper } from './forge.ts'
import { confirmed, key, open, otherKey, parked, pendingIn, recordAll, sending } from './journal-fixture.ts'

const atMs = Date.UTC(2026, 2, 1, 8)
const change = (what: BadgeChange['what'], changedAtMs = atMs - 5_000): BadgeChange => ({
  what,
  badgeHmac: key.hmac('badge', '04D4E5F6'),
  changedAtMs,
  kioskId: 'dock-3',
})
const [added, replaced, blocked] = [
  change('badge-added'),
  change('badge-replaced', atMs - 4_000),
  change('badge-blocked', atMs - 3_000),
]

function changesIn(path: string): readonly BadgeChange[] {
  const opened = openJournalReader(path)
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  try {
    return [...opened.reader.badgeChanges()]
  } finally {
    opened.reader.close()
  }
}

function writeJournal(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', sending, confirmed)
  recordAll(journal, 'parked', parked)
  expect(journal.recordBadgeChanges([added, blocked], atMs)).toEqual({ kind: 'ok' })
  recordAll(journal, 'waits', sending)
  journal.close()
  return path
}

test('each change is recorded once, however often it is passed on, even after a restart', () => {
  const path = writeJournal()
  const journal = open(path)
  expect(journal.recordBadgeChanges([added, replaced, blocked], atMs + 1)).toEqual({ kind: 'ok' })
  journal.close()
  expect(changesIn(path)).toEqual([added, blocked, replaced])
})

test('changes are not taps: none is pending, parked or listed, and the chain verifies', async () => {
  const path = writeJournal()
  const journal = open(path)
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(['waits'])
  expect(journal.parkedTaps()).toBe(1)
  expect(journal.parkedSince(undefined, 10)?.taps.map(({ record }) => record.tapId)).toEqual(['parked'])
  expect(journal.eraseSettledPeople(atMs + 1)).toMatchObject({ kind: 'ok', erased: 2 })
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: 9 })
  journal.close()
  const opened = openJournalReader(path)
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  expect([...opened.reader.taps('all')].map(({ tapId }) => tapId)).toEqual(['done', 'parked', 'waits'])
  expect(opened.reader.find('', 10)).toHaveLength(3)
  opened.reader.close()
})

test('an edited change is detected like any other edited event', async () => {
  const path = writeJournal()
  tamper(
    path,
    `UPDATE events SET body = replace(body, 'badge-blocked', 'badge-added') WHERE kind = 'refused'`,
  )
  const opened = openJournalReader(path)
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  expect(await opened.reader.verify([key])).toMatchObject({ kind: 'broken', findings: [{ what: 'edited' }] })
  opened.reader.close()
})

test('compaction removes old taps but keeps the changes between them, and the chain verifies', async () => {
  const path = writeJournal()
  const journal = open(path)
  expect(journal.compact(atMs + 1, atMs + 1)).toMatchObject({ kind: 'ok', taps: 1, doubtful: 0 })
  expect(await journal.verify()).toMatchObject({ kind: 'intact', compacted: 3 })
  journal.close()
  expect(changesIn(path)).toEqual([added, blocked])
  const again = open(path)
  expect(pendingIn(again).map(({ tapId }) => tapId)).toEqual(['waits'])
  again.close()
})

test('the replacement of a damaged journal has no changes, and accepts them again', () => {
  const path = writeJournal()
  truncateSync(`${path}.head`, 0)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ carriedOver: 2, unreadableEvents: 0 })
  const { journal } = opened
  expect(changesIn(path)).toEqual([])
  expect(journal.recordBadgeChanges([added, blocked], atMs)).toEqual({ kind: 'ok' })
  journal.close()
  expect(changesIn(path)).toEqual([added, blocked])
})

test('after a rekey the archived journal still has the changes', async () => {
  const path = writeJournal()
  const answer = await rekey(join(path, '..'), { own: otherKey, earlier: [key] }, atMs)
  expect(answer).toMatchObject({ kind: 'ok', carriedOver: 2, parked: 0 })
  expect(changesIn(path)).toEqual([])
  expect(answer.kind === 'ok' && changesIn(answer.archive)).toEqual([added, blocked])
})
