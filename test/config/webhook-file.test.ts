import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseWebhook, readWebhook } from '../../electron/config/webhook-file.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const address = 'https://prod-01.westeurope.logic.azure.com/workflows/0a1b?sig=part-of-the-secret'

test.each([
  [`\uFEFF${address}\r\n`, address],
  ['https://hooks.example', 'https://hooks.example/'],
  [`${address}#part`, address],
  ['http://hooks.example/x', undefined],
  ['hooks.example/x', undefined],
  ['https://user:secret@hooks.example/x', undefined],
  [`${address}\n${address}`, undefined],
  [`https://hooks.example/${'x'.repeat(3_000)}`, undefined],
  ['', undefined],
])('%j is the address %j', (text, url) => {
  expect(parseWebhook(text)).toBe(url)
})

async function read(text: string, mode: number) {
  const path = join(tempFolder(), 'alerts.webhook')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return readWebhook(path, { files: directFiles, platform: 'linux' })
}

test('a file that others may read is refused, with the command that fixes it; group-readable is allowed', async () => {
  expect(await read(address, 0o600)).toEqual({ kind: 'ok', url: address })
  expect(await read(address, 0o640)).toEqual({ kind: 'ok', url: address })
  const open = await read(address, 0o644)
  expect(open).toMatchObject({ kind: 'bad', expected: expect.stringContaining('chmod o=') as unknown })
  expect(JSON.stringify(open)).not.toContain('part-of-the-secret')
})

test('problems are reported without its content', async () => {
  const bad = await read(address.replace('https', 'http'), 0o600)
  expect(bad).toMatchObject({ kind: 'bad', problem: 'does not hold an https:// address' })
  expect(JSON.stringify(bad)).not.toContain('part-of-the-secret')
  expect(await readWebhook('/nowhere/at/all', { files: directFiles, platform: 'linux' })).toMatchObject({
    kind: 'bad',
    problem: 'file not found: /nowhere/at/all',
  })
})
