import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal, type JournalOptions } from '../../electron/journal/sqlite-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { byHand } from './forge.ts'
import { ben, key, open, pendingIn, recordAll, refused } from './journal-fixture.ts'

const stamp = '20260101T000000Z'

function openAgain(path: string, options?: JournalOptions) {
  const opened = openJournal(path, key, options)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  return opened
}

/** An older copy lies there as a replacement, in which a tap is open that has long been refused. */
function layReplayed(): { readonly path: string; readonly options: JournalOptions } {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'replayed')
  journal.close()
  const copy = readFileSync(path)
  const later = open(path)
  later.record({ tapId: 'replayed', atMs: 9, ...refused })
  const knownHead = later.head()
  later.close()
  rmSync(path)
  writeFileSync(`${path}.new-${stamp}`, copy)
  return { path, options: { knownHead } }
}

test.each(['corrupt', 'old-key'])(
  'an older copy is no replacement for a journal that was set aside as %s, and is left there',
  (archived) => {
    for (const isHeadFiled of [true, false]) {
      const { path, options } = layReplayed()
      writeFileSync(`${path}.${archived}-${stamp}`, '')
      if (!isHeadFiled) rmSync(`${path}.head`)
      const { journal, setAside } = openAgain(path, isHeadFiled ? {} : options)
      expect(setAside).toMatchObject({ why: 'cut-off' })
      expect(setAside?.detail).toContain(`journal.db.new-${stamp}`)
      expect(pendingIn(journal)).toEqual([])
      journal.close()
      expect(existsSync(`${path}.new-${stamp}`)).toBe(true)
    }
  },
)

/** As a crash between the two renames leaves it. */
function layInterrupted(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'settled', refused)
  recordAll(journal, 'open')
  journal.close()
  byHand(path, `UPDATE people SET user_id = '${ben.userId}' WHERE tap_id = 'settled'; DROP TABLE gaps`)
  const { journal: replaced, setAside } = openAgain(path, { nowMs: () => Date.parse('2026-01-01T00:00:00Z') })
  expect(setAside?.path).toBe(`${path}.corrupt-${stamp}`)
  replaced.close()
  renameSync(path, `${path}.new-${stamp}`)
  return path
}

test('a replacement that was carried over from that archive comes to its place, with a head file', () => {
  const path = layInterrupted()
  rmSync(`${path}.head`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'interrupted', path: `${path}.corrupt-${stamp}` })
  expect(
    journal
      .eventsOf('open')
      .map(({ kind }) => kind)
      .slice(0, 2),
  ).toEqual(['tapped', 'carried-over'])
  journal.close()
  expect(openAgain(path).setAside).toBeUndefined()
})

test.each([
  ['of which an event is gone', `DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)`, 'corrupt'],
  ['of another archive', 'SELECT 1', 'old-key'],
])('a replacement %s is ignored', (_name, sql, archived) => {
  const path = layInterrupted()
  byHand(`${path}.new-${stamp}`, sql)
  for (const ending of ['-wal', '-shm']) rmSync(`${path}.new-${stamp}${ending}`, { force: true })
  if (archived !== 'corrupt') renameSync(`${path}.corrupt-${stamp}`, `${path}.${archived}-${stamp}`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(journal)).toEqual([])
  journal.close()
})

test('a folder in the place of the mark, or of a leftover, costs no start', () => {
  const path = layInterrupted()
  mkdirSync(`${path}.suspect`)
  mkdirSync(`${path}.new-20250101T000000Z`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'interrupted' })
  journal.close()
})

test('a replacement that never came to be used goes when the journal is opened: it holds names', () => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  writeFileSync(`${path}.new-${stamp}`, 'Ana Ruiz')
  open(path).close()
  expect(existsSync(`${path}.new-${stamp}`)).toBe(false)
})
