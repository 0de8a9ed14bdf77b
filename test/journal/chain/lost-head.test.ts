import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readHeadFile } from '../../../electron/journal/chain/head-file.ts'
import { rekey } from '../../../electron/journal/chain/rekey.ts'
import { closeParked } from '../../../electron/journal/close-parked.ts'
import { requestRetry } from '../../../electron/journal/request-retry.ts'
import { openJournal, type JournalOptions } from '../../../electron/journal/store/open-journal.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { tamper, forgedTap } from '../forge.ts'
import { confirmed, key, open, otherKey, pendingIn, recordAll, sending } from '../journal-fixture.ts'

type Opened = Extract<ReturnType<typeof openJournal>, { kind: 'ok' }>

function openAgain(path: string, options?: JournalOptions): Opened {
  const opened = openJournal(path, key, options)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  return opened
}

/** Five events: a tap that is settled, and one whose clock-out may have left. */
function lay(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', sending, confirmed)
  recordAll(journal, 'waits', sending)
  journal.close()
  return path
}

const removeHead = (path: string): void => rmSync(`${path}.head`)
const link = `${key.id}:${'0'.repeat(64)}`

test.each<[string, (path: string) => void]>([
  ['that is gone', removeHead],
  [
    'that is a folder',
    (path) => {
      removeHead(path)
      mkdirSync(`${path}.head`)
    },
  ],
  ['of version 0.1', (path) => writeFileSync(`${path}.head`, `5:${link}\n`)],
  ['with a made-up code', (path) => writeFileSync(`${path}.head`, `5:${link} 1 ${'0'.repeat(64)}\n`)],
  [
    'of another key',
    (path) => writeFileSync(`${path}.head`, `5:${link} 1 ${otherKey.hmac('head', `5:${link} 1`)}\n`),
  ],
  ['that was cut short', (path) => writeFileSync(`${path}.head`, `5:${link} 1`)],
  ['that is empty', (path) => writeFileSync(`${path}.head`, '')],
])('a head file %s: the journal is set aside once, and its open taps are never sent', (_name, spoil) => {
  const path = lay()
  spoil(path)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'cut-off', carriedOver: 1, parked: 1 })
  expect(setAside?.detail).toContain('journal.db.head')
  expect(pendingIn(journal)).toEqual([])
  expect(journal.eventsOf('waits').at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  journal.close()
  expect(requestRetry(path, key, ['waits'], 9)).toEqual({ kind: 'ok', answers: [{ kind: 'unvouched' }] })
  const { journal: again, setAside: second } = openAgain(path)
  expect(second).toBeUndefined()
  expect(readHeadFile(path, key)?.head).toEqual(again.head())
  again.close()
})

test.each<[string, string]>([
  ['the end', 'DELETE FROM events WHERE seq = 5'],
  ['the end, with a row made up behind it', `DELETE FROM events WHERE seq = 5; ${forgedTap('made-up')}`],
  ['the end, and a table', 'DELETE FROM events WHERE seq = 5; DROP TABLE marks'],
  ['the end, and the first page of events', 'DELETE FROM events WHERE seq IN (1, 5)'],
])('truncated without a head file: %s. No older state of an open tap is trusted', (_name, sql) => {
  const path = lay()
  tamper(path, sql)
  removeHead(path)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toBeDefined()
  expect(pendingIn(journal)).toEqual([])
  expect(journal.eventsOf('waits').at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  journal.close()
})

test('removing the head file while the kiosk runs does no harm when the journal is opened again', () => {
  const path = lay()
  const journal = open(path)
  removeHead(path)
  const knownHead = journal.head()
  journal.close()
  const again = openAgain(path, { knownHead })
  expect(again.setAside).toBeUndefined()
  expect(pendingIn(again.journal)).toHaveLength(1)
  again.journal.close()
  expect(readHeadFile(path, key)?.head).toEqual(knownHead)
})

test('a journal without events, as after a power cut before its head file is created, is opened as it is', () => {
  const path = join(tempFolder(), 'journal.db')
  open(path).close()
  removeHead(path)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toBeUndefined()
  journal.close()
})

test('the head file is complete before the first tap', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  expect(readHeadFile(path, key)).toEqual({ head: { seq: 0, link: '' }, walkFromSeq: 1 })
  journal.close()
})

test('an older head file, as in a backup taken while the kiosk runs, is enough', () => {
  const path = lay()
  copyFileSync(`${path}.head`, `${path}.copied`)
  const journal = open(path)
  recordAll(journal, 'later', sending)
  journal.close()
  copyFileSync(`${path}.copied`, `${path}.head`)
  const { journal: restored, setAside } = openAgain(path)
  expect(setAside).toBeUndefined()
  expect(pendingIn(restored).map(({ tapId }) => tapId)).toEqual(['waits', 'later'])
  restored.close()
})

function layVersionBefore(): string {
  const path = join(tempFolder(), 'journal.db')
  cpSync(fileURLToPath(new URL('../fixtures/closed', import.meta.url)), dirname(path), { recursive: true })
  return path
}

test.each<[string, (path: string) => void]>([
  ['its own head file', () => undefined],
  ['no head file', removeHead],
  [
    'its own head file, and a retry asked for before the first start',
    (path) => expect(requestRetry(path, key, ['parked'], 9)).toMatchObject({ kind: 'ok' }),
  ],
  [
    'no head file, and a parked tap closed before the first start',
    (path) => {
      removeHead(path)
      const closing = { by: 'it', because: 'Done.', atMs: 9 }
      expect(closeParked(path, key, ['parked'], closing)).toMatchObject({ answers: [{ kind: 'ok' }] })
    },
  ],
])('a journal of version 0.1 with %s is opened as it is', (_name, change) => {
  const path = layVersionBefore()
  change(path)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toBeUndefined()
  expect(pendingIn(journal).length).toBeGreaterThanOrEqual(4)
  journal.close()
})

test('a journal of version 0.1 that lacks what its own head file names is reported as cut off', () => {
  const path = layVersionBefore()
  tamper(path, 'DELETE FROM events WHERE seq = 24')
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(journal)).toEqual([])
  journal.close()
})

test('once this version has written to it, a head file of version 0.1 is ignored', () => {
  const path = layVersionBefore()
  copyFileSync(`${path}.head`, `${path}.copied`)
  const updated = open(path)
  recordAll(updated, 'later')
  recordAll(updated, 'latest')
  updated.close()
  tamper(path, `DELETE FROM events WHERE tap_id = 'latest'; DELETE FROM people WHERE tap_id = 'latest'`)
  copyFileSync(`${path}.copied`, `${path}.head`)
  const { journal, setAside } = openAgain(path)
  expect(setAside).toMatchObject({ why: 'cut-off' })
  expect(pendingIn(journal)).toEqual([])
  journal.close()
})

test('a journal without its head file is given no new site key', async () => {
  const path = lay()
  removeHead(path)
  const answer = await rekey(dirname(path), { own: otherKey, earlier: [key] }, 9)
  expect(answer).toMatchObject({ kind: 'failed', failure: { kind: 'corrupt' } })
  expect(readdirSync(dirname(path)).filter((name) => name.includes('old-key'))).toEqual([])
  expect(existsSync(path)).toBe(true)
})

test('the version mark does not appear in events that are read', () => {
  const path = lay()
  const journal = open(path)
  expect(journal.eventsOf('waits').at(-1)).toEqual({ tapId: 'waits', atMs: 1_700_000_000_001, ...sending })
  journal.close()
  const database = openDatabase(path)
  const bodies = database
    .all('SELECT body FROM events')
    .map((row) => JSON.parse(String(row['body'])) as object)
  database.close()
  for (const body of bodies) expect(body).toMatchObject({ format: 2 })
})
