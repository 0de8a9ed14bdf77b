import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal, type JournalOptions } from '../../../electron/journal/store/open-journal.ts'
import { rekey } from '../../../electron/journal/chain/rekey.ts'
import { setAsideDamaged } from '../../../electron/journal/recovery/set-aside.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { tamper } from '../forge.ts'
import { ben, key, open, otherKey, pendingIn, recordAll, refused } from '../journal-fixture.ts'

const stamp = '20260101T000000Z'
const stampMs = Date.parse('2026-01-01T00:00:00Z')

function openAgain(path: string, options?: JournalOptions) {
  const opened = openJournal(path, key, options)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  return opened
}

/** An older copy is there as a replacement; in it a tap is open that has since been refused. */
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
  'an older copy does not replace a journal that was set aside as %s, and is left in place',
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
  tamper(path, `UPDATE people SET user_id = '${ben.userId}' WHERE tap_id = 'settled'; DROP TABLE gaps`)
  const found = { why: 'tampered', detail: '', lastKnownSeq: 3 } as const
  expect(setAsideDamaged(path, key, found, stampMs).path).toBe(`${path}.corrupt-${stamp}`)
  renameSync(path, `${path}.new-${stamp}`)
  return path
}

test('a replacement carried over from that archive is moved into place, with a head file', () => {
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
  tamper(`${path}.new-${stamp}`, sql)
  for (const ending of ['-wal', '-shm']) rmSync(`${path}.new-${stamp}${ending}`, { force: true })
  if (archived !== 'corrupt') renameSync(`${path}.corrupt-${stamp}`, `${path}.${archived}-${stamp}`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(journal)).toEqual([])
  journal.close()
})

test('a folder in place of the mark, or of a leftover, does not prevent a start', () => {
  const path = layInterrupted()
  mkdirSync(`${path}.suspect`)
  mkdirSync(`${path}.new-20250101T000000Z`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'interrupted' })
  journal.close()
})

test('an unused replacement is removed when the journal is opened, since it holds names', () => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  writeFileSync(`${path}.new-${stamp}`, 'Ana Ruiz')
  open(path).close()
  expect(existsSync(`${path}.new-${stamp}`)).toBe(false)
})

test.each(['corrupt', 'old-key'])(
  'an empty database does not replace a journal that was set aside as %s: the missing journal is reported',
  (archived) => {
    const path = join(tempFolder(), 'journal.db')
    open(path).close()
    const empty = readFileSync(path)
    const journal = open(path)
    recordAll(journal, 'swallowed')
    journal.close()
    for (const ending of ['', '.head']) rmSync(`${path}${ending}`)
    writeFileSync(`${path}.${archived}-${stamp}`, '')
    writeFileSync(`${path}.new-${stamp}`, empty)
    const opened = openAgain(path)
    expect(opened.setAside).toMatchObject({ why: 'cut-off' })
    expect(opened.setAside?.detail).toContain(`journal.db.new-${stamp}`)
    opened.journal.close()
    expect(openAgain(path).setAside).toBeUndefined()
  },
)

test('a replacement that was opened no longer counts as one', () => {
  const path = layInterrupted()
  openAgain(path).journal.close()
  renameSync(path, `${path}.new-${stamp}`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(journal)).toEqual([])
  journal.close()
})

test('a journal that was set aside does not replace itself', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'waits')
  journal.close()
  const found = { why: 'tampered', detail: '', lastKnownSeq: 1 } as const
  const { path: archive } = setAsideDamaged(path, key, found, stampMs)
  for (const ending of ['', '.head']) rmSync(`${path}${ending}`)
  writeFileSync(`${path}.new-${stamp}`, readFileSync(archive))
  const opened = openAgain(path)
  expect(opened.setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(opened.journal)).toEqual([])
  opened.journal.close()
})

test.each([0, 1])(
  'an interrupted start with a new site key is finished and reported: %s open taps',
  async (taps) => {
    const path = join(tempFolder(), 'journal.db')
    const journal = open(path)
    recordAll(journal, 'settled', refused)
    for (let count = 0; count < taps; count += 1) recordAll(journal, `open-${count}`)
    journal.close()
    expect(await rekey(dirname(path), { own: otherKey, earlier: [key] }, stampMs)).toMatchObject({
      kind: 'ok',
    })
    renameSync(path, `${path}.new-${stamp}`)
    const opened = openJournal(path, otherKey)
    if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
    expect(opened.setAside).toMatchObject({ why: 'interrupted', path: `${path}.old-key-${stamp}` })
    expect(pendingIn(opened.journal)).toHaveLength(taps)
    opened.journal.close()
  },
)
