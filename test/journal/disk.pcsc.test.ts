import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { JournalAnswer } from '../../electron/journal/journal.ts'
import { openLockedJournal } from '../../electron/journal/locked-journal.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { namespaceVariable } from '../support/namespace.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { ana, confirmed, key, open, pendingIn, recordAll, sending, tapped } from './journal-fixture.ts'

/** A small disk of the test's own; mounts are private to the namespace these tests run in. */
function mountDisk(size: string): string {
  if (process.env[namespaceVariable] !== '1') {
    throw new Error('Disks are mounted by tests in a private namespace only; run them by "npm test".')
  }
  const folder = join(tempFolder(), 'disk')
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

/** Fills the disk but for `leftBytes`. */
function fill(disk: string, leftBytes: number): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)))
}

function free(disk: string): void {
  rmSync(join(disk, 'filler'))
}

test('on a disk that fills up during a tap, each tap is either saved completely or reported as not saved, and work continues once there is space', async () => {
  const disk = mountDisk('2m')
  const path = join(disk, 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first', sending)
  fill(disk, 200 * 1024)
  const answers = new Map<string, JournalAnswer>()
  for (let count = 0; count < 40; count += 1) {
    answers.set(`tap-${count}`, journal.recordTap(tapped(`tap-${count}`), ana))
  }
  const kept = [...answers].filter(([, answer]) => answer.kind === 'ok').map(([tapId]) => tapId)
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(40)
  for (const answer of answers.values()) {
    if (answer.kind === 'failed') expect(answer.failure.kind).toBe('full')
  }
  expect(pendingIn(journal).map((tap) => tap.tapId)).toEqual(['first', ...kept])
  expect(journal.probe()).toMatchObject({ kind: 'failed', failure: { kind: 'full' } })

  free(disk)
  expect(journal.probe()).toEqual({ kind: 'ok' })
  expect(journal.recordTap(tapped('later'), ana)).toEqual({ kind: 'ok' })
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: kept.length + 3 })
  journal.close()
  const again = open(path)
  expect(pendingIn(again).map((tap) => tap.tapId)).toEqual(['first', ...kept, 'later'])
  again.close()
})

test('a journal on a full disk is not set aside: opening fails, and works once there is space', () => {
  const disk = mountDisk('1m')
  const path = join(disk, 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a', sending)
  journal.close()
  fill(disk, 0)
  const opened = openJournal(path, key)
  // Reading what is there may still go; taking a tap may not.
  if (opened.kind === 'ok') {
    expect(opened.journal.probe()).toMatchObject({ kind: 'failed', failure: { kind: 'full' } })
    opened.journal.close()
  } else {
    expect(['full', 'io']).toContain(opened.failure.kind)
  }
  free(disk)
  const again = openJournal(path, key)
  if (again.kind !== 'ok') throw new Error(again.failure.detail)
  expect(again.setAside).toBeUndefined()
  expect(pendingIn(again.journal)).toHaveLength(1)
  again.journal.close()
})

test('a full disk for a new journal is reported as such, and the journal is created once there is space', () => {
  const disk = mountDisk('1m')
  fill(disk, 0)
  const opened = openLockedJournal(join(disk, 'data'), key)
  if (opened.kind === 'ok') throw new Error('A journal was opened without room for it.')
  expect(['full', 'io']).toContain(opened.failure.kind)
  free(disk)
  const again = openLockedJournal(join(disk, 'data'), key)
  if (again.kind !== 'ok') throw new Error(again.failure.detail)
  expect(again.journal.recordTap(tapped('a'), ana)).toEqual({ kind: 'ok' })
  again.journal.close()
})

test('a damaged journal stays in place while there is no space to carry its taps over', () => {
  const disk = mountDisk('1m')
  const path = join(disk, 'journal.db')
  const garbage = Buffer.alloc(8192, 'not a database')
  writeFileSync(path, garbage)
  fill(disk, 0)
  expect(openJournal(path, key)).toMatchObject({ kind: 'failed' })
  expect(readFileSync(path).equals(garbage)).toBe(true)
  expect(readdirSync(disk).sort()).toEqual(['filler', 'journal.db'])
  free(disk)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(readFileSync(opened.setAside?.path ?? '').equals(garbage)).toBe(true)
  opened.journal.close()
})

test('a read-only disk is reported as such, nothing is set aside, and it works once it is writable', async () => {
  const disk = mountDisk('2m')
  const path = join(disk, 'data', 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a', sending)
  recordAll(journal, 'b', sending, confirmed)
  journal.close()
  const before = readFileSync(path)
  // Whatever still holds a file open has to let go before the disk can be made read-only.
  execFileSync('mount', ['-o', 'bind', disk, disk])
  onTestFinished(() => void execFileSync('umount', ['-l', disk]))
  execFileSync('mount', ['-o', 'remount,ro,bind', disk])
  expect(openJournal(path, key)).toMatchObject({ kind: 'failed', failure: { kind: 'read-only' } })
  expect(openLockedJournal(join(disk, 'data'), key)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'read-only' },
  })
  expect(openLockedJournal(join(disk, 'elsewhere'), key)).toMatchObject({ kind: 'failed' })
  expect(readFileSync(path).equals(before)).toBe(true)
  execFileSync('mount', ['-o', 'remount,rw,bind', disk])
  const again = open(path)
  expect(pendingIn(again).map((tap) => tap.tapId)).toEqual(['a'])
  expect(await again.verify()).toMatchObject({ kind: 'intact', events: 5 })
  again.close()
})
