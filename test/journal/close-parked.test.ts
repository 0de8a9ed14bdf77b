import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeParked } from '../../electron/journal/close-parked.ts'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { requestRetry } from '../../electron/journal/request-retry.ts'
import { badges, createHarness, onShift } from '../support/kiosk-harness.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { confirmed, key, open, parked, pendingIn, recordAll, sending } from './journal-fixture.ts'

const closing = { by: 'it-admin', because: 'Entered by hand in Shifts.', atMs: 1_700_000_100_000 }
const closedIn = (path: string, ...ids: string[]) => closeParked(path, key, ids, closing)

test('a closed tap no longer counts as parked, is not sent, and can be retried', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'parked', parked)
  recordAll(journal, 'confirmed', sending, confirmed)
  recordAll(journal, 'open', sending)
  expect(closedIn(path, 'parked', 'confirmed', 'open', 'nobodys')).toEqual({
    kind: 'ok',
    answers: [
      { kind: 'ok' },
      { kind: 'not-parked', status: 'confirmed' },
      { kind: 'not-parked', status: 'pending' },
      { kind: 'unknown-tap' },
    ],
  })
  expect(journal.changedByOthers()).toBe(true)
  expect(journal.parkedTaps()).toBe(0)
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(['open'])
  expect(journal.eventsOf('parked').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'closed',
    detail: 'Entered by hand in Shifts.',
    closedBy: 'it-admin',
    atMs: closing.atMs,
  })
  expect(closedIn(path, 'parked')).toMatchObject({ answers: [{ kind: 'not-parked', status: 'closed' }] })
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  expect(requestRetry(path, key, ['parked'], 9)).toMatchObject({ answers: [{ kind: 'ok' }] })
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(['parked', 'open'])
  journal.close()
})

test('the running kiosk keeps using its journal after a tap was closed, and its alarm is cleared', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 30 })
  await harness.tap(badges.ana)
  await harness.clock.advance(61_000)
  expect(harness.alarms.map(({ kind }) => kind)).toContain('taps-parked')
  expect(closedIn(harness.journalPath, 'tap00001-0000')).toMatchObject({ answers: [{ kind: 'ok' }] })
  await harness.clock.advance(61_000)
  expect(harness.alarms.map(({ kind }) => kind)).not.toContain('taps-parked')
  await harness.tap(badges.ben)
  await harness.clock.advance(5_000)
  expect(harness.logged.filter(({ event }) => event === 'tap.recorded')).toHaveLength(2)
  expect(harness.logged.some(({ event }) => event === 'journal.set-aside')).toBe(false)
})

test('a long reason is cut, and one that looks like a closing event closes nothing', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'parked', { ...parked, detail: 'said "closedBy":"nobody"' })
  expect(journal.parkedTaps()).toBe(1)
  closeParked(path, key, ['parked'], { by: 'x'.repeat(500), because: `${'y'.repeat(5_000)}\n`, atMs: 5 })
  expect(journal.eventsOf('parked').at(-1)).toMatchObject({
    detail: 'y'.repeat(500),
    closedBy: 'x'.repeat(100),
  })
  journal.close()
})

test('a closed tap is compacted when it is old enough, a parked one stays', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'closed', parked)
  recordAll(journal, 'parked', parked)
  closedIn(path, 'closed')
  const laterMs = Date.UTC(2030, 0)
  expect(journal.compact(laterMs, laterMs)).toMatchObject({ kind: 'ok', taps: 1, doubtful: 0 })
  expect(journal.eventsOf('closed')).toEqual([])
  expect(journal.eventsOf('parked')).toHaveLength(2)
  journal.close()
})

test('lists of taps that need a person leave closed taps out', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'closed', parked)
  recordAll(journal, 'parked', parked)
  closedIn(path, 'closed')
  const opened = openJournalReader(path)
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  expect([...opened.reader.taps('open-or-parked')].map(({ tapId, status }) => [tapId, status])).toEqual([
    ['parked', 'parked'],
  ])
  expect(opened.reader.find('closed', 2)).toMatchObject([{ status: 'closed', reason: 'closed' }])
  opened.reader.close()
  journal.close()
})

test('a settled tap whose person saw no outcome cannot be retried, even once it is closed', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'not-told', sending, confirmed, {
    kind: 'parked',
    reason: 'not-told',
    detail: 'It is confirmed.',
  })
  const retried = () => requestRetry(path, key, ['not-told'], 9)
  expect(retried()).toMatchObject({ answers: [{ kind: 'not-told' }] })
  expect(closedIn(path, 'not-told')).toMatchObject({ answers: [{ kind: 'ok' }] })
  expect(retried()).toMatchObject({ answers: [{ kind: 'not-told' }] })
  expect(pendingIn(journal)).toEqual([])
  journal.close()
})
