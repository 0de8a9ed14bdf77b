import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournalReader } from '../../../electron/journal/journal-reader.ts'
import { rekey } from '../../../electron/journal/chain/rekey.ts'
import { requestRetry } from '../../../electron/journal/request-retry.ts'
import { openLockedJournal } from '../../../electron/journal/locked-journal.ts'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { tamper } from '../forge.ts'
import {
  ana,
  confirmed,
  key,
  open,
  otherKey,
  parked,
  pendingIn,
  recordAll,
  sending,
  tapped,
} from '../journal-fixture.ts'

const nowMs = Date.UTC(2026, 2, 1, 8, 15)
const stamp = '20260301T081500Z'
const keys = { own: otherKey, earlier: [key] }

/** Under the key so far: a settled tap, a parked one, and one that may have been sent. */
function lay(): { readonly folder: string; readonly path: string } {
  const folder = tempFolder()
  const path = join(folder, 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', sending, confirmed)
  recordAll(journal, 'parked', parked)
  recordAll(journal, 'waits', sending)
  journal.close()
  return { folder, path }
}

test('open and parked taps move to the new key, and the old journal is kept unchanged beside it', async () => {
  const { folder, path } = lay()
  const archive = `${path}.old-key-${stamp}`
  expect(await rekey(folder, keys, nowMs)).toEqual({ kind: 'ok', archive, carriedOver: 2, parked: 0 })
  const opened = openJournal(path, otherKey)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  const { journal } = opened
  expect(opened.setAside).toBeUndefined()
  expect(pendingIn(journal)).toEqual([{ tapId: 'waits', ...ana, tapped: tapped('waits'), stage: sending }])
  expect(journal.eventsOf('parked').at(-1)).toMatchObject(parked)
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  journal.close()
  expect(requestRetry(path, otherKey, ['parked'], nowMs)).toMatchObject({ answers: [{ kind: 'ok' }] })
  const old = openJournalReader(archive)
  if (old.kind !== 'ok') throw new Error(old.kind)
  expect(await old.reader.verify([otherKey, key])).toMatchObject({ kind: 'intact', events: 7 })
  old.reader.close()
  expect(await rekey(folder, keys, nowMs)).toEqual({ kind: 'not-needed' })
})

test.each([
  ['edited', `UPDATE people SET user_id = '0' WHERE tap_id = 'waits'`],
  ['added to', `INSERT INTO events SELECT 8, 'waits', 1, 'confirmed', body, chain FROM events WHERE seq = 3`],
  ['cut', `DELETE FROM events WHERE seq = 7`],
])('a journal that was %s gets no new key, and stays as it is', async (_name, sql) => {
  const { folder, path } = lay()
  tamper(path, sql)
  const answer = await rekey(folder, keys, nowMs)
  expect(['unsound', 'failed']).toContain(answer.kind)
  expect(readdirSync(folder).filter((name) => /old-key|new/.test(name))).toEqual([])
})

test('without the key it was written with nothing is changed', async () => {
  const { folder } = lay()
  expect(await rekey(folder, { own: otherKey, earlier: [] }, nowMs)).toMatchObject({
    kind: 'unsound',
    check: { kind: 'incomplete' },
  })
  expect(readdirSync(folder).filter((name) => name.includes('old-key'))).toEqual([])
})

test('while a kiosk runs nothing is changed', async () => {
  const { folder } = lay()
  const running = openLockedJournal(folder, key)
  if (running.kind !== 'ok') throw new Error(running.failure.detail)
  expect(await rekey(folder, keys, nowMs)).toMatchObject({ kind: 'failed', failure: { kind: 'in-use' } })
  running.journal.close()
  expect(await rekey(folder, keys, nowMs)).toMatchObject({ kind: 'ok' })
})

test('a tap that was parked because the key was swapped by hand can be retried afterwards', async () => {
  const { folder, path } = lay()
  const journal = open(path, otherKey)
  expect(journal.pending()).toMatchObject({ taps: [], doubtful: [{ tapId: 'waits', why: 'other-key' }] })
  journal.record({ tapId: 'waits', atMs: 9, ...parked, reason: 'record-damaged' })
  journal.close()
  expect(requestRetry(path, otherKey, ['waits'], nowMs)).toMatchObject({ answers: [{ kind: 'other-key' }] })
  expect(await rekey(folder, keys, nowMs)).toMatchObject({ kind: 'ok', carriedOver: 2 })
  expect(requestRetry(path, otherKey, ['waits'], nowMs)).toMatchObject({ answers: [{ kind: 'ok' }] })
  const again = open(path, otherKey)
  expect(pendingIn(again).map(({ tapId, stage }) => [tapId, stage.kind])).toEqual([['waits', 'sending']])
  again.close()
})

test.each(['the kiosk’s start', 'another run'])(
  'a crash between the renames is finished by %s',
  async (by) => {
    const { folder, path } = lay()
    const archive = `${path}.old-key-${stamp}`
    await rekey(folder, keys, nowMs)
    // The new journal is not in place yet; the old one's log is still where it was.
    renameSync(path, `${path}.new-${stamp}`)
    writeFileSync(`${path}-wal`, 'the old one’s log')
    if (by === 'another run') expect(await rekey(folder, keys, nowMs)).toEqual({ kind: 'not-needed' })
    const opened = openJournal(path, otherKey)
    if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
    // A command reports to its user; what the kiosk finds is reported by an alarm.
    expect(opened.setAside?.why).toBe(by === 'another run' ? undefined : 'interrupted')
    expect(pendingIn(opened.journal).map(({ tapId }) => tapId)).toEqual(['waits'])
    opened.journal.close()
    expect(existsSync(`${archive}-wal`)).toBe(true)
    expect(existsSync(`${path}.new-${stamp}`)).toBe(false)
  },
)

test('putting back a copy of the replacement later does not undo newer events', async () => {
  const { folder, path } = lay()
  await rekey(folder, keys, nowMs)
  const kept = `${path}.kept`
  copyFileSync(path, kept)
  const journal = open(path, otherKey)
  journal.record({ tapId: 'waits', atMs: 9, ...confirmed })
  journal.close()
  rmSync(path)
  renameSync(kept, `${path}.new-${stamp}`)
  const opened = openJournal(path, otherKey)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(opened.journal)).toEqual([])
  opened.journal.close()
})

test('a crash before the first rename leaves the old journal, and the next run starts over', async () => {
  const { folder, path } = lay()
  copyFileSync(path, `${path}.new-20260228T000000Z`)
  const journal = open(path)
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(['waits'])
  journal.close()
  expect(await rekey(folder, keys, nowMs)).toMatchObject({ kind: 'ok', carriedOver: 2 })
  expect(existsSync(`${path}.new-20260228T000000Z`)).toBe(false)
})

test('a missing journal is reported', async () => {
  const folder = tempFolder()
  expect(await rekey(folder, keys, nowMs)).toEqual({ kind: 'missing', path: join(folder, 'journal.db') })
  rmSync(folder, { recursive: true, force: true })
})
