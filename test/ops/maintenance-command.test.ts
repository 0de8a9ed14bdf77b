import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { siteKeyOf } from '../../electron/journal/site-key.ts'
import { maintenanceBadgeHash } from '../../electron/maintenance/maintenance-badge.ts'
import { parsePinHash, pinMatches } from '../../electron/maintenance/pin-hash.ts'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { askSecret } from '../../electron/ops/ask-secret.ts'
import { readCommandLine } from '../../electron/ops/cli.ts'
import { KioskFolder, makeCertificate, smallConfig, type Pem } from '../config/kiosk-folder.ts'

let pem: Pem

beforeAll(async () => {
  pem = await makeCertificate()
})

function kiosk(): KioskFolder {
  const folder = new KioskFolder(pem)
  onTestFinished(() => folder.remove())
  folder.write('config.json', JSON.stringify({ ...smallConfig, storage: { dataFolder: 'data' } }))
  return folder
}

async function run(argv: readonly string[], typed: string | undefined) {
  const asked: string[] = []
  const command = await readCommandLine({
    argv,
    env: {},
    platform: 'linux',
    host: 'app',
    version: '1.2.3',
    ask: (question) => {
      asked.push(question)
      return Promise.resolve(typed)
    },
  })
  if (command.kind !== 'print') throw new Error('it would run the kiosk')
  return { ...command, asked }
}

test('--hash-pin prints a line for the config whose hash is of that PIN, and needs no config', async () => {
  const { text, exitCode } = await run(['--hash-pin'], ' 704912 ')
  expect(exitCode).toBe(0)
  expect(text).not.toContain('704912')
  const { maintenance } = JSON.parse(`{${text}}`) as { maintenance: { pinHash: string } }
  const hash = parsePinHash(maintenance.pinHash)
  expect(hash !== undefined && (await pinMatches('704912', hash))).toBe(true)
})

test.each([
  ['123456', 'A PIN of one digit, or of digits in a row, is the first that is guessed.'],
  ['12', 'A PIN has 6 to 12 digits.'],
  [undefined, 'No PIN was given.'],
])('--hash-pin refuses %j', async (typed, problem) => {
  expect(await run(['--hash-pin'], typed)).toMatchObject({ text: problem, exitCode: 2 })
})

test('--hash-badge asks in the roster’s format and prints the badge hashed under the site key', async () => {
  const folder = kiosk()
  const { configPath } = folder
  mkdirSync(join(folder.path, 'data'))
  folder.write('data/site.key', '07'.repeat(32))
  const { text, exitCode, asked } = await run(
    ['--hash-badge', '--config', configPath],
    '04:c0:ff:ee:00:aa:11',
  )
  expect(exitCode).toBe(0)
  expect(asked).toEqual(['Number of the maintenance badge (hex): '])
  const hash = maintenanceBadgeHash('04C0FFEE00AA11' as BadgeId, siteKeyOf(new Uint8Array(32).fill(7)))
  expect(JSON.parse(`{${text}}`)).toEqual({ maintenance: { badges: [hash] } })
  expect(await run(['--hash-badge', '--config', configPath], '04:c0')).toMatchObject({ exitCode: 2 })
})

test('--hash-badge makes no site key: it would belong to whoever asked', async () => {
  const { configPath } = kiosk()
  const { text, exitCode } = await run(['--hash-badge', '--config', configPath], '04C0FFEE00AA11')
  expect(exitCode).toBe(2)
  expect(text).toContain('The kiosk makes it at its first start.')
})

test('a secret is read from a pipe, and on a terminal without being shown', async () => {
  const pipe = new PassThrough()
  pipe.end('704912\r\nmore')
  expect(await askSecret('PIN: ', { input: pipe, output: new PassThrough() })).toBe('704912')

  const raw: boolean[] = []
  const shown: string[] = []
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true as const,
    setRawMode: (on: boolean) => {
      raw.push(on)
      return terminal as never
    },
  })
  terminal.write('7049\u007f912\r')
  expect(await askSecret('PIN: ', { input: terminal, output: { write: (text) => shown.push(text) } })).toBe(
    '704912',
  )
  expect(raw).toEqual([true, false])
  expect(shown).toEqual(['PIN: ', '\n'])
})
