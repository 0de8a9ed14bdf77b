import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSiteKey, siteKeyOf } from '../../electron/journal/site-key.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

test('the first start makes a key, the next ones read the same', async () => {
  const path = join(tempFolder(), 'data', 'site.key')
  const first = await openSiteKey(path, directFiles)
  const second = await openSiteKey(path, directFiles)
  if (first.kind !== 'ok' || second.kind !== 'ok') throw new Error('no key')
  expect([first.made, second.made]).toEqual([true, false])
  expect(second.key.id).toBe(first.key.id)
  expect(second.key.hmac('badge', '04A1B2C3')).toBe(first.key.hmac('badge', '04A1B2C3'))
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('an unusable key file is told and never written over', async () => {
  const path = join(tempFolder(), 'site.key')
  writeFileSync(path, 'not a key\n')
  expect(await openSiteKey(path, directFiles)).toMatchObject({ kind: 'failed' })
  expect(readFileSync(path, 'utf8')).toBe('not a key\n')
})

test('the same badge gives different HMACs under different keys and for different purposes', () => {
  const one = siteKeyOf(new Uint8Array(32).fill(1))
  const two = siteKeyOf(new Uint8Array(32).fill(2))
  const values = [
    one.hmac('badge', 'A'),
    two.hmac('badge', 'A'),
    one.hmac('chain', 'A'),
    one.hmac('badge', 'B'),
  ]
  expect(new Set(values).size).toBe(4)
  expect(one.id).not.toBe(two.id)
})
