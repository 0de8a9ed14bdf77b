import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { closeParked } from '../../electron/journal/close-parked.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { createHarness } from '../support/kiosk-harness.ts'
import { tempFolder } from '../support/temp-folder.ts'
import {
  clockedOut,
  confirmed,
  key,
  open,
  parked,
  pendingIn,
  recordAll,
  retryRequested,
  sending,
} from './journal-fixture.ts'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
const code = './fixtures/journal-code.mjs'
const before = (await import(/* @vite-ignore */ code)) as Pick<
  typeof import('../../electron/journal/store/open-journal.ts'),
  'openJournal'
> &
  Pick<typeof import('../../electron/journal/chain/site-key.ts'), 'siteKeyOf'>

const startMs = Date.UTC(2026, 2, 1, 9)

function layDown(name: 'closed' | 'killed'): (journalPath: string) => void {
  return (journalPath) => {
    for (const file of readdirSync(join(fixtures, name)))
      copyFileSync(join(fixtures, name, file), join(dirname(journalPath), file))
  }
}

function openBefore(path: string) {
  const opened = before.openJournal(path, before.siteKeyOf(new Uint8Array(32).fill(7)))
  if (opened.kind === 'failed') throw new Error(opened.failure.detail)
  expect(opened.setAside).toBeUndefined()
  return opened.journal
}

const user = (number: number): string => `7d5f0f0e-0000-4000-8000-00000000000${number}`

test('the fixtures use the site key stored beside them', () => {
  for (const name of ['closed', 'killed']) {
    const text = readFileSync(join(fixtures, name, 'site.key'), 'utf8').trim()
    expect(siteKeyOf(Buffer.from(text, 'hex')).id).toBe(key.id)
  }
})

test('a journal of the previous version is opened, its taps are delivered, and its chain verifies', async () => {
  const harness = createHarness(undefined, { startMs, prepare: layDown('closed') })
  const { timeCards, clock, journal } = harness
  const atMs = Date.UTC(2026, 2, 1, 8)
  const note = 'Badge kiosk Dock 3'
  timeCards.add({
    id: 'TCK_1',
    userId: user(7),
    clockedInAtMs: atMs - 3_600_000,
    state: 'clockedOut',
    clockedOutAtMs: atMs + 500,
    clockOutNote: note,
  })
  timeCards.add({ id: 'TCK_6', userId: user(6), clockedInAtMs: atMs - 3_600_000 })
  timeCards.add({ id: 'TCK_9', userId: user(9), clockedInAtMs: atMs - 3_600_000 })
  expect(pendingIn(journal).map(({ tapId, stage }) => [tapId, stage.kind])).toEqual([
    ['asked-again', 'tapped'],
    ['clocked-out', 'clocked-out'],
    ['sending', 'sending'],
    ['tapped', 'tapped'],
  ])
  await clock.advance(600_000)
  expect(pendingIn(journal)).toEqual([])
  expect(timeCards.ended.map(({ cardId }) => cardId).sort()).toEqual(['TCK_6', 'TCK_9'])
  // The card that this tap's events name is another person's by now.
  expect(journal.eventsOf('sending').at(-1)).toMatchObject({ kind: 'parked', reason: 'other-persons-card' })
  expect(journal.parkedTaps()).toBe(2)
  expect(await journal.verify()).toMatchObject({ kind: 'intact', compacted: 3 })
  expect(harness.logged.some(({ event }) => event === 'journal.set-aside')).toBe(false)
})

test('what the previous version left in its write-ahead log when it was killed is read', async () => {
  const path = join(tempFolder(), 'journal.db')
  layDown('killed')(path)
  const journal = open(path)
  expect(pendingIn(journal).map(({ tapId, userId }) => [tapId, userId])).toEqual([
    ['sending', user(1)],
    ['tapped', user(2)],
  ])
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: 3 })
  journal.close()
})

test('the previous version opens and continues a journal of this version, and this version continues from there', async () => {
  const path = join(tempFolder(), 'journal.db')
  const first = open(path)
  recordAll(first, 'compacted', confirmed)
  first.compact(Date.UTC(2030, 0), Date.UTC(2030, 0))
  recordAll(first, 'confirmed', sending, confirmed)
  recordAll(first, 'parked', sending)
  first.record({ tapId: 'parked', atMs: startMs - 1, ...parked }, 'Ana Ruiz has no shift today.')
  recordAll(first, 'asked-again', parked, retryRequested)
  recordAll(first, 'sending', sending)
  recordAll(first, 'late', sending, clockedOut)
  recordAll(first, 'closed', parked)
  expect(closeParked(path, key, ['closed'], { by: 'it', because: 'Done.', atMs: startMs })).toMatchObject({
    answers: [{ kind: 'ok' }],
  })
  const badge = { badgeHmac: 'h', changedAtMs: startMs, kioskId: 'dock-3' }
  expect(first.recordBadgeChanges([{ what: 'badge-blocked', ...badge }], startMs)).toEqual({ kind: 'ok' })
  const pending = pendingIn(first)
  expect(first.parkedTaps()).toBe(1)
  first.close()

  const old = openBefore(path)
  const asBefore = pending.map(({ tapId, userId, tapped, stage }) => ({ tapId, userId, tapped, stage }))
  expect(old.pending()).toMatchObject({ kind: 'ok', taps: asBefore, withoutPerson: [] })
  // It knows no closing: such a tap is parked there, and never sent.
  expect(old.parkedTaps()).toBe(2)
  expect(await old.verify()).toMatchObject({ kind: 'intact' })
  expect(old.record({ tapId: 'sending', atMs: startMs, ...confirmed })).toEqual({ kind: 'ok' })
  expect(old.eraseSettledPeople(startMs + 1)).toMatchObject({ kind: 'ok' })
  old.close()

  const again = open(path)
  // Nor a badge that was blocked; it leaves the event alone, and this version does not write it twice.
  expect(again.recordBadgeChanges([{ what: 'badge-blocked', ...badge }], startMs)).toEqual({ kind: 'ok' })
  expect(pendingIn(again).map(({ tapId }) => tapId)).toEqual(['asked-again', 'late'])
  expect(await again.verify()).toMatchObject({ kind: 'intact' })
  again.close()
  // The version before knows nothing of what Shifts said, and has erased it with the person all the same.
  for (const file of readdirSync(dirname(path)))
    expect(readFileSync(join(dirname(path), file)).includes('no shift today'), file).toBe(false)
  expect(readdirSync(dirname(path)).filter((name) => name.includes('corrupt'))).toEqual([])
  expect(existsSync(path)).toBe(true)
})
