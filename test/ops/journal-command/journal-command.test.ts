import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLockedJournal } from '../../../electron/journal/locked-journal.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import { saveTeamTimeZone } from '../../../electron/ops/health/team-time-zone.ts'
import { printResult } from '../../../electron/ops/cli/print-result.ts'
import { smallConfig } from '../../config/kiosk-folder.ts'
import { ana, parked } from '../../journal/journal-fixture.ts'
import { tamper } from '../../journal/forge.ts'
import {
  folder,
  data,
  journalPath,
  ids,
  run,
  summer,
  record,
  createJournal,
  closeJournal,
  rows,
} from './journal-command-fixture.ts'

describe('list', () => {
  test('prints parked and pending taps while the kiosk runs, with times in the site’s zone', async () => {
    await createJournal()
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
    await createJournal()
    const { text } = await run('--journal', 'list', '--status', status)
    expect(rows(text).map((row) => row.slice(0, 8))).toEqual(codes)
  })

  test('--status refused and closed print only those', async () => {
    await createJournal()
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
    await createJournal()
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
    ;(await createJournal()).eraseSettledPeople(summer + 2000)
    const { text } = await run('--journal', 'list', '--status', 'parked')
    expect(text).toContain('(erased)')
  })

  test('a name cannot move the cursor of a terminal', async () => {
    record(await createJournal(), ids.sameCode, 'Eve\u001b[2J\nConfirmed', parked)
    const { text } = await run('--journal', 'list')
    expect(text).toContain('Eve [2J Confirmed')
  })

  test('says so when there are no taps to print', async () => {
    await createJournal()
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
    await createJournal()
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
    record(await createJournal(), ids.sameCode, 'Eve', parked)
    const { text, exitCode } = await run('--journal', 'show', '0B000000')
    expect(exitCode).toBe(2)
    expect(text.split('\n').slice(1)).toEqual([ids.parked, ids.sameCode])
  })

  test('an unknown code is reported, with where to find the code of a tap that was never saved', async () => {
    await createJournal()
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
    await createJournal()
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
    await createJournal()
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
    await createJournal()
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

test('what Shifts said of a tap is shown and exported until it is erased', async () => {
  const kiosk = await createJournal()
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
  const running = await createJournal()
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
    await createJournal()
    closeJournal()
    const before = readFileSync(journalPath)
    const names = readdirSync(data)
    for (const argv of [['list'], ['export'], ['verify'], ['show', '0B000000']]) {
      expect(await run('--journal', ...argv)).toMatchObject({ exitCode: 0 })
    }
    expect(readFileSync(journalPath).equals(before)).toBe(true)
    // What SQLite needs beside a database while it reads it may still be there on a runtime that closes late.
    const sqlites = ['journal.db-wal', 'journal.db-shm']
    expect(readdirSync(data).filter((name) => !sqlites.includes(name))).toEqual(
      names.filter((name) => !sqlites.includes(name)),
    )
  })

  test('a recovered journal without its list of open taps is read from its events', async () => {
    await createJournal()
    closeJournal()
    tamper(journalPath, 'DROP TRIGGER open_taps_open; DROP TRIGGER open_taps_settle; DROP TABLE open_taps')
    const { text } = await run('--journal', 'list', '--journal-file', journalPath)
    expect(rows(text).map((row) => row.slice(0, 8))).toEqual(['0A000000', '0B000000'])
    expect(await run('--journal', 'verify', '--journal-file', journalPath)).toMatchObject({ exitCode: 0 })
  })

  test('a journal of another version is reported and not upgraded', async () => {
    await createJournal()
    closeJournal()
    const database = openDatabase(journalPath)
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
    writeFileSync(journalPath, 'no database at all. '.repeat(300))
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
