import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { headText } from '../../../electron/journal/chain/chain.ts'
import type { Journal } from '../../../electron/journal/journal.ts'
import type { PunchEventBody } from '../../../electron/journal/punch-event.ts'
import { openLockedJournal } from '../../../electron/journal/locked-journal.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { openSiteKey } from '../../../electron/journal/chain/site-key-source.ts'
import { keyPlaces } from '../../support/site-key.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import { blockEntry } from '../../../electron/directory/additions/decide-addition.ts'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import { saveTeamTimeZone } from '../../../electron/ops/health/team-time-zone.ts'
import { printResult } from '../../../electron/ops/cli/print-result.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { KioskFolder, makeCertificate, smallConfig } from '../../config/kiosk-folder.ts'
import type { Pem } from '../../config/kiosk-folder.ts'
import {
  ana,
  confirmed,
  parked,
  pendingIn,
  refused,
  sending,
  superseded,
  tamper,
  tapped,
} from '../../journal/journal-fixture.ts'

let pem: Pem
let folder: KioskFolder
let data: string
let file: string
let journal: Journal | undefined

const ids = {
  open: '0a000000-0000-4000-8000-000000000001',
  parked: '0b000000-0000-4000-8000-000000000002',
  confirmed: '0c000000-0000-4000-8000-000000000003',
  superseded: '0d000000-0000-4000-8000-000000000004',
  refused: '0e000000-0000-4000-8000-000000000005',
  sameCode: '0b000000-0000-4000-8000-0000000000ff',
} as const

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
  data = path.join(folder.path, 'data')
  file = path.join(data, 'journal.db')
  const config = { ...smallConfig, storage: { dataFolder: 'data' }, screen: { timeZone: 'Europe/Madrid' } }
  folder.write('config.json', JSON.stringify(config))
})
afterEach(() => {
  journal?.close()
  journal = undefined
  folder.remove()
})

async function run(...argv: string[]): Promise<{ text: string; exitCode: number }> {
  const command = await readCommandLine({
    argv: [...argv, '--config', folder.configPath],
    env: {},
    platform: 'linux',
    host: 'app',
    version: '1.2.3',
  })
  if (command.kind !== 'print') throw new Error('nothing is printed')
  return command
}

async function siteKeyIn(dataFolder: string) {
  const opened = await openSiteKey(keyPlaces(dataFolder), directFiles)
  if (opened.kind !== 'ok') throw new Error(opened.detail)
  return opened
}

const summer = Date.UTC(2026, 6, 1, 6, 30)
const winter = Date.UTC(2026, 0, 15, 16, 45, 10)

function record(to: Journal, tapId: string, name: string, ...bodies: PunchEventBody[]): void {
  const atMs = tapId === ids.open ? winter : summer
  const answers = [to.recordTap(tapped(tapId, atMs), { ...ana, displayName: name })]
  for (const body of bodies) answers.push(to.record({ tapId, atMs: atMs + 1000, ...body }))
  expect(answers.every((answer) => answer.kind === 'ok')).toBe(true)
}

/** A running kiosk's journal with one tap of each kind. */
async function layJournal(): Promise<Journal> {
  mkdirSync(data, { recursive: true })
  const key = await openSiteKey(keyPlaces(data), directFiles)
  if (key.kind !== 'ok') throw new Error(key.detail)
  const opened = openLockedJournal(data, key.key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  journal = opened.journal
  record(journal, ids.open, 'Ana Ruiz', sending)
  record(journal, ids.parked, '=HYPERLINK("x")', parked)
  record(journal, ids.confirmed, 'Núria "Nu" Vila, Jr.', sending, { ...confirmed, endedAtMs: summer })
  record(journal, ids.superseded, 'Cho Min-ji', superseded)
  record(journal, ids.refused, '@Dee', refused)
  return journal
}

function closeJournal(): void {
  journal?.close()
  journal = undefined
}

const rows = (text: string): string[] => text.split('\n').slice(1)

describe('list', () => {
  test('prints parked and pending taps while the kiosk runs, with times in the site’s zone', async () => {
    await layJournal()
    const { text, exitCode } = await run('--journal', 'list')
    expect(exitCode).toBe(0)
    expect(text.split('\n')).toEqual([
      'Code      Tapped at                  Name             Status   Reason',
      '0A000000  2026-01-15T17:45:10+01:00  Ana Ruiz         pending',
      '0B000000  2026-07-01T08:30:00+02:00  =HYPERLINK("x")  parked   Shifts does not allow this kiosk to end time cards; a permission is missing',
    ])
  })

  test.each([
    ['parked', ['0B000000']],
    ['pending', ['0A000000']],
    ['settled', ['0C000000', '0D000000', '0E000000']],
    ['all', ['0A000000', '0B000000', '0C000000', '0D000000', '0E000000']],
  ])('--status %s', async (status, codes) => {
    await layJournal()
    const { text } = await run('--journal', 'list', '--status', status)
    expect(rows(text).map((row) => row.slice(0, 8))).toEqual(codes)
  })

  test('--status refused and closed print only those', async () => {
    await layJournal()
    expect((await run('--journal', 'close', '0B000000', '--reason', 'Entered by hand')).exitCode).toBe(0)
    for (const [status, code] of [
      ['refused', '0E000000'],
      ['closed', '0B000000'],
    ] as const) {
      const { text } = await run('--journal', 'list', '--status', status)
      expect(rows(text).map((row) => row.slice(0, 8))).toEqual([code])
    }
    expect((await run('--journal', 'list', '--status', 'parked')).text).toBe('No such taps.')
  })

  test('times are in the team’s zone as last received from Shifts, else in UTC, with a note', async () => {
    await layJournal()
    folder.write('config.json', JSON.stringify({ ...smallConfig, storage: { dataFolder: 'data' } }))
    const before = await run('--journal', 'list')
    expect(before.text).toContain('0B000000  2026-07-01T06:30:00+00:00')
    expect(before.text).toContain("Times are in UTC: this kiosk has not received the team's time zone yet.")
    expect(saveTeamTimeZone(data, 'Asia/Tokyo')).toBe(true)
    const { text } = await run('--journal', 'list')
    expect(text).toContain('0B000000  2026-07-01T15:30:00+09:00')
    expect(text).not.toContain('UTC')
    writeFileSync(path.join(data, 'team-time-zone'), 'Nowhere/At all')
    expect((await run('--journal', 'list')).text).toContain('Times are in UTC')
  })

  test('an erased name is printed as erased', async () => {
    ;(await layJournal()).eraseSettledPeople(summer + 2000)
    const { text } = await run('--journal', 'list', '--status', 'parked')
    expect(text).toContain('(erased)')
  })

  test('a name cannot move the cursor of a terminal', async () => {
    record(await layJournal(), ids.sameCode, 'Eve\u001b[2J\nConfirmed', parked)
    const { text } = await run('--journal', 'list')
    expect(text).toContain('Eve [2J Confirmed')
  })

  test('says so when there are no taps to print', async () => {
    await layJournal()
    closeJournal()
    rmSync(data, { recursive: true })
    mkdirSync(data)
    const key = siteKeyOf(new Uint8Array(32).fill(1))
    const opened = openLockedJournal(data, key)
    if (opened.kind === 'ok') opened.journal.close()
    expect(await run('--journal', 'list')).toMatchObject({ text: 'No such taps.', exitCode: 0 })
  })
})

describe('show', () => {
  test('prints one tap with its history, by the code on the screen, in upper or lower case', async () => {
    await layJournal()
    for (const code of ['0B000000', '0b000000', ids.parked]) {
      const { text, exitCode } = await run('--journal', 'show', code)
      expect(exitCode).toBe(0)
      expect(text).toContain(`Tap          ${ids.parked}`)
      expect(text).toContain('Request ID   request-1')
      expect(text).toContain(
        '2026-07-01T08:30:01+02:00  parked: Shifts does not allow this kiosk to end time cards',
      )
    }
  })

  test('a code that matches two taps is reported with both', async () => {
    record(await layJournal(), ids.sameCode, 'Eve', parked)
    const { text, exitCode } = await run('--journal', 'show', '0B000000')
    expect(exitCode).toBe(2)
    expect(text.split('\n').slice(1)).toEqual([ids.parked, ids.sameCode])
  })

  test('an unknown code is reported, with where to find the code of a tap that was never saved', async () => {
    await layJournal()
    expect(await run('--journal', 'show', 'FFFF0000')).toMatchObject({
      text: [
        'No tap in the journal begins with FFFF0000.',
        'If the screen said that the tap was not saved, search the log for the reason: "code":"FFFF0000".',
      ].join('\n'),
      exitCode: 2,
    })
  })
})

describe('export', () => {
  test('CSV opens correctly in Excel: byte order mark, RFC 4180, no formula in any cell', async () => {
    await layJournal()
    const { text } = await run('--journal', 'export')
    expect(text.startsWith('\u{FEFF}Tap ID,Code,Tapped at,Name,User ID,Status,')).toBe(true)
    expect(text.endsWith('\r\n')).toBe(true)
    const lines = text.slice(1).split('\r\n').slice(1, -1)
    expect(lines.map((line) => line.split(',')[1])).toEqual([
      '0A000000',
      '0B000000',
      '0C000000',
      '0D000000',
      '0E000000',
    ])
    expect(lines[1]).toContain(`,"'=HYPERLINK(""x"")",${ana.userId},parked,`)
    expect(lines[1]).toContain(',No permission.,TCK_1,,request-1')
    expect(lines[2]).toContain(
      `,"Núria ""Nu"" Vila, Jr.",${ana.userId},confirmed,,,TCK_1,2026-07-01T08:30:00+02:00,`,
    )
    expect(lines[4]).toContain(`,'@Dee,`)
  })

  test('JSON lines hold the same, one tap per line', async () => {
    await layJournal()
    const { text } = await run('--journal', 'export', '--format', 'jsonl', '--status', 'parked')
    const lines = text.trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        tapId: ids.parked,
        code: '0B000000',
        tappedAt: '2026-07-01T08:30:00+02:00',
        name: '=HYPERLINK("x")',
        userId: ana.userId,
        status: 'parked',
        reason: 'Shifts does not allow this kiosk to end time cards; a permission is missing',
        detail: 'No permission.',
        cardId: 'TCK_1',
        cardEndedAt: '',
        requestId: 'request-1',
        serviceWords: '',
      },
    ])
  })

  test('the file that --output writes contains only the export', async () => {
    await layJournal()
    const output = path.join(folder.path, 'taps.csv')
    const command = await readCommandLine({
      argv: ['--journal', 'export', '--output', output, '--config', folder.configPath],
      env: {},
      platform: 'linux',
      host: 'app',
      version: '1.2.3',
    })
    if (command.kind !== 'print') throw new Error('nothing is printed')
    expect(printResult(command, { out: () => undefined, error: () => undefined })).toBe(0)
    expect(readFileSync(output, 'utf8')).toBe(command.text)
    const printed: string[] = []
    const { kind, text, exitCode } = command
    printResult(
      { kind, text, exitCode },
      { out: (text) => printed.push(`${text}\n`), error: () => undefined },
    )
    expect(printed).toEqual([command.text])
  })
})

describe('retry', () => {
  test('a retry is requested while the kiosk runs, which notices and picks the tap up', async () => {
    const running = await layJournal()
    expect(running.changedByOthers()).toBe(false)
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({ exitCode: 0 })
    expect(running.changedByOthers()).toBe(true)
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open, ids.parked])
    expect(await running.verify()).toMatchObject({ kind: 'intact' })
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({
      text: '0B000000 is not parked: the kiosk is already trying to send it.',
      exitCode: 2,
    })
  })

  test('several retries are requested at once, each with its answer', async () => {
    const running = await layJournal()
    record(running, ids.sameCode, 'Eve', parked)
    const { text, exitCode } = await run('--journal', 'retry', ids.parked, ids.sameCode, '0C000000')
    expect(text.split('\n')).toEqual([
      '0B000000 will be retried.',
      '0B000000 will be retried.',
      '0C000000 is confirmed, not parked: there is nothing to retry.',
      'A running kiosk tries within seconds, otherwise at its next start.',
    ])
    expect(exitCode).toBe(2)
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open, ids.parked, ids.sameCode])
  })

  test('if one of several ids matches no tap, no retry is requested', async () => {
    const running = await layJournal()
    expect(await run('--journal', 'retry', '0B000000', 'FFFFFFFF')).toMatchObject({
      text: expect.stringMatching(/^No tap in the journal begins with FFFFFFFF\.$/mu) as unknown,
      exitCode: 2,
    })
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open])
  })

  test('--reason retries all taps parked for that reason, and no others', async () => {
    const running = await layJournal()
    const morning = Array.from(
      { length: 250 },
      (_, tap) => `1a000000-0000-4000-8000-${String(tap).padStart(12, '0')}`,
    )
    for (const id of morning) record(running, id, 'Eve', parked)
    record(running, ids.sameCode, 'Flo', { ...parked, reason: 'no-open-card' })
    const { text, exitCode } = await run('--journal', 'retry', '--reason', 'forbidden')
    expect(exitCode).toBe(0)
    expect(text.split('\n')).toHaveLength(252)
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open, ids.parked, ...morning])
    expect(await running.verify()).toMatchObject({ kind: 'intact' })
    const left = await run('--journal', 'list', '--status', 'parked', '--reason', 'no-open-card')
    expect(rows(left.text).map((row) => row.slice(0, 8))).toEqual(['0B000000'])
    expect(await run('--journal', 'retry', '--reason', 'forbidden')).toMatchObject({
      text: 'No tap is parked for this reason (forbidden): there is nothing to retry.',
      exitCode: 0,
    })
  })

  test.each([
    ['0A000000', 'not parked: the kiosk is already trying to send it'],
    ['0C000000', 'is confirmed, not parked'],
    ['0D000000', 'is superseded, not parked'],
    ['0E000000', 'is refused, not parked'],
    ['FFFFFFFF', 'No tap in the journal begins with'],
  ])('%s is refused: %s', async (code, message) => {
    const running = await layJournal()
    const { text, exitCode } = await run('--journal', 'retry', code)
    expect(text).toContain(message)
    expect(exitCode).toBe(2)
    expect(running.head()).toMatchObject({ seq: 11 })
  })

  test('a tap whose person was erased cannot be retried', async () => {
    ;(await layJournal()).eraseSettledPeople(summer + 2000)
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({
      text: '0B000000 cannot be retried: the name and user id have been erased.',
      exitCode: 2,
    })
  })

  test('without the site key nothing is written and none is made', async () => {
    await layJournal()
    closeJournal()
    rmSync(path.join(data, 'site.key'))
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({ exitCode: 1 })
    expect(existsSync(path.join(data, 'site.key'))).toBe(false)
  })
})

describe('close', () => {
  test('closes a parked tap while the kiosk runs, with who and why, until it is retried', async () => {
    const running = await layJournal()
    expect(await run('--journal', 'close', '0b000000', '--reason', 'Entered by hand')).toEqual({
      kind: 'print',
      text: '0B000000 is closed. --journal retry opens it again, unless its reason is not-told.',
      exitCode: 0,
    })
    expect(running.changedByOthers()).toBe(true)
    expect(running.parkedTaps()).toBe(0)
    const { text } = await run('--journal', 'show', '0B000000')
    expect(text).toMatch(/Status {7}closed/)
    expect(text).toMatch(/closed by \S+: Entered by hand/)
    expect(await run('--journal', 'close', '0b000000', '--reason', 'again')).toMatchObject({
      text: '0B000000 is closed, not parked: there is nothing to close.',
      exitCode: 2,
    })
    expect(await run('--journal', 'retry', '0b000000')).toMatchObject({ exitCode: 0 })
    expect(pendingIn(running).map(({ tapId }) => tapId)).toContain(ids.parked)
  })

  test('a tap that is not parked, or that is not there, is not closed', async () => {
    const running = await layJournal()
    for (const [id, message] of [
      ['0A000000', 'cannot be closed: the kiosk is still trying to send it.'],
      ['0C000000', 'is confirmed, not parked'],
      ['ffff0000', 'No tap in the journal begins with ffff0000'],
    ] as const) {
      const { text, exitCode } = await run('--journal', 'close', id, '--reason', 'x')
      expect(text).toContain(message)
      expect(exitCode).toBe(2)
    }
    expect(running.head()).toMatchObject({ seq: 11 })
  })
})

test('what Shifts said of a tap is shown and exported until it is erased', async () => {
  const kiosk = await layJournal()
  kiosk.record({ tapId: ids.parked, atMs: summer + 1000, ...parked }, 'Ana Ruiz has no shift.')
  expect((await run('--journal', 'show', ids.parked)).text).toContain('Shifts said  Ana Ruiz has no shift.')
  expect((await run('--journal', 'export')).text).toContain(',Ana Ruiz has no shift.')
  kiosk.eraseSettledPeople(summer + 2000)
  for (const argv of [
    ['show', ids.parked],
    ['export', '--format', 'jsonl'],
  ])
    expect((await run('--journal', ...argv)).text).not.toContain('no shift')
})

test('badges lists what was added and blocked, while the kiosk runs, and no tap', async () => {
  const running = await layJournal()
  expect((await run('--journal', 'badges')).text).toBe('No badge was added or blocked.')
  const badge = { badgeHmac: '5d41402a', changedAtMs: summer, kioskId: 'dock-3' }
  running.recordBadgeChanges([{ what: 'badge-added', ...badge }], summer)
  running.recordBadgeChanges([{ what: 'badge-blocked', ...badge, changedAtMs: summer + 60_000 }], summer)
  const { text, exitCode } = await run('--journal', 'badges')
  expect(exitCode).toBe(0)
  expect(text.split('\n')).toEqual([
    'Changed at                 Badge    Kiosk',
    '2026-07-01T08:30:00+02:00  added    dock-3',
    '2026-07-01T08:31:00+02:00  blocked  dock-3',
  ])
  expect(rows((await run('--journal', 'list', '--status', 'all')).text)).toHaveLength(5)
  expect((await run('--journal', 'export', '--format', 'jsonl')).text.trim().split('\n')).toHaveLength(5)
})

describe('verify', () => {
  test('an intact journal ends with 0 and prints its head, which --head accepts', async () => {
    const head = (await layJournal()).head()
    const { text, exitCode } = await run('--journal', 'verify')
    expect(text).toBe(`The journal is intact: 11 events, head ${headText(head)}`)
    expect(exitCode).toBe(0)
    expect(await run('--journal', 'verify', '--head', headText(head))).toMatchObject({ exitCode: 0 })
  })

  test('an edited journal ends with 5 and names the event', async () => {
    await layJournal()
    closeJournal()
    tamper(file, `UPDATE events SET at_ms = 1 WHERE seq = 3`)
    const { text, exitCode } = await run('--journal', 'verify')
    expect(text).toContain('edited: Event 3 was changed after it was written, or is out of place.')
    expect(exitCode).toBe(5)
  })

  test('missing events at the end give 5 against a head from the log', async () => {
    const head = (await layJournal()).head()
    closeJournal()
    tamper(file, `DELETE FROM events WHERE seq > 9`)
    const { text, exitCode } = await run('--journal', 'verify', '--head', headText(head))
    expect(text).toContain('cut-off: Events 10 to 11 are missing.')
    expect(exitCode).toBe(5)
  })

  test('an older copy restored with its head file while the kiosk was stopped is detected against a head from the log', async () => {
    await layJournal()
    closeJournal()
    const copies = ['', '.head'].map((ending) => [`${file}${ending}`, `${file}${ending}.copy`] as const)
    for (const [from, to] of copies) copyFileSync(from, to)
    const { key: siteKey } = await siteKeyIn(data)
    const later = openLockedJournal(data, siteKey)
    if (later.kind !== 'ok') throw new Error(later.failure.detail)
    record(later.journal, '0f000000-0000-4000-8000-000000000006', 'Ana')
    const head = later.journal.head()
    later.journal.close()
    for (const [from, to] of copies) copyFileSync(to, from)
    expect(await run('--journal', 'verify')).toMatchObject({ exitCode: 0 })
    const { text, exitCode } = await run('--journal', 'verify', '--head', headText(head))
    expect(text).toContain('cut-off: Events 12 to 12 are missing.')
    expect(exitCode).toBe(5)
  })

  test('events of an earlier key end with 6, and with 0 once that key is given', async () => {
    await layJournal()
    closeJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    const { text, exitCode } = await run('--journal', 'verify')
    expect(text).toContain('not verified: 11 events (1 to 11) were written with the site key')
    expect(exitCode).toBe(6)
    expect(await run('--journal', 'verify', '--key', earlier)).toMatchObject({ exitCode: 0 })
    const nobodys = folder.write('nobodys.key', 'cd'.repeat(32))
    expect(await run('--journal', 'verify', '--key', nobodys, '--key', earlier)).toMatchObject({
      exitCode: 0,
    })
  })

  test('an invalid key file ends with 2', async () => {
    await layJournal()
    expect(await run('--journal', 'verify', '--key', folder.configPath)).toMatchObject({ exitCode: 2 })
  })

  test('a backup is verified by --journal-file', async () => {
    await layJournal()
    closeJournal()
    const backup = path.join(folder.path, 'backup.db')
    copyFileSync(file, backup)
    expect(await run('--journal', 'verify', '--journal-file', backup)).toMatchObject({ exitCode: 0 })
  })
})

describe('rekey', () => {
  test('with the old key the journal continues under the new one, and the old journal is kept', async () => {
    await layJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    const running = await run('--journal', 'rekey', '--key', earlier)
    expect(running.text).toContain('stop it first')
    expect(running.exitCode).toBe(1)
    closeJournal()
    const nobodys = folder.write('nobodys.key', 'cd'.repeat(32))
    const unchecked = await run('--journal', 'rekey', '--key', nobodys)
    expect(unchecked.text).toContain('Nothing was changed')
    expect(unchecked.exitCode).toBe(6)
    const { text, exitCode } = await run('--journal', 'rekey', '--key', earlier)
    expect(text).toContain('Open and parked taps carried over: 2.')
    expect(exitCode).toBe(0)
    expect(await run('--journal', 'verify')).toMatchObject({ exitCode: 0 })
    expect(await run('--journal', 'retry', ids.parked)).toMatchObject({ exitCode: 0 })
    const archive = readdirSync(data).find((name) => /^journal\.db\.old-key-\d{8}T\d{6}Z$/.test(name)) ?? ''
    const verifyOld = ['--journal', 'verify', '--journal-file', path.join(data, archive), '--key', earlier]
    expect(await run(...verifyOld)).toMatchObject({ exitCode: 0 })
    expect(await run('--journal', 'rekey', '--key', earlier)).toMatchObject({ exitCode: 0 })
  })

  test('the badges that were added and blocked get the new key, also by a run after one that ended before', async () => {
    await layJournal()
    closeJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    const before = await siteKeyIn(data)
    const additions = new AdditionsFile(data)
    const badge = '04A1B2C3' as BadgeId
    await additions.write(before.key, () => [
      blockEntry(badge, undefined, { key: before.key, kioskId: 'dock-3', nowMs: 1, newest: new Map() }),
    ])
    const kept = readFileSync(additions.path)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    const { text, exitCode } = await run('--journal', 'rekey', '--key', earlier)
    expect(text).toContain('Badges added or blocked that use the new site key now: 1.')
    expect(exitCode).toBe(0)
    const own = await siteKeyIn(data)
    expect(additions.load(own.key)).toMatchObject({ kind: 'ok', content: { entries: [{ kind: 'blocked' }] } })
    // As a run leaves it that was ended once the journal had its new key.
    writeFileSync(additions.path, kept)
    expect((await run('--journal', 'rekey', '--key', earlier)).text).toContain('use the new site key now: 1.')
    expect(additions.load(own.key)).toMatchObject({ kind: 'ok' })
    writeFileSync(additions.path, 'not ours')
    const failed = await run('--journal', 'rekey', '--key', earlier)
    expect(failed.text).toContain('were left as they are')
    expect(failed.exitCode).toBe(1)
  })

  test('an edited journal is left unchanged, with 5', async () => {
    await layJournal()
    closeJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    tamper(file, `UPDATE events SET at_ms = 1 WHERE seq = 3`)
    const { text, exitCode } = await run('--journal', 'rekey', '--key', earlier)
    expect(text).toContain('edited: Event 3')
    expect(exitCode).toBe(5)
    expect(readdirSync(data).filter((name) => name.includes('old-key'))).toEqual([])
  })

  test('without the old key, or with --journal-file, it says what is missing', async () => {
    expect(await run('--journal', 'rekey')).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining('--journal rekey needs the previous site key') as unknown,
    })
    expect(await run('--journal', 'rekey', '--key', 'a', '--journal-file', 'b')).toMatchObject({
      exitCode: 2,
    })
    expect(existsSync(data)).toBe(false)
  })
})

describe('existing files stay unchanged', () => {
  test('a missing journal is reported and not created', async () => {
    for (const argv of [['list'], ['export'], ['verify'], ['show', '0B000000'], ['retry', '0B000000']]) {
      const { text, exitCode } = await run('--journal', ...argv)
      expect(text).toContain('File not found: ')
      expect(exitCode).toBe(1)
    }
    expect(existsSync(data)).toBe(false)
  })

  test('reading leaves the journal byte by byte and makes no other file of its own', async () => {
    await layJournal()
    closeJournal()
    const before = readFileSync(file)
    const names = readdirSync(data)
    for (const argv of [['list'], ['export'], ['verify'], ['show', '0B000000']]) {
      expect(await run('--journal', ...argv)).toMatchObject({ exitCode: 0 })
    }
    expect(readFileSync(file).equals(before)).toBe(true)
    // What SQLite needs beside a database while it reads it may still be there on a runtime that closes late.
    const sqlites = ['journal.db-wal', 'journal.db-shm']
    expect(readdirSync(data).filter((name) => !sqlites.includes(name))).toEqual(
      names.filter((name) => !sqlites.includes(name)),
    )
  })

  test('a recovered journal without its list of open taps is read from its events', async () => {
    await layJournal()
    closeJournal()
    tamper(file, 'DROP TRIGGER open_taps_open; DROP TRIGGER open_taps_settle; DROP TABLE open_taps')
    const { text } = await run('--journal', 'list', '--journal-file', file)
    expect(rows(text).map((row) => row.slice(0, 8))).toEqual(['0A000000', '0B000000'])
    expect(await run('--journal', 'verify', '--journal-file', file)).toMatchObject({ exitCode: 0 })
  })

  test('a journal of another version is reported and not upgraded', async () => {
    await layJournal()
    closeJournal()
    const database = openDatabase(file)
    for (const [version, message] of [
      [99, 'was written by a newer version'],
      [0, 'was written by an earlier version'],
    ] as const) {
      database.exec(`PRAGMA user_version = ${version}`)
      const { text, exitCode } = await run('--journal', 'list')
      expect(text).toContain(message)
      expect(exitCode).toBe(1)
    }
    database.close()
  })

  test('a file that is not a journal is reported as such', async () => {
    mkdirSync(data)
    writeFileSync(file, 'no database at all. '.repeat(300))
    const { text, exitCode } = await run('--journal', 'list')
    expect(text).toContain('not-a-database')
    expect(exitCode).toBe(1)
  })
})

describe('options', () => {
  test.each([
    [['--journal', 'lst'], '--journal has no action lst; did you mean list?'],
    [['--journal', 'frobnicate'], 'one of: list, show, export, badges, retry, close, verify'],
    [['--journal', 'show'], '--journal show needs a tap: --journal show ID'],
    [['--journal', 'retry'], '--journal retry needs taps: --journal retry ID …'],
    [['--journal', 'close', 'aaaa'], '--journal close needs taps and why'],
    [['--journal', 'close', '--reason', 'x'], '--journal close needs taps and why'],
    [['--journal', 'retry', 'aaaa', '--reason', 'forbidden'], 'either taps or --reason, not both'],
    [['--journal', 'retry', 'aaaa', 'b?'], 'b? is not a tap'],
    [['--journal', 'show', 'aaaa', 'bbbb'], 'unexpected argument: bbbb'],
    [['--journal', 'retry', '--reason', 'lost'], '--reason needs one of: forbidden, not-found, rejected'],
    [
      ['--journal', 'show', 'aaaa', '--reason', 'forbidden'],
      '--reason works only with --journal list, export, retry or close',
    ],
    [['--journal', 'show', 'xyz!'], 'xyz! is not a tap'],
    [['--journal', 'list', 'aaaa'], 'unexpected argument: aaaa'],
    [
      ['--journal', 'list', '--status', 'lost'],
      '--status needs one of: parked, pending, refused, closed, settled, all',
    ],
    [['--journal', 'export', '--format', 'xls'], '--format needs one of: csv, jsonl'],
    [['--journal', 'list', '--format', 'csv'], '--format works only with --journal export'],
    [['--journal', 'verify', '--status', 'all'], '--status works only with --journal list or export'],
    [['--journal', 'verify', '--head', '12'], '--head needs a head from the log: SEQ:LINK'],
    [['--key', 'a'], '--key works only with --journal verify'],
    [['--journal-file', 'a'], '--journal-file works only with --journal'],
    [['--journal', 'retry', 'aaaa', '--journal-file', 'a'], '--journal-file works only with --journal list'],
  ])('%j ends with 2 and says: %s', async (argv, message) => {
    const { text, exitCode } = await run(...argv)
    expect(text).toContain(message)
    expect(exitCode).toBe(2)
  })
})
