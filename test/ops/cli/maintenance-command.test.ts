import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { describeProblems } from '../../../electron/config/report/describe-problems.ts'
import { loadConfig } from '../../../electron/config/load.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { maintenanceBadgeHash } from '../../../electron/badge/maintenance-badge.ts'
import { parsePinHash, pinMatches } from '../../../electron/base/pin-hash.ts'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { askSecret } from '../../../electron/ops/cli/ask-secret.ts'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import {
  KioskFolder,
  makeCertificate,
  sampleConfig,
  smallConfig,
  type Pem,
} from '../../config/kiosk-folder.ts'

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

/** The PIN hash in the line to be pasted. */
function hashIn(text: string): string {
  return (JSON.parse(`{${(text.split('\n')[1] ?? '').slice(0, -1)}}`) as { pinHash: string }).pinHash
}

test('--hash-pin prints a line for the config whose hash is of that PIN, and needs no config', async () => {
  const { text, exitCode } = await run(['--hash-pin'], ' 704912 ')
  expect(exitCode).toBe(0)
  expect(text).not.toContain('704912')
  const hash = parsePinHash(hashIn(text))
  expect(hash !== undefined && (await pinMatches('704912', hash))).toBe(true)
})

test('the lines of --hash-pin and --hash-badge can be pasted into the sample config as they are', async () => {
  const folder = kiosk()
  const { configPath } = folder
  mkdirSync(join(folder.path, 'data'))
  folder.write('data/site.key', '07'.repeat(32))
  const pin = (await run(['--hash-pin'], '704912')).text
  const badges = ['04C0FFEE00AA11', '04C0FFEE00AA12'].map(
    async (number) => (await run(['--hash-badge', '--config', configPath], number)).text,
  )
  folder.write(
    'config.json',
    sampleConfig
      .replace(/^.*Paste here the line that --hash-pin prints.*$/m, (line) => `${line}\n${pin}`)
      .replace(
        /^.*Paste here the line that --hash-badge prints.*$/m,
        '$&\n' + (await Promise.all(badges)).join('\n'),
      ),
  )
  const loaded = await loadConfig({ configPath, env: {}, platform: 'linux' }, directFiles)
  if (loaded.kind === 'bad') throw new Error(describeProblems(loaded.problems, 'c'))
  const { pinHash = '', badges: hashes } = loaded.config.maintenance
  const hash = parsePinHash(pinHash)
  expect(hash !== undefined && (await pinMatches('704912', hash))).toBe(true)
  expect(new Set(hashes).size).toBe(2)
})

test.each([
  ['123456', 'Too easy to guess: avoid repeated or sequential digits.'],
  ['12', 'Use 6 to 12 digits.'],
  [undefined, 'No PIN was given.'],
])('--hash-pin refuses %j', async (typed, problem) => {
  expect(await run(['--hash-pin'], typed)).toMatchObject({ text: problem, exitCode: 2 })
})

describe.each(['linux', 'win32', 'darwin'] as const)('--input on %s', (platform) => {
  test.each<[string, string | Buffer]>([
    ['a line', '704912\n'],
    ['a line without its end', '704912'],
    ['CR LF, and more lines', '704912\r\nsomething else'],
    ['a UTF-8 mark', '\uFEFF704912\r\n'],
    ['UTF-16, as Windows PowerShell redirects', Buffer.from('\uFEFF704912\r\n', 'utf16le')],
  ])('takes a PIN from a file: %s', async (_how, content) => {
    const { text, exitCode } = await fromFile(content, platform)
    expect(exitCode).toBe(0)
    const hash = parsePinHash(hashIn(text))
    expect(hash !== undefined && (await pinMatches('704912', hash))).toBe(true)
  })

  test.each<[string, string | Buffer, RegExp]>([
    ['nothing in it', '\r\n704912', /pin\.txt: its first line is empty/],
    ['far too much', Buffer.alloc(5000, '1'), /pin\.txt: is larger than 4096 bytes/],
  ])('says what is wrong with a file that has %s, and repeats none of it', async (_what, content, words) => {
    const { text, exitCode } = await fromFile(content, platform)
    expect([exitCode, text]).toEqual([2, expect.stringMatching(words)])
    expect(text).not.toContain('704912')
  })

  test('reports a missing file, or a folder', async () => {
    const { path } = kiosk()
    for (const [input, words] of [
      [join(path, 'nowhere.txt'), 'file not found'],
      [path, 'not an ordinary file'],
    ] as const)
      expect(await commandLine(['--hash-pin', '--input', input], platform)).toMatchObject({
        text: expect.stringContaining(words) as string,
        exitCode: 2,
      })
  })
})

test.each([['--hash-pin'], ['--hash-badge', '--config', 'x.json']])(
  'on Windows, where the app gets no input from the console, %s says how to give it',
  async (...argv) => {
    const { text, exitCode } = await commandLine(argv, 'win32')
    expect([exitCode, text]).toEqual([2, expect.stringContaining('--input FILE')])
  },
)

/** As the app is called; what it would ask the console is asked of nobody. */
async function commandLine(argv: readonly string[], platform: NodeJS.Platform) {
  const command = await readCommandLine({ argv, env: {}, platform, host: 'app', version: '1.2.3' })
  if (command.kind !== 'print') throw new Error('it would run the kiosk')
  return command
}

async function fromFile(content: string | Buffer, platform: NodeJS.Platform) {
  const { path } = kiosk()
  const input = join(path, 'pin.txt')
  writeFileSync(input, content)
  return commandLine(['--hash-pin', '--input', input], platform)
}

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
  expect(asked).toEqual(['Number of the maintenance or enrollment badge (hex): '])
  const hash = maintenanceBadgeHash('04C0FFEE00AA11' as BadgeId, siteKeyOf(new Uint8Array(32).fill(7)))
  expect(text).toMatch(
    /^\/\/ Paste into the list "badges" in "maintenance" .* or "enrollment" .* of the config:\n/,
  )
  expect(text.split('\n')[1]).toBe(`"${hash}",`)
  expect(await run(['--hash-badge', '--config', configPath], '04:c0')).toMatchObject({ exitCode: 2 })
})

test('--hash-badge creates no site key: it would belong to the calling account', async () => {
  const { configPath } = kiosk()
  const { text, exitCode } = await run(['--hash-badge', '--config', configPath], '04C0FFEE00AA11')
  expect(exitCode).toBe(2)
  expect(text).toContain('The kiosk creates it at its first start.')
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
