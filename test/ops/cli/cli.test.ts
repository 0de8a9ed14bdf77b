import { X509Certificate } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import type { Command } from '../../../electron/ops/cli/cli.ts'
import type { Host } from '../../../electron/ops/cli/options.ts'
import { printResult } from '../../../electron/ops/cli/print-result.ts'
import { filledInConfig, KioskFolder, makeCertificate, smallConfig } from '../../config/kiosk-folder.ts'
import type { Pem } from '../../config/kiosk-folder.ts'

let pem: Pem
let folder: KioskFolder

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
  folder.write('config.json', JSON.stringify(filledInConfig))
})
afterEach(() => folder.remove())

async function command(
  argv: string[],
  env: Record<string, string> = {},
  host: Host = 'app',
): Promise<Command> {
  return readCommandLine({ argv, env, platform: 'linux', host, version: '1.2.3' })
}

async function printed(
  argv: string[],
  env: Record<string, string> = {},
): Promise<{ text: string; exitCode: number }> {
  const found = await command(argv, env)
  if (found.kind !== 'print') throw new Error('nothing is printed')
  return { text: found.text.replaceAll(folder.path, ''), exitCode: found.exitCode }
}

describe('options', () => {
  test('without options the kiosk runs', async () => {
    expect(await command([])).toEqual({ kind: 'run' })
  })

  test('--config and the preview --port are passed on', async () => {
    const argv = ['--config', 'a.json', '--port=8080']
    expect(await command(argv, {}, 'preview')).toEqual({ kind: 'run', configPath: 'a.json', port: 8080 })
  })

  test.each([
    [['--chek-config'], 'unknown option: --chek-config; did you mean --check-config?'],
    [['-c', 'x'], 'unknown option: -c'],
    [['--port', '1'], 'unknown option: --port'],
    [['config.json'], 'unexpected argument: config.json'],
    [['--config'], '--config needs a value: --config FILE'],
    [['--config', '--check-config'], '--config needs a value: --config FILE'],
    [['--config='], '--config needs a value: --config FILE'],
    [['--version=2'], '--version takes no value'],
    [['--config', 'a', '--config', 'b'], '--config is given twice'],
    [['--output', 'a'], '--output works only with'],
    [['--input', 'a'], '--input works only with --hash-pin, --hash-badge or --enroll'],
    [['--version', '--input', 'a'], '--input works only with --hash-pin, --hash-badge or --enroll'],
    [['--online'], '--online works only with --check-config'],
    [['--show-config', '--json'], '--json works only with --check-config'],
    [['--check-config', '--show-config', '--json'], '--json cannot be combined with --show-config'],
    [['--__proto__'], 'unknown option: --__proto__'],
  ])('%j ends with 2 and says: %s', async (argv, message) => {
    const { text, exitCode } = await printed(argv)
    expect(text).toContain(message)
    expect(exitCode).toBe(2)
  })

  test('a port out of range is rejected', async () => {
    for (const port of ['65536', '-1', 'http', ''])
      expect(await command([`--port=${port}`], {}, 'preview')).toMatchObject({ kind: 'print', exitCode: 2 })
  })

  test('all mistakes are reported at once', async () => {
    const { text } = await printed(['--nothing-like-it', 'here', '--config'])
    expect(text.split('\n')).toHaveLength(4)
  })

  test.each([
    [['--journal', 'rekey', '--key']],
    [['--journal', 'verify', '--key=']],
    [['--status', 'parked', '--journal']],
  ])('one mistake is reported once: %j', async (argv) => {
    const { text, exitCode } = await printed(argv)
    expect(text.split('\n')).toEqual([
      expect.stringContaining('needs a value'),
      'Try shifts-badge-kiosk --help',
    ])
    expect(exitCode).toBe(2)
  })

  test.each([
    [['--journal', 'rekey', '--help']],
    [['--journal', '--help']],
    [['--nothing-like-it', '--help']],
    [['-h']],
    [['--check-config', '-h']],
    [['--journal', '-h']],
  ])('help takes precedence: %j', async (argv) => {
    const { text, exitCode } = await printed(argv)
    expect(text).toContain('--show-config')
    expect(exitCode).toBe(0)
  })

  test('--version and --help end with 0, and --help lists every option and the place of the config file', async () => {
    expect(await printed(['--version'])).toEqual({ text: '1.2.3', exitCode: 0 })
    const { text, exitCode } = await printed(['--help'])
    expect(exitCode).toBe(0)
    for (const part of [
      '--config FILE',
      '--check-config',
      '--online',
      '--json',
      '--show-config',
      '--input FILE',
      '--output FILE',
      '/etc/shifts-badge-kiosk/config.json',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('--port')
  })
})

describe('--check-config', () => {
  test.runIf(process.platform !== 'win32')('does not wait for a pipe in place of any file', async () => {
    for (const name of ['kiosk.pem', 'kiosk.key', 'roster.csv', 'config.json']) {
      rmSync(path.join(folder.path, name))
      execFileSync('mkfifo', [path.join(folder.path, name)])
      const { text, exitCode } = await printed(['--check-config', '--config', folder.configPath])
      expect(text).toContain(
        name === 'config.json' ? 'config.json  is not an ordinary file' : `is not an ordinary file: /${name}`,
      )
      expect(exitCode).toBe(2)
    }
  })

  test('a valid file exits with 0 and says how many people the roster has', async () => {
    const { text, exitCode } = await printed(['--check-config', '--config', folder.configPath])
    const { fingerprint, validTo } = new X509Certificate(pem.certificate)
    for (const line of [
      'ok           Config file: /config.json  0 warnings',
      `ok           Certificate: /kiosk.pem  thumbprint ${fingerprint.replaceAll(':', '')}, expires on ${new Date(validTo).toISOString().slice(0, 10)}`,
      'ok           Roster: /roster.csv  3 badges of 3 people, 0 bad rows',
      'ok           Data folder: /data  does not exist yet; the kiosk creates it at its first start.',
    ])
      expect(text.split('\n')).toContain(line)
    expect(exitCode).toBe(0)
  })

  test('an invalid file exits with 2 and lists its problems', async () => {
    folder.write('config.json', '{ "kiosk": {} }')
    const { text, exitCode } = await printed(['--check-config', '--config', folder.configPath])
    expect(text).toContain('/config.json:1:3  kiosk.id: is missing')
    expect(text).toContain('4 problems. The kiosk cannot start with this.')
    expect(exitCode).toBe(2)
  })

  test('warnings are printed and do not change the exit code', async () => {
    const { text, exitCode } = await printed(['--check-config', '--config', folder.configPath], {
      SHIFTS_KIOSK_CLIENT_SECRET: 'hush',
    })
    expect(text).toContain('warning: signIn.certificatePath: the environment variable')
    expect(exitCode).toBe(0)
  })

  test('bad rows of the roster are printed by line, without their badge numbers', async () => {
    folder.write(
      'roster.csv',
      'badge,user id,name\n04A1B2C3,no-guid,A\n9C3E51A7,9b2d6c1e-0f4a-4c88-8a57-1d2e3f405162,B\n',
    )
    const { text, exitCode } = await printed(['--check-config', '--config', folder.configPath])
    expect(text).toContain('/roster.csv:2  bad row: The user ID is not a GUID.')
    expect(text).not.toContain('04A1B2C3')
    expect(exitCode).toBe(0)
  })

  test('a roster without a valid row exits with 2', async () => {
    folder.write('roster.csv', 'no header here\n')
    const { text, exitCode } = await printed(['--check-config', '--config', folder.configPath])
    expect(text).toContain('/roster.csv  the roster cannot be used: the first line is not a header line')
    expect(exitCode).toBe(2)
  })
})

describe('--show-config', () => {
  test('every value is shown with its source, and the secret is hidden', async () => {
    const { tenantId, clientId } = smallConfig.signIn
    folder.write('config.json', JSON.stringify({ ...smallConfig, signIn: { tenantId, clientId } }))
    const { text, exitCode } = await printed(['--show-config', '--config', folder.configPath], {
      SHIFTS_KIOSK_CLIENT_SECRET: 'hush-hush',
    })
    const lines = text.split('\n')
    expect(lines).toContain('kiosk.id = "dock-3"  (line 1)')
    expect(lines).toContain('shifts.maxOpenHours = 16  (default)')
    expect(lines).toContain(
      'signIn.clientSecret = (hidden)  (environment variable SHIFTS_KIOSK_CLIENT_SECRET)',
    )
    expect(text).not.toContain('hush-hush')
    expect(exitCode).toBe(0)
  })

  test('prints the problems of an invalid file and exits with 2', async () => {
    folder.write('config.json', '[]')
    expect(await printed(['--show-config', '--config', folder.configPath])).toMatchObject({ exitCode: 2 })
  })
})

describe('--output', () => {
  test('writes the output to the file, since a windowed program has no console on Windows', async () => {
    const output = path.join(folder.path, 'told.txt')
    const found = await command(['--version', '--output', output])
    if (found.kind !== 'print') throw new Error('nothing is printed')
    const lines: string[] = []
    const code = printResult(found, { out: (text) => lines.push(text), error: (text) => lines.push(text) })
    expect({ code, lines, file: readFileSync(output, 'utf8') }).toEqual({
      code: 0,
      lines: [],
      file: '1.2.3\n',
    })
  })

  test('a file that cannot be written ends with 1, and the output goes to the console', async () => {
    const found = await command(['--version', '--output', folder.path])
    if (found.kind !== 'print') throw new Error('nothing is printed')
    const lines: string[] = []
    expect(printResult(found, { out: (text) => lines.push(text), error: (text) => lines.push(text) })).toBe(1)
    expect(lines.join('\n')).toContain('1.2.3')
  })
})

test('--read-people leaves the request in the data folder, with nothing in it but the time', async () => {
  const config = { ...smallConfig, directory: { kind: 'entra' }, storage: { dataFolder: 'data' } }
  folder.write('config.json', JSON.stringify(config))
  const { text, exitCode } = await printed(['--read-people', '--config', folder.configPath])
  expect(text).toContain('within ten seconds')
  expect(text).toContain('people.loaded')
  expect(exitCode).toBe(0)
  expect(readFileSync(path.join(folder.path, 'data', 'read-people'), 'utf8')).toMatch(
    /^\d{4}-[\d-]+T[\d:.]+Z\n$/,
  )
  const both = await printed(['--read-people', '--check-config', '--config', folder.configPath])
  expect(both).toMatchObject({ exitCode: 2 })
  expect(both.text).toContain('--read-people cannot be combined with --check-config')
})

test('--read-people refuses where nothing is read from Entra, and names the log of memberships with several teams', async () => {
  const config = { ...smallConfig, storage: { dataFolder: 'data' } }
  folder.write('config.json', JSON.stringify(config))
  const refused = await printed(['--read-people', '--config', folder.configPath])
  expect(refused).toMatchObject({ exitCode: 2 })
  expect(refused.text).toContain('reads nobody from Entra')
  const teams = [
    { id: '7d444840-9dc0-11d1-b245-5ffdce74fad2' },
    { id: '5d6f0b1a-8d9c-4a01-9a43-3f0d4d3a6f10' },
  ]
  folder.write('config.json', JSON.stringify({ ...config, shifts: { teams, atApprovedLocation: true } }))
  const asked = await printed(['--read-people', '--config', folder.configPath])
  expect(asked).toMatchObject({ exitCode: 0 })
  expect(asked.text).toContain('memberships.loaded')
})
