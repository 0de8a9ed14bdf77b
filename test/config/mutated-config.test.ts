import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeProblems, problemWords } from '../../electron/config/report/describe-problems.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { showConfig } from '../../electron/ops/cli/show-config.ts'
import { KioskFolder, makeCertificate, sampleConfig, smallConfig } from './kiosk-folder.ts'

/**
 * KIOSK_FUZZ_RUNS: how many configs, each of one or two files; 150 unless it says otherwise.
 * KIOSK_FUZZ_SEED, and KIOSK_FUZZ_PATH where a failure gave one, to run the same ones again.
 */
const runs = Number(process.env['KIOSK_FUZZ_RUNS'] ?? 150)
const seed = Number(process.env['KIOSK_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const pathOfFailure = process.env['KIOSK_FUZZ_PATH']

const clientSecret = 'Ab18Q~kLmN0pQrStUvWxYz2aBcDeFgHiJkLmNoP3'
const webhookAddress =
  'https://prod-01.westeurope.logic.azure.com/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?sig=kQ3xZ9bT1mV7nC5rW2yL8pD4sF6gH0jKuXaEoIqYtRe'
/** Environment variables whose values are private. Their form alone would not show that. */
const secretVariables = {
  SHIFTS_KIOSK_CLIENT_SECRET: clientSecret,
  DB_PASSWORD: 'planted-correct-horse',
  SMTP_PASS: 'planted-battery-staple',
  MYSQL_PWD: 'planted-four-words',
  API_TOKEN: 'planted-token-value',
  STORAGE_ACCOUNT_KEY: 'planted-account-key',
  AZURE_CREDENTIALS: 'planted-credentials',
  SQL_CONNECTION_STRING: 'Server=planted;Pwd=planted-connection',
  HTTPS_PROXY: 'http://kiosk:planted-proxy@proxy.example:8080',
}
const env = { SITE: 'north', ...secretVariables }

let folder: KioskFolder
/** Texts that nothing the kiosk says may hold. */
let secrets: readonly string[]
let pinHash: string
let privateKeyLine: string
let fullConfig: string

beforeAll(async () => {
  const pem = await makeCertificate()
  folder = new KioskFolder(pem)
  folder.write('alerts.webhook', webhookAddress)
  pinHash = await hashPin('704912')
  privateKeyLine = pem.privateKey.split('\n')[3] ?? ''
  const badge = `0123abcd:${'ab'.repeat(16)}`
  const otherBadge = `0123abcd:${'cd'.repeat(16)}`
  fullConfig = JSON.stringify(
    {
      ...smallConfig,
      kiosk: { id: '{computerName}', name: 'Dock {env:SITE}' },
      reader: {
        kind: 'keyboard',
        badgeNumberFormat: 'hex',
        prefix: ';',
        suffix: '?',
        minimumLength: 6,
        maximumKeyGapMs: 50,
      },
      directory: { kind: 'roster', path: 'roster.csv', columns: { badge: ['Chip'], userId: ['ID', 'GUID'] } },
      screen: {
        display: '1',
        timeZone: 'Europe/Madrid',
        languages: ['en', 'es'],
        panel: { diagonalInches: 21.5, resolution: '1920x1080' },
        night: { from: '22:00', to: '05:00' },
        brand: { color: '#0b4a5c' },
      },
      sound: { volume: 10, quietHours: { from: '22:00', to: '06:00' } },
      storage: { dataFolder: 'data', siteKeyPath: 'site.key', keepNamesDays: 30 },
      health: { prometheusFolder: '/var/lib/node-exporter' },
      maintenance: { pinHash, badges: [badge] },
      enrollment: { atKiosk: true, badges: [otherBadge] },
      alerts: { webhookPath: 'alerts.webhook', format: 'json', heartbeatAt: '08:00' },
    },
    null,
    2,
  )
  secrets = [
    ...Object.values(secretVariables),
    ...[...webhookAddress.matchAll(/[\w]{30,}/g)].map(([part]) => part),
    pinHash,
    ...(pinHash.match(/[\w+/-]{20,}/g) ?? []),
    badge.slice(9),
    privateKeyLine,
    'planted-',
  ]
})
afterAll(() => folder.remove())

interface Written {
  readonly shared: string | Uint8Array
  readonly local: string | Uint8Array | undefined
}

/** What the kiosk says of these two files, in every form; throws where it is not what it has to be. */
async function answerTo({ shared, local }: Written): Promise<'ok' | 'bad'> {
  folder.write('config.json', shared)
  const localPath = local === undefined ? 'none' : folder.write('config.local.json', local)
  const loaded = await loadConfig(
    {
      configPath: folder.configPath,
      env: { ...env, SHIFTS_KIOSK_LOCAL_CONFIG: localPath },
      platform: 'linux',
      computerName: 'KIOSK-17',
    },
    directFiles,
  )
  const problems = loaded.kind === 'bad' ? loaded.problems : loaded.warnings
  if (loaded.kind === 'bad') expect(problems.length).toBeGreaterThan(0)
  for (const { problem } of problems) expect(problem).toMatch(/\p{L}{2}/u)
  const described = describeProblems(problems, 'c')
  for (const line of described.split('\n').filter(Boolean))
    expect(line).toMatch(/^\S+(:[1-9]\d*:[1-9]\d*)? {2}\S.*\p{L}{2}/u)
  const said = [described, showConfig(loaded), loaded.kind === 'bad' ? problemWords(loaded) : '']
  for (const secret of secrets) for (const text of said) expect(text).not.toContain(secret)
  return loaded.kind
}

const fragments = [
  ...['{', '}', '[', ']', '"', ',', ':', '//', '/*', '*/', '\\', '\\u12', '\\u0000', '\n', '\r', '\t', '\0'],
  ...['null', 'true', '-1', '1e999', '{}', '[]', '""', '"kind"', '"__proto__": {}', '"constructor": 1', "'"],
  ...['é', '\u00A0', '\uFEFF', '\u2028', '\u201C', '\uD800', '{computerName}', '{env:SITE}', '{env:'],
  ...Object.keys(secretVariables).map((name) => `{env:${name}}`),
].map((text) => Buffer.from(text))

/** One change to the bytes: some are removed at a position, and something is inserted there. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  takeOut: fc.oneof({ weight: 5, arbitrary: fc.nat(12) }, fc.nat(2000)),
  putIn: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...fragments) },
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(fc.constantFrom(...fragments), fc.nat(20_000)).map(([f, n]) => Buffer.concat(Array(n).fill(f))),
  ),
})

function changed(
  text: string,
  changes: readonly (typeof change extends fc.Arbitrary<infer C> ? C : never)[],
) {
  return changes.reduce((bytes, { at, takeOut, putIn }) => {
    const start = Math.floor(at * bytes.length)
    return Buffer.concat([bytes.subarray(0, start), putIn, bytes.subarray(start + takeOut)])
  }, Buffer.from(text))
}

/** Texts in places where they do not belong; looked up late, since some are created for the run. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => () => text),
  fc.constantFrom(
    () => clientSecret,
    () => webhookAddress,
    () => pinHash,
    () => privateKeyLine,
    () => 'x'.repeat(100_000),
    () => '{computerName}',
    () => '\u202Etxet\u001B[2J',
    () => '../../../etc/shadow',
    ...Object.keys(secretVariables).map((name) => () => `{env:${name}}`),
    ...Object.keys(secretVariables).map((name) => () => `/data/{env:${name.toLowerCase()}}/{env:${name}}`),
  ),
)
const keyNames = [
  'kind',
  'id',
  'name',
  'path',
  'from',
  'badges',
  'pinHash',
  'password',
  '__proto__',
  'toString',
]
type Late = () => unknown
const value: fc.Arbitrary<Late> = fc.letrec<{ any: Late }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    texts,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, {}, []).map((plain) => () => plain),
    fc
      .nat(200)
      .map((depth) => () => JSON.parse(`${'['.repeat(depth + 1)}${']'.repeat(depth + 1)}`) as unknown),
    fc.array(tie('any'), { maxLength: 4 }).map((all) => () => all.map((each) => each())),
    fc
      .array(fc.tuple(fc.oneof(texts, fc.constantFrom(...keyNames)), tie('any')), { maxLength: 4 })
      .map(
        (all) => () =>
          Object.fromEntries(all.map(([key, each]) => [typeof key === 'string' ? key : key(), each()])),
      ),
  ),
})).any

/** Where values are put: known keys at every depth, and some that are not known. */
const places = [
  ...[
    [],
    ['$schema'],
    ['kiosk'],
    ['signIn'],
    ['reader'],
    ['directory'],
    ['screen'],
    ['maintenance'],
    ['alerts'],
  ],
  ...[
    ['kiosk', 'id'],
    ['kiosk', 'name'],
    ['signIn', 'tenantId'],
    ['signIn', 'clientId'],
    ['signIn', 'signer'],
  ],
  ...[
    ['signIn', 'certificatePath'],
    ['signIn', 'privateKeyPath'],
    ['signIn', 'signerAlgorithm'],
  ],
  ...[
    ['shifts', 'teamId'],
    ['shifts', 'note'],
    ['shifts', 'maxOpenHours'],
    ['reader', 'kind'],
    ['reader', 'name'],
  ],
  ...[
    ['directory', 'kind'],
    ['directory', 'path'],
    ['directory', 'columns'],
    ['directory', 'columns', 'badge'],
  ],
  ...[
    ['screen', 'display'],
    ['screen', 'timeZone'],
    ['screen', 'languages'],
    ['screen', 'panel'],
    ['screen', 'theme'],
  ],
  ...[
    ['screen', 'night', 'from'],
    ['screen', 'brand', 'color'],
    ['screen', 'brand', 'logoPath'],
    ['sound', 'volume'],
  ],
  ...[
    ['taps', 'repeatWindowSeconds'],
    ['storage', 'dataFolder'],
    ['storage', 'siteKeyPath'],
    ['storage', 'keepTapsDays'],
  ],
  ...[
    ['health', 'prometheusFolder'],
    ['maintenance', 'pinHash'],
    ['maintenance', 'badges'],
    ['alerts', 'webhookPath'],
  ],
  ...[
    ['alerts', 'format'],
    ['alerts', 'heartbeatAt'],
    ['endpoints', 'graph'],
    ['endpoints', 'login'],
    ['clientSecret'],
  ],
  ...[['signIn', 'password'], ['reader', 'other', 'deeper'], ['__proto__'], ['toString', 'valueOf']],
]

type Group = Record<string, unknown>
const isGroup = (of: unknown): of is Group => typeof of === 'object' && of !== null && !Array.isArray(of)

/** The same with `late`'s value at `place`. Unlike an assignment it takes `__proto__` for a key. */
function withValue(of: unknown, place: readonly string[], late: Late): unknown {
  const [first, ...rest] = place
  if (first === undefined) return late()
  const group = isGroup(of) ? of : {}
  const inner = withValue(Object.hasOwn(group, first) ? group[first] : undefined, rest, late)
  return Object.fromEntries([...Object.entries(group).filter(([key]) => key !== first), [first, inner]])
}

const edits = fc.array(fc.tuple(fc.constantFrom(...places), value), { minLength: 1, maxLength: 5 })

/** A group written with one of its entries a second time. */
function withDuplicate(text: string, at: number): string {
  const entries = [...text.matchAll(/"\w+":\s*(?:"[^"\n]*"|[\d.]+|true|false|\{|\[)/g)]
  const entry = entries[at % Math.max(1, entries.length)]
  if (entry === undefined) return text
  const [whole] = entry
  const twice = `${whole}${whole.endsWith('{') ? '}' : whole.endsWith('[') ? ']' : ''}, `
  return text.slice(0, entry.index) + twice + text.slice(entry.index)
}

const file = (start: () => string): fc.Arbitrary<() => string | Uint8Array> =>
  fc.oneof(
    fc.array(change, { minLength: 1, maxLength: 5 }).map((all) => () => changed(start(), all)),
    fc.array(change, { minLength: 1, maxLength: 5 }).map((all) => () => changed(sampleConfig, all)),
    edits.map(
      (all) => () =>
        JSON.stringify(
          all.reduce<unknown>((config, [place, late]) => withValue(config, place, late), JSON.parse(start())),
        ),
    ),
    fc.nat(200).map((at) => () => withDuplicate(start(), at)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => () => bytes),
    fc.tuple(fc.constantFrom('utf16le', 'latin1', 'utf8'), fc.boolean()).map(
      ([encoding, hasMark]) =>
        () =>
          Buffer.from(`${hasMark ? '\uFEFF' : ''}${start()}`, encoding as BufferEncoding),
    ),
  )

const smallLocal = () =>
  '{ "kiosk": { "id": "dock-9" }, "sound": { "volume": 20 }, "reader": { "kind": "pcsc" } }'
const written = fc.record({
  shared: fc.oneof(
    { weight: 3, arbitrary: file(() => fullConfig) },
    fc.constant(() => fullConfig),
  ),
  local: fc.option(
    fc.oneof(
      file(() => fullConfig),
      file(smallLocal),
    ),
    { freq: 2 },
  ),
})

test('the unchanged config is valid', async () => {
  folder.write('config.json', fullConfig)
  const options = { configPath: folder.configPath, env, platform: 'linux', computerName: 'KIOSK-17' } as const
  const loaded = await loadConfig(options, directFiles)
  expect(loaded.kind === 'bad' ? loaded.problems : []).toEqual([])
})

test(
  'whatever the two config files contain, the result is a config or readable problems, without any secret',
  async () => {
    process.stdout.write(`config: ${runs} configs, KIOSK_FUZZ_SEED=${seed}\n`)
    const startMs = performance.now()
    let [slowestMs, good] = [0, 0]
    await fc.assert(
      fc.asyncProperty(written, async ({ shared, local }) => {
        const beganMs = performance.now()
        if ((await answerTo({ shared: shared(), local: local?.() })) === 'ok') good += 1
        slowestMs = Math.max(slowestMs, performance.now() - beganMs)
      }),
      {
        seed,
        numRuns: runs,
        // Hundreds of times what one takes: a config that keeps the kiosk from starting.
        timeout: 20_000,
        includeErrorInReport: true,
        ...(pathOfFailure !== undefined && { path: pathOfFailure }),
      },
    )
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
    process.stdout.write(`config: ${good} good, ${seconds} s, slowest ${slowestMs.toFixed(0)} ms\n`)
  },
  60_000 + runs * 100,
)
