import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { headText } from '../../../electron/journal/chain/chain.ts'
import { openHeadFile, readHeadFile } from '../../../electron/journal/chain/head-file.ts'
import { openJournal } from '../../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { tamper } from '../forge.ts'
import { confirmed, key, open, recordAll, sending } from '../journal-fixture.ts'

function lay(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', sending, confirmed)
  recordAll(journal, 'waits', sending)
  journal.close()
  return path
}

const link = `${key.id}:${'0'.repeat(64)}`

test('a head authenticated by the key is compared, and says where to start reading', () => {
  const path = lay()
  const filed = readHeadFile(path, key)
  expect(filed).toMatchObject({ head: { seq: 5 }, walkFromSeq: 4 })
  tamper(path, 'DELETE FROM events WHERE seq = 5')
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'cut-off' })
  opened.journal.close()
})

test.runIf(process.platform !== 'win32').each<[string, (link: string, target: string) => void]>([
  ['symbolic link', (at, target) => symlinkSync(target, at)],
  ['hard link', (at, target) => linkSync(target, at)],
])('neither written nor read through a %s', (_name, make) => {
  const path = lay()
  const target = join(tempFolder(), 'somebody’s file')
  const written = readFileSync(`${path}.head`, 'utf8')
  writeFileSync(target, written)
  rmSync(`${path}.head`)
  make(`${path}.head`, target)
  expect(readHeadFile(path, key)).toBeUndefined()
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'cut-off' })
  recordAll(opened.journal, 'later')
  expect(readFileSync(target, 'utf8')).toBe(written)
  expect(lstatSync(`${path}.head`).isFile()).toBe(true)
  expect(readHeadFile(path, key)?.head).toEqual(opened.journal.head())
  opened.journal.close()
})

test('if no head file can be created, no tap is accepted, and the journal stays as it is', () => {
  const path = join(tempFolder(), 'journal.db')
  mkdirSync(`${path}.head`)
  const opened = openJournal(path, key)
  expect(opened).toMatchObject({ kind: 'failed' })
  if (opened.kind === 'failed') expect(opened.failure.detail).toContain('journal.db.head')
  rmSync(`${path}.head`, { recursive: true })
  open(path).close()
})

test('one line holds the head as logged, the start of the oldest open tap, and the key’s code', () => {
  const path = join(tempFolder(), 'journal.db')
  const head = { seq: 12, link }
  const file = openHeadFile(path, key, { head: { seq: 0, link: '' }, walkFromSeq: 1 })
  file.write({ seq: 123_456, link }, 100_000)
  file.write(head, 7)
  file.close()
  const said = `${headText(head)} 7`
  const text = readFileSync(`${path}.head`, 'utf8')
  expect(text.trimEnd()).toBe(`${said} ${key.hmac('head', said)}`)
  expect(text).toHaveLength(192)
  expect(readHeadFile(path, key)).toEqual({ head, walkFromSeq: 7 })
})
