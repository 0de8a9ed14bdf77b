import { mkdirSync } from 'node:fs'
import { inspect } from 'node:util'
import path from 'node:path'
import { beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import type { LoadedConfig } from '../../electron/config/config.ts'
import { leavesOf } from '../../electron/config/config.ts'
import { describeProblems } from '../../electron/config/report/describe-problems.ts'
import { keyName } from '../../electron/config/key-name.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { readSiteKey } from '../../electron/journal/chain/site-key-source.ts'
import { showConfig } from '../../electron/ops/cli/show-config.ts'
import { KioskFolder, makeCertificate, sampleConfig, smallConfig } from './kiosk-folder.ts'
import type { Pem } from './kiosk-folder.ts'

let pem: Pem
let folder: KioskFolder

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
})
afterEach(() => folder.remove())

function load(text: string | Uint8Array, env: Record<string, string> = {}): Promise<LoadedConfig> {
  folder.write('config.json', text)
  return loadConfig({ configPath: folder.configPath, env, platform: 'linux' }, directFiles)
}

async function loadGood(
  text: string,
  env: Record<string, string> = {},
): Promise<Extract<LoadedConfig, { kind: 'ok' }>> {
  const loaded = await load(text, env)
  if (loaded.kind === 'bad') throw new Error(describeProblems(loaded.problems, loaded.path))
  return loaded
}

/** The reported problems, one per line, without the folder's name. */
function problemLines(loaded: LoadedConfig): string[] {
  const problems = loaded.kind === 'bad' ? loaded.problems : loaded.warnings
  return describeProblems(problems, 'config.json').replaceAll(folder.path, '').split('\n')
}

describe('badges that open the enrollment', () => {
  const badge = `0123abcd:${'ab'.repeat(16)}`
  const withEnrollment = (enrollment: object, maintenance: object = {}): string =>
    JSON.stringify({ ...smallConfig, enrollment, maintenance })

  test('are good where badges can be added at the kiosk, and a problem where they open nothing', async () => {
    const { config } = await loadGood(withEnrollment({ atKiosk: true, badges: [badge] }))
    expect(config.enrollment).toEqual({ atKiosk: true, badges: [badge] })
    expect(problemLines(await load(withEnrollment({ badges: [badge] }))).join('\n')).toMatch(
      /enrollment\.badges: .*opens nothing while enrollment\.atKiosk is not true/,
    )
  })

  test('are not maintenance badges as well', async () => {
    const loaded = await load(withEnrollment({ atKiosk: true, badges: [badge] }, { badges: [badge] }))
    const text = problemLines(loaded).join('\n')
    expect(text).toMatch(/enrollment\.badges: .*in maintenance\.badges too/)
    expect(text).not.toContain('abab')
  })
})

describe('a good file', () => {
  test('the sample config loads without a warning once its files are there', async () => {
    const loaded = await loadGood(sampleConfig)
    expect(loaded.warnings).toEqual([])
    expect(loaded.config.kiosk).toEqual({ id: 'dock-3', name: 'Warehouse, dock 3' })
    expect(loaded.credential).toMatchObject({
      kind: 'certificate',
      certificatePath: path.join(folder.path, 'kiosk.pem'),
      privateKeyPath: path.join(folder.path, 'kiosk.key'),
    })
    expect(`${JSON.stringify(loaded)} ${inspect(loaded, { depth: 9 })}`).not.toContain('PRIVATE KEY')
  })

  test('a text roster with a reader that delivers numbers, or the reverse, is a warning', async () => {
    const withFormats = async (reader: object, badgeNumberFormat: string) =>
      problemLines(
        await load(
          JSON.stringify({ ...smallConfig, reader, directory: { kind: 'roster', badgeNumberFormat } }),
        ),
      )
    const typing = (format: string) => ({ kind: 'keyboard', badgeNumberFormat: format })
    expect((await withFormats({ kind: 'pcsc' }, 'text')).join()).toMatch(
      /directory\.badgeNumberFormat.*no badge will match/,
    )
    expect((await withFormats(typing('hex'), 'text')).join()).toMatch(
      /is text, but the reader delivers a number/,
    )
    expect((await withFormats(typing('text'), 'hex')).join()).toMatch(/the reader delivers text/)
    expect((await withFormats(typing('text'), 'text')).join()).not.toMatch(/badgeNumberFormat/)
    expect((await withFormats(typing('wiegand-26-hex'), 'hex')).join()).not.toMatch(/badgeNumberFormat/)
    expect((await withFormats({ kind: 'pcsc' }, 'facility-and-card')).join()).toMatch(/chip's number/)
    expect((await withFormats(typing('decimal'), 'facility-and-card')).join()).not.toMatch(/badgeNumber/)
  })

  test('the sample shows each default as in the schema', async () => {
    const sample = (await loadGood(sampleConfig)).config
    expect((await loadGood(JSON.stringify(smallConfig))).config).toEqual(sample)
  })

  test('missing keys get their default, and relative paths start at the folder of the file', async () => {
    const { config } = await loadGood(JSON.stringify(smallConfig))
    expect(config).toMatchObject({
      shifts: { note: 'Badge kiosk {kioskName}', maxOpenHours: 16 },
      reader: { kind: 'pcsc', name: '' },
      directory: { kind: 'roster', path: path.join(folder.path, 'roster.csv'), badgeNumberFormat: 'hex' },
      screen: { timeZone: 'team', languages: ['en'] },
      taps: { repeatWindowSeconds: 20 },
      storage: { dataFolder: '/var/lib/shifts-badge-kiosk' },
      endpoints: { graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
    })
  })

  test('a byte order mark, comments and trailing commas do no harm', async () => {
    expect((await load(`\uFEFF// for dock 3\n${sampleConfig}`)).kind).toBe('ok')
  })

  const encodings: Record<string, Uint8Array> = {
    'UTF-16 as Windows PowerShell writes it': Buffer.from(`\uFEFF${sampleConfig}`, 'utf16le'),
    'UTF-16 without its mark': Buffer.from(sampleConfig, 'utf16le'),
    'UTF-16 big-endian': Buffer.from(`\uFEFF${sampleConfig}`, 'utf16le').swap16(),
    'UTF-16 big-endian without its mark': Buffer.from(sampleConfig, 'utf16le').swap16(),
    'UTF-8 with tabs and CRLF': Buffer.from(sampleConfig.replaceAll('  ', '\t').replaceAll('\n', '\r\n')),
  }
  test.each(Object.entries(encodings))('%s: read like any other, in both files', async (_, bytes) => {
    const { config } = await loadGood(sampleConfig)
    expect(await load(bytes)).toMatchObject({ kind: 'ok', config, warnings: [] })
    const env = { SHIFTS_KIOSK_LOCAL_CONFIG: folder.write('config.local.json', bytes) }
    expect(await load('{}', env)).toMatchObject({ kind: 'ok', config, warnings: [] })
  })

  test('every value has its line, environment variable, or the mark that it is a default', async () => {
    const { signIn, ...rest } = smallConfig
    const text = `{\n  "screen": {\n    "timeZone": "Europe/Madrid" },\n${JSON.stringify({
      ...rest,
      signIn: { tenantId: signIn.tenantId, clientId: signIn.clientId },
    }).slice(1)}`
    const loaded = await loadGood(text, { SHIFTS_KIOSK_CLIENT_SECRET: 'hush' })
    expect(loaded.sources['screen.timeZone']).toEqual({ kind: 'file', line: 3, column: 17 })
    expect(loaded.sources['screen.languages']).toEqual({ kind: 'default' })
    expect(loaded.sources['signIn.clientSecret']).toEqual({
      kind: 'environment',
      name: 'SHIFTS_KIOSK_CLIENT_SECRET',
    })
    for (const leaf of leavesOf(loaded.config)) expect(loaded.sources).toHaveProperty([keyName(leaf.path)])
  })

  test('an endpoint keeps its port and loses a trailing slash', async () => {
    const endpoints = { graph: 'https://Graph.Example:8443/', login: 'https://login.example' }
    expect((await loadGood(JSON.stringify({ ...smallConfig, endpoints }))).config.endpoints).toEqual({
      graph: 'https://graph.example:8443',
      login: 'https://login.example',
    })
  })

  test('the site key is beside the machine-wide config or in the data folder, unless the config names a path', async () => {
    const near = await loadGood(JSON.stringify({ ...smallConfig, storage: { dataFolder: 'data' } }))
    const dataFolder = path.join(folder.path, 'data')
    expect(near.config.storage).toEqual({ dataFolder, keepNamesDays: 90, keepTapsDays: 1095 })
    const machineWide = '/etc/shifts-badge-kiosk/site.key'
    expect(near.siteKeyPlaces).toEqual({ kind: 'default', machineWide, dataFolder })
    const named = await loadGood(
      JSON.stringify({ ...smallConfig, storage: { siteKeyPath: 'keys/site.key' } }),
    )
    expect(named.siteKeyPlaces).toEqual({ kind: 'named', path: path.join(folder.path, 'keys', 'site.key') })
    expect(named.warnings).toMatchObject([
      { key: 'storage.siteKeyPath', problem: expect.stringContaining('file not found') as string },
    ])
  })
})

describe('a file with mistakes', () => {
  test('ten mistakes are reported at once, each at its line and column', async () => {
    const text = [
      '{',
      '  "kiosk": { "id": "dock 3", "name": 7 },',
      '  "signIn": { "tenantId": "contoso", "clientId": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",',
      '              "certificatePath": "kiosk.pem", "privateKeyPath": "gone.key" },',
      '  "shifts": { "teamID": "7d444840-9dc0-11d1-b245-5ffdce74fad2", "note": "{kiosk}", "maxOpenHours": 100 },',
      '  "reader": { "kind": "pcsd" }',
      '  "screen": { "timeZone": "UTC", "timeZone": "UTC" },',
      '}',
    ].join('\n')
    expect(problemLines(await load(text))).toEqual([
      'config.json:2:20  kiosk.id: may hold only letters, digits, dots, underscores and hyphens, and must start with a letter or digit; expected a short name without spaces, such as dock-3',
      'config.json:2:38  kiosk.name: is a number, not text in quotes; expected the name of the place, such as Warehouse, dock 3',
      'config.json:3:27  signIn.tenantId: is not a GUID; expected a GUID, such as 6f9619ff-8b86-d011-b42d-00cf4fc964ff',
      'config.json:4:65  signIn.privateKeyPath: file not found: /gone.key',
      'config.json:5:3  shifts.atApprovedLocation: is missing; expected true or false, without quotes',
      'config.json:5:15  shifts.teamID: is not a known key; did you mean teamId?',
      'config.json:5:73  shifts.note: holds the unknown placeholder {kiosk}; expected text with no placeholders other than {kioskId}, {kioskName}, {tapTime}',
      'config.json:5:100  shifts.maxOpenHours: is more than 72; expected a whole number from 1 to 72',
      'config.json:6:23  reader.kind: is not a valid value; did you mean "pcsc"?; expected "pcsc" or "keyboard"',
      'config.json:7:3  a comma is missing before this; expected a comma after each value',
      'config.json:7:34  screen.timeZone: appears twice in this group; expected each key once',
    ])
  })

  const groups: Record<string, [group: object, problemLines: string]> = {
    'atApprovedLocation has no default': [
      { shifts: { teamId: smallConfig.shifts.teamId } },
      'shifts.atApprovedLocation: is missing',
    ],
    'a key in the wrong group is sent to the right one': [
      { teamId: smallConfig.shifts.teamId },
      'teamId: does not belong here; did you mean shifts.teamId?',
    ],
    'a key of the other kind of reader is told to be that': [
      { reader: { kind: 'pcsc', minimumLength: 6 } },
      'reader.minimumLength: belongs only to "kind": "keyboard"',
    ],
    'a reader without a kind': [{ reader: {} }, 'reader.kind: is missing; expected "pcsc" or "keyboard"'],
    'a time zone that does not exist': [
      { screen: { timeZone: 'Europe/Madird' } },
      'screen.timeZone: is not a time zone',
    ],
    'a fixed offset for a time zone': [
      { screen: { timeZone: '+01:00' } },
      'screen.timeZone: is not a time zone',
    ],
    'a language without screens': [
      { screen: { languages: ['en', 'pt_BR'] } },
      'screen.languages[1]: is not a language of the screens; did you mean "pt-BR"?; expected one of "en", "es"',
    ],
    'quiet hours that are none': [
      { sound: { quietHours: { from: '22:00', to: '22:00' } } },
      'sound.quietHours: starts and ends at the same time',
    ],
    'quiet hours at a time there is none': [
      { sound: { quietHours: { from: '24:00', to: '06:00' } } },
      'sound.quietHours.from: is not a time of day; expected hours and minutes, such as 22:00',
    ],
    'a volume beyond what there is': [{ sound: { volume: 150 } }, 'sound.volume: is more than 100'],
    'a way to show names there is not': [
      { screen: { nameShown: 'initial' } },
      'screen.nameShown: is not a valid value; did you mean "initials"?',
    ],
    'a language twice': [
      { screen: { languages: ['en', 'en-GB'] } },
      'screen.languages: names a language twice',
    ],
    'the key the languages had before': [
      { screen: { locale: 'en' } },
      'screen.locale: has been replaced by screen.languages; expected a list, the main language',
    ],
    'plain http': [
      { endpoints: { graph: 'http://graph.microsoft.com' } },
      'endpoints.graph: is not an https://',
    ],
    'an endpoint with a path': [
      { endpoints: { login: 'https://a.example/x' } },
      'endpoints.login: is not an https://',
    ],
    'an endpoint with a user name': [
      { endpoints: { login: 'https://u:p@a.example' } },
      'endpoints.login: is not an',
    ],
    'an endpoint that is no address': [
      { endpoints: { login: 'https://a.example:port' } },
      'endpoints.login: is not an address',
    ],
    'a note that is too long': [
      { shifts: { ...smallConfig.shifts, note: 'x'.repeat(501) } },
      'shifts.note: is longer than 500 characters',
    ],
    'a number with a fraction': [
      { taps: { repeatWindowSeconds: 1.5 } },
      'taps.repeatWindowSeconds: is not a whole number',
    ],
    'a Windows path with single backslashes': [
      { storage: { dataFolder: 'C:\new' } },
      'storage.dataFolder: holds a control character; write each backslash twice, or write / instead',
    ],
    'a certificate without its key': [
      { signIn: { ...smallConfig.signIn, privateKeyPath: undefined } },
      'signIn.privateKeyPath: is missing; certificatePath needs it',
    ],
    'a key without its certificate': [
      { signIn: { ...smallConfig.signIn, certificatePath: undefined } },
      'signIn.certificatePath: is missing; privateKeyPath needs it',
    ],
    'a list for a group': [{ taps: [] }, 'taps: is a list, not a group in braces'],
    'null for a group': [{ taps: null }, 'taps: is null, not a group in braces'],
    'an empty list of columns': [
      { directory: { kind: 'roster', columns: { badge: [] } } },
      'directory.columns.badge: is an empty list',
    ],
    'a column that is no text': [
      { directory: { kind: 'roster', columns: { badge: [1] } } },
      'directory.columns.badge[0]: is a number, not text in quotes',
    ],
    'a roster that is not there': [
      { directory: { kind: 'roster', path: 'gone.csv' } },
      'directory.path: file not found: /gone.csv',
    ],
    'a property of Entra that holds no badge': [
      { directory: { kind: 'entra', badgeProperty: 'extensionAttribute16' } },
      'directory.badgeProperty: is not a property that can hold a badge number',
    ],
    'a roster’s key with Entra alone': [
      { directory: { kind: 'entra', path: 'roster.csv' } },
      'directory.path: belongs only to "kind": "roster"',
    ],
    'a wrong property behind a roster': [
      { directory: { kind: 'roster', entra: { badgeProperty: 'badge' } } },
      'directory.entra.badgeProperty: is not a property that can hold a badge number',
    ],
    'a roster that is a folder': [
      { directory: { kind: 'roster', path: '.' } },
      'directory.path: is a folder, not a file',
    ],
  }
  test('with Entra alone, no roster has to be there', async () => {
    const directory = { kind: 'entra', badgeProperty: 'extension_0123456789abcdef0123456789abcdef_badge' }
    const loaded = await load(JSON.stringify({ ...smallConfig, directory }))
    expect(loaded).toMatchObject({ kind: 'ok', config: { directory } })
  })

  test.each(Object.entries(groups))('%s: one clear problem, and no other', async (_, [group, expected]) => {
    const lines = problemLines(await load(JSON.stringify({ ...smallConfig, ...group })))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`  ${expected}`)
  })

  test('a secret in the file is refused with advice and never repeated', async () => {
    const signIn = { ...smallConfig.signIn, clientSecret: 'Tr0ub4dor' }
    const [line] = problemLines(await load(JSON.stringify({ ...smallConfig, signIn })))
    expect(line).toContain('secrets do not belong in this file')
    expect(line).toContain('SHIFTS_KIOSK_CLIENT_SECRET')
    expect(line).not.toContain('Tr0ub4dor')
  })

  test.each([
    ['keys that are not known', (n: number) => `"unknown${n}": 1`],
    ['one key again and again', () => '"taps": {}'],
  ])('of 20,000 %s the first hundred are reported, and how many more there are', async (_, entry) => {
    const keys = Array.from({ length: 20_000 }, (_each, i) => entry(i)).join(',\n')
    const loaded = await load(JSON.stringify(smallConfig).replace('{', () => `{${keys},`))
    if (loaded.kind === 'ok') throw new Error('it is not good')
    expect(loaded.problems).toHaveLength(100)
    expect(loaded.problems.length + (loaded.moreProblems ?? 0)).toBeGreaterThanOrEqual(19_999)
    const lines = describeProblems(loaded.problems, 'c', { more: loaded.moreProblems }).split('\n')
    expect(lines).toHaveLength(101)
    expect(lines[100]).toMatch(/^c {2}and 19,\d{3} more problems$/)
  })

  test('numbers in quotes, out of range or in an odd form are reported as such', async () => {
    const taps =
      '"taps": { "repeatWindowSeconds": "30" }, "sound": { "volume": 1e999 }, "storage": { "keepTapsDays": 1e400 },'
    const text = JSON.stringify(smallConfig).replace('{', () => `{${taps}`)
    expect(problemLines(await load(text)).map((line) => line.replace(/^\S+ +/, ''))).toEqual([
      expect.stringContaining('taps.repeatWindowSeconds: is text in quotes, not a number'),
      expect.stringMatching(/^sound\.volume: is .*a number/),
      expect.stringMatching(/^storage\.keepTapsDays: is /),
    ])
  })

  test.each([
    ['brackets', '['.repeat(100_000)],
    ['groups', '{"a":'.repeat(100_000)],
    ['comments and brackets', '/**/['.repeat(100_000)],
  ])('%s nested a hundred thousand deep are one clear problem', async (_, deep) => {
    expect(problemLines(await load(`{"kiosk": ${deep}`))).toEqual([
      expect.stringContaining('groups are nested too deeply here') as string,
    ])
  })

  test('after a syntax error that hides keys, no key is reported missing', async () => {
    expect(problemLines(await load(`{ 'kiosk': {} }`))).toEqual([
      'config.json:1:3  the wrong kind of quotes; expected straight double quotes: "…"',
    ])
  })

  const wholeFiles: Record<string, [content: string | Uint8Array, problemLines: string]> = {
    'an empty file': ['', 'is empty; expected a config such as config.sample.jsonc'],
    'blanks alone': [' \r\n\t', 'is empty'],
    'a list': ['[]', ':1:1  is a list, not a group in braces'],
    null: ['null', ':1:1  is null, not a group in braces'],
    'comments alone': ['// nothing\n/* yet */', ':1:1  holds only comments; expected { … }'],
    'quotes of a word processor': [
      '{ \u201Ckiosk\u201D: {} }',
      ':1:3  the wrong kind of quotes; expected straight double quotes',
    ],
    'German quotes': ['{ \u201Ekiosk\u201C: {} }', ':1:3  the wrong kind of quotes'],
    'a quote of a word processor at the end alone': [
      '{\n"kiosk\u201D: {} }',
      ':2:1  the wrong kind of quotes',
    ],
    'a text that is not closed': ['{ "kiosk: {} }', ':1:3  a text has no closing quote on its line'],
    'a non-breaking space': ['{\n\u00A0"kiosk": {} }', ':2:1  an unusual space (U+00A0) here; expected an'],
    'a tab in a text': ['{ "kiosk": "a\tb" }', 'a tab or another control character in a text'],
    'a second byte order mark': ['\uFEFF\uFEFF{}', 'an unusual space (U+FEFF) here'],
    'a key that appears twice': [
      '{ "taps": {}, "taps": {} }',
      ':1:15  taps: appears twice in this group; expected',
    ],
    'no end': ['{"kiosk": {', ':1:12  a closing brace is missing'],
    'a backslash alone': ['{"a": "C:\\Users"}', 'a single backslash in a text'],
    'something after the end': ['{}{}', 'there is text after the closing brace'],
    'UTF-16 cut in the middle of a letter': [
      Buffer.from('\uFEFF{}', 'utf16le').subarray(0, 5),
      'starts with a UTF-16 byte order mark but is not valid UTF-16; expected a text file saved as UTF-8',
    ],
    'another encoding': [
      Buffer.from('{\n "a": "caf\u00e9"}', 'latin1'),
      ':2:11  is not UTF-8 text; it was probably saved as ANSI (Windows-1252); expected a text file saved as UTF-8',
    ],
    'a program': [
      Buffer.from('7f454c4602010100ff00', 'hex'),
      'is not a text file; expected a text file saved as',
    ],
    'more than 1 MB': [Buffer.alloc(1024 * 1024 + 1, ' '), 'is larger than 1 MB'],
    'brackets without end': ['['.repeat(500_000), 'groups are nested too deeply here'],
  }
  test.each(Object.entries(wholeFiles))('%s: a clear problem', async (_, [content, expected]) => {
    const loaded = await load(content)
    expect(loaded.kind).toBe('bad')
    expect(problemLines(loaded).join('\n')).toContain(expected)
  })

  test('a key that could reach into the program is an unknown key', async () => {
    const text = JSON.stringify(smallConfig).replace('{', '{"__proto__":{"taps":{}},')
    expect(problemLines(await load(text))[0]).toContain('__proto__: is not a known key')
  })
})

describe('where the file is', () => {
  test('--config comes before the environment, and the environment before the machine-wide place', async () => {
    folder.write('config.json', JSON.stringify(smallConfig))
    const env = { SHIFTS_KIOSK_CONFIG: folder.configPath }
    expect(await loadConfig({ env, platform: 'linux' }, directFiles)).toMatchObject({
      kind: 'ok',
      path: folder.configPath,
    })
    const asked = path.join(folder.path, 'other.json')
    const loaded = await loadConfig({ configPath: asked, env, platform: 'linux' }, directFiles)
    expect(loaded).toMatchObject({ kind: 'bad', path: asked })
    expect(problemLines(loaded)).toEqual([
      'config.json  does not exist; expected the file that --config names',
    ])
  })

  test.each([
    ['linux', {}, '/etc/shifts-badge-kiosk/config.json'],
    ['darwin', {}, '/Library/Application Support/Shifts Badge Kiosk/config.json'],
    ['win32', { PROGRAMDATA: 'D:\\Data' }, 'D:\\Data\\Shifts Badge Kiosk\\config.json'],
    ['win32', {}, 'C:\\ProgramData\\Shifts Badge Kiosk\\config.json'],
  ] as const)(
    'with no file at all on %s, the problem names every path that was tried',
    async (platform, env, place) => {
      const loaded = await loadConfig({ env, platform }, directFiles)
      expect(loaded).toMatchObject({ kind: 'bad', path: place })
      const [line] = problemLines(loaded)
      for (const part of ['--config', 'SHIFTS_KIOSK_CONFIG', place]) expect(line).toContain(part)
    },
  )

  test('a folder in place of the file is reported as such', async () => {
    mkdirSync(folder.configPath)
    const loaded = await loadConfig(
      { configPath: folder.configPath, env: {}, platform: 'linux' },
      directFiles,
    )
    expect(problemLines(loaded)).toEqual([
      'config.json  is a folder, not a file; expected the path of the config file',
    ])
  })

  test('a path that no file system accepts is a problem like any other', async () => {
    for (const configPath of ['/a\0b', `/${'x'.repeat(5000)}`])
      expect((await loadConfig({ configPath, env: {}, platform: 'linux' }, directFiles)).kind).toBe('bad')
  })
})

describe('a secret in place of a path or a key', () => {
  const secrets = [
    ['a client secret', 'Ab18Q~kLmN0pQrStUvWxYz2aBcDeFgHiJkLmNoP3'],
    ['a site key', '0123456789abcdef'.repeat(4)],
    ['a private key in one line', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKB'],
  ] as const
  const places: Record<string, (secret: string) => object> = {
    'signIn.privateKeyPath': (privateKeyPath) => ({ signIn: { ...smallConfig.signIn, privateKeyPath } }),
    'signIn.certificatePath': (certificatePath) => ({ signIn: { ...smallConfig.signIn, certificatePath } }),
    'signIn.tenantId': (tenantId) => ({ signIn: { ...smallConfig.signIn, tenantId } }),
    'directory.path': (path) => ({ directory: { kind: 'roster', path } }),
    'screen.brand.logoPath': (logoPath) => ({ screen: { brand: { logoPath } } }),
    'a key': (secret) => ({ [secret]: 1 }),
    'the key of a group': (secret) => ({ taps: { [secret]: {} } }),
    'a placeholder': (secret) => ({ shifts: { ...smallConfig.shifts, note: `{${secret}}` } }),
  }
  test.each(
    secrets.flatMap(([what, secret]) => Object.keys(places).map((place) => [what, place, secret] as const)),
  )('%s as %s is not repeated', async (_, place, secret) => {
    const group = places[place]?.(secret)
    const loaded = await load(JSON.stringify({ ...smallConfig, ...group }))
    const { problems, warnings } = { problems: [], warnings: [], ...loaded }
    expect([...problems, ...warnings].length).toBeGreaterThan(0)
    expect(JSON.stringify([problems, warnings])).not.toContain(secret.slice(0, 30))
  })

  test.each(secrets)('%s given as --config is not repeated', async (_, secret) => {
    const loaded = await loadConfig({ configPath: secret, env: {}, platform: 'linux' }, directFiles)
    if (loaded.kind === 'ok') throw new Error('it is good')
    const text = describeProblems(loaded.problems, loaded.path)
    expect(text).toContain('does not exist')
    expect(text).not.toContain(secret.slice(0, 30))
  })

  test.each(secrets)('%s in place of the site key or the data folder is not shown', async (_, secret) => {
    const loaded = await loadGood(
      JSON.stringify({ ...smallConfig, storage: { siteKeyPath: secret, dataFolder: `${secret}/data` } }),
    )
    expect(showConfig(loaded)).not.toContain(secret.slice(0, 30))
    const siteKey = await readSiteKey(loaded.siteKeyPlaces, directFiles)
    expect(siteKey).toMatchObject({ kind: 'failed' })
    expect(JSON.stringify(siteKey)).not.toContain(secret.slice(0, 30))
  })
})
