import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { acquireSenderLock } from '../../../electron/journal/store/sender-lock.ts'
import { openLockedJournal } from '../../../electron/journal/locked-journal.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { key, recordAll } from '../journal-fixture.ts'

const holder = fileURLToPath(new URL('../hold-sender-lock.ts', import.meta.url))

/** Resolves when the process has said whether it holds the lock. */
async function holdElsewhere(path: string): Promise<{ process: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', holder, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The holder ended with ${code ?? 'a signal'}.`)))
  })
  return { process: child, said }
}

test('a second process does not get the lock, and gets it once the first was killed', async () => {
  const path = join(tempFolder(), 'journal.lock')
  const first = await holdElsewhere(path)
  expect(first.said).toBe('held')
  expect(acquireSenderLock(path)).toEqual({ kind: 'taken' })
  first.process.kill('SIGKILL')
  const lock = await waitUntil('the lock to be free', () => {
    const next = acquireSenderLock(path)
    return next.kind === 'held' && next
  })
  expect((await holdElsewhere(path)).said).toBe('taken')
  lock.release()
  expect((await holdElsewhere(path)).said).toBe('held')
})

test('within one process the lock is exclusive too, a failed try does not release it, and it can be taken again', async () => {
  const path = join(tempFolder(), 'journal.lock')
  const lock = acquireSenderLock(path)
  if (lock.kind !== 'held') throw new Error(lock.kind)
  expect(acquireSenderLock(path)).toEqual({ kind: 'taken' })
  expect((await holdElsewhere(path)).said).toBe('taken')
  lock.release()
  lock.release()
  const again = acquireSenderLock(path)
  expect(again.kind).toBe('held')
  if (again.kind === 'held') again.release()
})

test('a leftover lock file has no effect', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'journal.lock'), '')
  const lock = acquireSenderLock(join(folder, 'journal.lock'))
  expect(lock.kind).toBe('held')
  if (lock.kind === 'held') lock.release()
})

test('a lock that cannot be made is reported as such', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'journal.lock'))
  expect(acquireSenderLock(join(folder, 'journal.lock'))).toMatchObject({
    kind: 'failed',
    failure: { kind: 'cannot-open' },
  })
  expect(openLockedJournal(join(folder, 'journal.lock', 'x'.repeat(300)), key)).toMatchObject({
    kind: 'failed',
  })
})

test('a journal that another process sends from is in use, and closing it releases it', async () => {
  const folder = join(tempFolder(), 'data')
  const opened = openLockedJournal(folder, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  recordAll(opened.journal, 'a')
  expect(openLockedJournal(folder, key)).toMatchObject({ kind: 'failed', failure: { kind: 'in-use' } })
  expect((await holdElsewhere(join(folder, 'journal.lock'))).said).toBe('taken')
  opened.journal.close()
  const again = openLockedJournal(folder, key)
  if (again.kind !== 'ok') throw new Error(again.failure.detail)
  expect(again.journal.pending()).toMatchObject({ taps: [{ tapId: 'a' }] })
  again.journal.close()
})
