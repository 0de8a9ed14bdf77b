import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import type { Addition } from '../../../electron/directory/additions/addition.ts'
import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import { decryptBadge, encryptBadge } from '../../../electron/directory/additions/badge-cipher.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { typeScriptArguments } from '../../support/reader-process.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { personName } from '../../../electron/directory/person-name.ts'
import { badgeKeyOf } from '../../../electron/directory/badge-key.ts'
import { addedEntry, blockedEntry, key, newHire } from './additions.ts'

const program = fileURLToPath(new URL('writing-process.ts', import.meta.url))
const badge = '04A1B2C3D4E5F6' as BadgeId
const newKey = siteKeyOf(new Uint8Array(32).fill(9))
const otherKey = siteKeyOf(new Uint8Array(32).fill(8))

function entriesOf(file: AdditionsFile): readonly Addition[] {
  const loaded = file.load(key)
  if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded))
  return loaded.content.entries
}

test('SIGKILL at any point of a write leaves the old or the new entries', { timeout: 240_000 }, async () => {
  const folder = tempFolder()
  const file = new AdditionsFile(folder)
  let latest = 0
  for (let round = 0; round < 20; round += 1) {
    const child = spawn(process.execPath, [...typeScriptArguments, program, folder])
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    await setTimeout(Math.random() * 60)
    child.kill('SIGKILL')
    await ended
    const entries = entriesOf(file)
    expect(entries).toHaveLength(500)
    const times = new Set(entries.map(({ atMs }) => atMs))
    expect(times.size).toBe(1)
    const [written = 0] = times
    expect(written).toBeGreaterThan(latest)
    latest = written
  }
})

test('two processes that write at the same time lose none of their entries', async () => {
  const folder = tempFolder()
  const files = Array.from({ length: 20 }, () => new AdditionsFile(folder))
  const answers = await Promise.all(
    files.map((file, at) => file.write(key, () => [addedEntry(`04A1B2C3D4E5${10 + at}`, at)])),
  )
  expect(answers).toEqual(files.map(() => ({ kind: 'ok' })))
  expect(entriesOf(new AdditionsFile(folder))).toHaveLength(20)
  expect(readdirSync(folder)).toEqual(['additions.json'])
})

test('the longest name that a roster may have can be read again', async () => {
  const displayName = personName('n\u0323\u0302\u0303\u0304\u0301'.repeat(200))
  expect(displayName.length).toBeGreaterThan(500)
  const file = new AdditionsFile(tempFolder())
  await file.write(key, () => [addedEntry(badge, 1, { ...newHire, displayName })])
  expect(entriesOf(file)).toMatchObject([{ person: { displayName } }])
})

test('the lock of a process that was killed is removed', async () => {
  const folder = tempFolder()
  const file = new AdditionsFile(folder)
  const gone = spawnSync(process.execPath, ['--version']).pid
  writeFileSync(`${file.path}.lock`, `${gone}`)
  expect(await file.write(key, () => [addedEntry(badge)])).toEqual({ kind: 'ok' })
  writeFileSync(`${file.path}.lock`, `${process.pid}`)
  utimesSync(`${file.path}.lock`, 0, 0)
  expect(await file.write(key, () => [addedEntry(badge, 2)])).toEqual({ kind: 'ok' })
})

test('the file contains no badge number, and is not used once it was tampered with', async () => {
  const folder = tempFolder()
  const file = new AdditionsFile(folder)
  await file.write(key, () => [addedEntry(badge), addedEntry('049999999999AA', 2)])
  const text = readFileSync(file.path, 'utf8')
  expect(text).not.toMatch(/04A1B2C3D4E5F6|049999999999AA/i)
  for (const changed of [
    text.replace('000000000001', '000000000002'),
    text.replace('"added"', '"blocked"'),
    text.split('\n')[0] ?? '',
    '',
  ]) {
    writeFileSync(file.path, changed)
    expect(file.load(key)).toEqual({ kind: 'wrong-content', why: 'its HMAC is wrong' })
  }
  writeFileSync(file.path, text)
  expect(file.load(key)).toMatchObject({ kind: 'ok' })
  expect(file.load(siteKeyOf(new Uint8Array(32).fill(8)))).toMatchObject({ kind: 'wrong-content' })
})

test('a file with another purpose under the same key is not used as additions', () => {
  const file = new AdditionsFile(tempFolder())
  const json = JSON.stringify({ version: 1, entries: [] })
  writeFileSync(file.path, `${json}\n${key.hmac('people', json)}\n`)
  expect(file.load(key)).toMatchObject({ kind: 'wrong-content' })
})

test('a file that cannot be used is set aside before a new one is written', async () => {
  const folder = tempFolder()
  const file = new AdditionsFile(folder)
  writeFileSync(file.path, 'not ours')
  expect(await file.write(key, () => [addedEntry(badge)])).toMatchObject({
    kind: 'ok',
    setAside: { why: 'its HMAC is wrong' },
  })
  const aside = readdirSync(folder).find((name) => name.startsWith('additions.json.unusable-')) ?? ''
  expect(readFileSync(join(folder, aside), 'utf8')).toBe('not ours')
  expect(entriesOf(file)).toHaveLength(1)
})

test('a file that is too large, or a link, is neither used nor overwritten', async () => {
  const folder = tempFolder()
  const file = new AdditionsFile(folder)
  symlinkSync(join(folder, 'elsewhere'), file.path)
  expect(file.load(key)).toEqual({ kind: 'not-read', why: 'EUNSAFE' })
  expect(await file.write(key, () => [addedEntry(badge)])).toMatchObject({ kind: 'failed' })
  const large = new AdditionsFile(tempFolder())
  writeFileSync(large.path, Buffer.alloc(16 * 1024 * 1024 + 1))
  expect(large.load(key)).toEqual({ kind: 'wrong-content', why: 'it is too large' })
  const full = await new AdditionsFile(tempFolder()).write(key, () =>
    Array.from({ length: 20_001 }, (_, at) => ({ ...addedEntry(badge), badgeKey: `${at}` })),
  )
  expect(full).toMatchObject({ kind: 'failed', why: expect.stringContaining('20000 badges') as string })
})

test('after a rekey the same badges count, except those whose number is not known', async () => {
  const folder = tempFolder()
  const file = new AdditionsFile(folder)
  const ofAnother = { ...addedEntry('04D4E5F6', 3), number: encryptBadge(otherKey, badge) }
  const unknown: Addition = { ...blockedEntry('04D4E5F7', 4), number: '' }
  await file.write(key, () => [addedEntry(badge, 1), blockedEntry('04999999', 2), ofAnother, unknown])
  const keys = { own: newKey, earlier: [otherKey, key] }
  expect(await file.rekey(keys)).toEqual({ kind: 'ok', kept: 2, dropped: 2 })
  const loaded = file.load(newKey)
  if (loaded.kind !== 'ok') throw new Error(loaded.kind)
  expect(loaded.content.entries).toMatchObject([
    { kind: 'added', badgeKey: badgeKeyOf(newKey, badge), atMs: 1, person: newHire },
    { kind: 'blocked', badgeKey: badgeKeyOf(newKey, '04999999' as BadgeId), atMs: 2 },
  ])
  expect(loaded.content.entries.map(({ number }) => decryptBadge(newKey, number))).toEqual([
    badge,
    '04999999',
  ])
  const text = readFileSync(file.path, 'utf8')
  expect(await file.rekey(keys)).toEqual({ kind: 'not-needed' })
  expect(readFileSync(file.path, 'utf8')).toBe(text)
  expect(readdirSync(folder)).toEqual(['additions.json'])
})

test('a rekey without the earlier key leaves the file unchanged', async () => {
  const file = new AdditionsFile(tempFolder())
  expect(await file.rekey({ own: newKey, earlier: [key] })).toEqual({ kind: 'not-needed' })
  await file.write(key, () => [addedEntry(badge)])
  expect(await file.rekey({ own: newKey, earlier: [otherKey] })).toMatchObject({ kind: 'failed' })
  expect(entriesOf(file)).toHaveLength(1)
})

test('a badge is encrypted differently each time, and decrypted only under the same key', () => {
  const first = encryptBadge(key, badge)
  expect(first).not.toBe(encryptBadge(key, badge))
  expect(decryptBadge(key, first)).toBe(badge)
  expect(decryptBadge(siteKeyOf(new Uint8Array(32).fill(8)), first)).toBeUndefined()
  const bytes = Buffer.from(first, 'base64')
  bytes[13] = (bytes[13] ?? 0) ^ 1
  expect(decryptBadge(key, bytes.toString('base64'))).toBeUndefined()
  expect(decryptBadge(key, '')).toBeUndefined()
})
