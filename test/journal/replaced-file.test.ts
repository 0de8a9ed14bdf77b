import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { ana, key, open, parked, pendingIn, recordAll, sending, tapped } from './journal-fixture.ts'

const nowMs = Date.UTC(2026, 2, 1, 8, 15)

function lay(): { path: string; journal: ReturnType<typeof open> } {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first', sending)
  recordAll(journal, 'parked', parked)
  return { path, journal }
}

/** An older copy, made while nobody has it open. */
function olderCopy(path: string): string {
  const folder = join(path, '..', 'copy')
  mkdirSync(folder)
  open(path).close()
  copyFileSync(path, join(folder, 'journal.db'))
  return join(folder, 'journal.db')
}

test.each<[string, (path: string) => void]>([
  [
    'removed',
    (path) => {
      for (const ending of ['', '-wal', '-shm', '.head']) rmSync(`${path}${ending}`, { force: true })
    },
  ],
  ['moved away', (path) => renameSync(path, `${path}.moved`)],
  [
    'replaced by another file',
    (path) => {
      writeFileSync(`${path}.other`, '')
      renameSync(`${path}.other`, path)
    },
  ],
  ['left without its write-ahead log', (path) => rmSync(`${path}-wal`)],
  [
    'given another write-ahead log',
    (path) => {
      copyFileSync(`${path}-wal`, `${path}-other`)
      renameSync(`${path}-other`, `${path}-wal`)
    },
  ],
])('a journal whose file was %s gives no more receipts', (_name, attack) => {
  const { path, journal } = lay()
  attack(path)
  const replaced = { kind: 'failed', failure: { kind: 'replaced' } }
  expect(journal.recordTap(tapped('second'), ana)).toMatchObject(replaced)
  expect(journal.probe()).toMatchObject(replaced)
  expect(journal.changedByOthers()).toBe(true)
  journal.close()
})

test("checkpoints and another connection's opening and closing create no new file", () => {
  const { path, journal } = lay()
  // Erasing ends with a checkpoint that truncates the log.
  expect(journal.eraseSettledPeople(nowMs)).toMatchObject({ kind: 'ok', erased: 1 })
  const other = open(path)
  other.close()
  for (let count = 0; count < 300; count += 1) {
    expect(journal.recordTap(tapped(`tap-${count}`), ana)).toEqual({ kind: 'ok' })
  }
  expect(journal.changedByOthers()).toBe(true)
  expect(journal.changedByOthers()).toBe(false)
  journal.close()
})

test('a missing journal beside its head file is reported, not taken for a first start', () => {
  const { path, journal } = lay()
  journal.close()
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
  const opened = openJournal(path, key, { nowMs: () => nowMs })
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'cut-off', carriedOver: 0, unreadableEvents: 4 })
  expect(existsSync(opened.setAside?.path ?? '')).toBe(true)
  opened.journal.close()
  const again = openJournal(path, key)
  expect(again).not.toHaveProperty('setAside')
})

test('an older copy with its head file is detected by the head that this run knows', () => {
  const path = join(tempFolder(), 'journal.db')
  const before = open(path)
  recordAll(before, 'first', sending)
  before.close()
  const copy = olderCopy(path)
  copyFileSync(`${path}.head`, `${copy}.head`)
  const journal = open(path)
  recordAll(journal, 'second')
  const knownHead = journal.head()
  journal.close()
  for (const ending of ['', '.head']) copyFileSync(`${copy}${ending}`, `${path}${ending}`)
  const opened = openJournal(path, key, { nowMs: () => nowMs, knownHead })
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'cut-off', unreadableEvents: 1 })
  // What happened to it since is unknown.
  expect(pendingIn(opened.journal)).toEqual([])
  opened.journal.close()
})

test('waiting taps are recorded again with their stage, and existing ones are left alone', () => {
  const { journal } = lay()
  const waiting = pendingIn(journal)
  const added = { tapId: 'lost', ...ana, tapped: tapped('lost'), stage: { ...sending, tappedAtMs: 5 } }
  expect(journal.carryOver([...waiting, added], 9)).toEqual({ kind: 'ok', carriedOver: 1 })
  expect(pendingIn(journal)).toEqual([...waiting, added])
  expect(journal.eventsOf('lost').map(({ kind }) => kind)).toEqual(['tapped', 'carried-over', 'sending'])
  expect(journal.eventsOf('first').map(({ kind }) => kind)).toEqual(['tapped', 'sending'])
  journal.close()
})
