import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { parseBadgeNumber } from '../../../electron/badge/parse-badge-number.ts'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { readRoster } from '../../../electron/directory/roster/roster-csv.ts'
import type { RosterOptions, RosterRead } from '../../../electron/directory/roster/roster-csv.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const bom = '\uFEFF'
const ana = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const bo = '9b2d6c1e-0f4a-4c88-8a57-1d2e3f405162'
const header = 'Badge number,User ID,Name'

function badge(hex: string): BadgeId {
  const parsed = parseBadgeNumber(hex, 'hex')
  if (parsed.kind === 'bad') throw new Error(parsed.problem)
  return parsed.badge
}

async function read(content: string | Uint8Array, options: Partial<RosterOptions> = {}): Promise<RosterRead> {
  const file = join(tempFolder(), 'roster.csv')
  writeFileSync(file, content)
  return readRoster(file, { badgeNumberFormat: 'hex', files: directFiles, ...options })
}

async function readGood(
  content: string | Uint8Array,
  options: Partial<RosterOptions> = {},
): Promise<Extract<RosterRead, { kind: 'ok' }>> {
  const found = await read(content, options)
  if (found.kind === 'unreadable') throw new Error(found.reason)
  return found
}

/** Name beside a badge, `unknown` or `ambiguous`. */
async function nameOf(content: string | Uint8Array, hex: string, options: Partial<RosterOptions> = {}) {
  const answer = (await readGood(content, options)).roster.find(badge(hex))
  return answer.kind === 'found' ? answer.person.displayName : answer.kind
}

describe('exports', () => {
  const exports: Record<string, string | Uint8Array> = {
    'comma and LF': `${header}\n04A1B2C3,${ana},Ana\n`,
    'no line end at the end': `${header}\n04A1B2C3,${ana},Ana`,
    'CR alone': `${header}\r04A1B2C3,${ana},Ana\r`,
    'Excel, CSV UTF-8, semicolons': `${bom}Name;Badge number;User ID\r\nAna;04A1B2C3;${ana}\r\n;;\r\n`,
    'Excel, Unicode text': Buffer.from(`${bom}Badge\tUser ID\tName\r\n04A1B2C3\t${ana}\tAna\r\n`, 'utf16le'),
    "Excel's own line about the delimiter": `sep=;\r\nBadge;User ID;Name\r\n04A1B2C3;${ana};Ana\r\n`,
    'everything quoted, as PowerShell writes it': `"Badge","User ID","Name"\r\n"04A1B2C3","${ana}","Ana"\r\n`,
    'text marked for Excel': `${header}\n="04A1B2C3",="${ana}",="Ana"\n`,
    'other names, other order, one column more': `Display_Name,Dept,objectId,CARD-NO\nAna,7,${ana},04A1B2C3\n`,
    'spaces around delimiters': `Badge , User ID , Name\n 04A1B2C3 , ${ana} , "Ana" \n`,
    'blank lines before, between and after': `\n\n${header}\n\n  \n04A1B2C3,${ana},Ana\n,,\n\n`,
    'the type that PowerShell 5.1 writes above': `#TYPE Selected.Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\r\n"Badge","Id","DisplayName"\r\n"04A1B2C3","${ana}","Ana"\r\n`,
    'the plain Id of Get-MgUser': `Badge,Id,DisplayName\n04A1B2C3,${ana},Ana\n`,
    'an Id of another kind beside the object ID': `Id,Badge,Object ID,Name\n7,04A1B2C3,${ana},Ana\n`,
    'user IDs in braces': `${header}\n04A1B2C3,{${ana.toUpperCase()}},Ana\n`,
    'a header name over two lines': `Badge,"User\nID",Name\n04A1B2C3,${ana},Ana\n`,
    tabs: `Badge\tUser ID\tName\n04A1B2C3\t${ana}\tAna\n`,
    'UTF-16 without its mark': Buffer.from(`${header}\r\n04A1B2C3,${ana},Ana\r\n`, 'utf16le'),
    'UTF-16 big-endian': Buffer.from(`${bom}${header}\n04A1B2C3,${ana},Ana\n`, 'utf16le').swap16(),
    'UTF-16 big-endian without its mark': Buffer.from(`${header}\n04A1B2C3,${ana},Ana\n`, 'utf16le').swap16(),
    'upper-case user ID': `${header}\n04A1B2C3,${ana.toUpperCase()},Ana\n`,
  }
  test.each(Object.entries(exports))('%s: read without a warning', async (_, content) => {
    const { roster, report } = await readGood(content)
    expect(roster.find(badge('04A1B2C3'))).toEqual({
      kind: 'found',
      person: { userId: ana, displayName: 'Ana' },
    })
    expect({ ...report, people: roster.people }).toEqual({
      rows: 1,
      people: 1,
      badRows: { count: 0, first: [] },
      warnings: { count: 0, first: [] },
      wrongUserIds: 0,
      otherNames: 0,
      longNumbers: 0,
      roundedNumbers: 0,
    })
  })

  test.each([
    [';', 'Badge holders, name and all\r\n26 November 2026\r\n\r\n'],
    ['\t', 'Badge holders;;;\n,,,\n'],
    [',', '"Badge holders, ""dock"" 3"\n'],
  ])('title lines above the header line are left out, with a warning: %j', async (delimiter, title) => {
    const table = `${header}\n04A1B2C3,${ana},Ana\nZZ,${bo},Bo\n`.replaceAll(',', delimiter)
    const { roster, report } = await readGood(title + table)
    expect(roster.find(badge('04A1B2C3')).kind).toBe('found')
    expect(report.warnings.first).toEqual([
      { problem: expect.stringMatching(/above the header line (is|are) ignored/) as string },
    ])
    expect(report.badRows.first[0]?.line).toBe(title.split('\n').length + 2)
  })

  test('no row is left out because of a header line below it', async () => {
    const found = await read(`04A1B2C3,${ana},Ana\n${header}\n04A1B2C4,${bo},Bo\n`)
    expect(found).toMatchObject({ kind: 'unreadable' })
  })

  test("a person's language is read from its column, with any region and either dash", async () => {
    const rows = ['es', 'pt_BR', 'zh-CN', ''].map(
      (tag, at) => `04A1B2C${at},${ana.slice(0, -1)}${at},Ana,${tag}`,
    )
    const { roster, report } = await readGood(`${header},Preferred language\n${rows.join('\n')}\n`)
    const languages = [0, 1, 2, 3].map((at) => roster.find(badge(`04A1B2C${at}`)))
    expect(languages).toMatchObject([
      { person: { language: 'es' } },
      { person: { language: 'pt-BR' } },
      { person: { language: 'zh-CN' } },
      { kind: 'found' },
    ])
    expect(languages[3]).not.toHaveProperty('person.language')
    expect(report.warnings.count).toBe(0)
  })

  test('a language without screens is a warning, and the row counts', async () => {
    const { roster, report } = await readGood(`${header},Language\n04A1B2C3,${ana},Ana,Klingon\n`)
    expect(roster.find(badge('04A1B2C3'))).toEqual({
      kind: 'found',
      person: { userId: ana, displayName: 'Ana' },
    })
    expect(report.warnings.first).toEqual([
      {
        line: 2,
        problem:
          "The language is not one of en, es, fr, de, pt-BR, pl, ar, zh-Hans; the site's language is used.",
      },
    ])
  })

  test('two languages for one person are a warning, and the first counts', async () => {
    const { roster, report } = await readGood(
      `${header},Language\n04A1B2C3,${ana},Ana,es\n04A1B2C4,${ana},Ana,pl\n04A1B2C5,${ana},Ana,\n`,
    )
    expect(roster.find(badge('04A1B2C4'))).toMatchObject({ person: { language: 'es' } })
    expect(report.warnings.first).toEqual([
      { line: 3, problem: 'Another language than in line 2, whose language is used.' },
    ])
  })

  test('a language column that the config names has to exist', async () => {
    const found = await read(`${header},Language\n04A1B2C3,${ana},Ana,es\n`, {
      columns: { language: ['Idioma'] },
    })
    expect(found).toMatchObject({
      kind: 'unreadable',
      reason:
        'no column for the language (such as Idioma); the header line has Badge number, User ID, Name, Language',
    })
  })

  test('a quoted name keeps its comma and its quotes, and a line break in it becomes a space', async () => {
    const rows = `${header}\n04A1B2C3,${ana},"García, ""Nani""\r\nAna"\n`
    expect(await nameOf(rows, '04A1B2C3')).toBe('García, "Nani" Ana')
  })

  test('a name is shown without invisible and direction characters, and is missing if nothing else is in it', async () => {
    expect(await nameOf(`${header}\n04A1B2C3,${ana},\u202eAna\u200b Ruiz\u2069\n`, '04A1B2C3')).toBe(
      'Ana Ruiz',
    )
    const { report } = await readGood(`${header}\n04A1B2C3,${ana},Ana\n9C3E51A7,${bo},\u200b\u202e\u3164\n`)
    expect(report.badRows.first).toEqual([{ line: 3, problem: 'The name is empty.' }])
  })

  test('quotes in the middle of a name stand for themselves', async () => {
    expect(await nameOf(`${header}\n04A1B2C3,${ana},Ana "Nani" García\n`, '04A1B2C3')).toBe(
      'Ana "Nani" García',
    )
  })

  test('each badge number format finds the same badge', async () => {
    const rows = (number: string | bigint) => `${header}\n${number},${ana},Ana\n`
    expect(await nameOf(rows('C3B2A104'), '04A1B2C3', { badgeNumberFormat: 'hex-reversed' })).toBe('Ana')
    expect(await nameOf(rows(0x04a1b2c3n), '04A1B2C3', { badgeNumberFormat: 'decimal' })).toBe('Ana')
    expect(await nameOf(rows(0xc3b2a104n), '04A1B2C3', { badgeNumberFormat: 'decimal-reversed' })).toBe('Ana')
  })

  test('configured header names replace the usual ones', async () => {
    const rows = `Badge,Transponder,Azure-Nr,Name\n11111111,04A1B2C3,${ana},Ana\n`
    const columns = { badge: ['transponder'], userId: ['Azure Nr'] }
    expect(await nameOf(rows, '04A1B2C3', { columns })).toBe('Ana')
  })

  test('a file in Windows-1252 is read with its accents, with a warning', async () => {
    const { roster, report } = await readGood(
      Buffer.from(`${header}\n04A1B2C3,${ana},Zo\u00eb \u0080\n`, 'latin1'),
    )
    expect(roster.find(badge('04A1B2C3'))).toMatchObject({ person: { displayName: 'Zoë €' } })
    expect(report.warnings.first[0]?.problem).toContain('not UTF-8')
  })

  test('a letter across two chunks of the file stays whole', async () => {
    const rows = Array.from(
      { length: 4000 },
      (_, i) => `04${(i + 1).toString(16).padStart(6, '0')},${ana},Ána\u{1F600}`,
    )
    const { report } = await readGood(`${header}\n${rows.join('\n')}`)
    expect(report).toMatchObject({ rows: 4000, warnings: { count: 0 }, badRows: { count: 0 } })
  })
})

describe('bad rows', () => {
  test('are each reported by line, and the valid ones are kept', async () => {
    const { roster, report } = await readGood(
      [
        header,
        `04A1B2C3,${ana},"Ana`,
        `García"`,
        '',
        `XYZ,${ana},Ana`,
        `04A1B2C4,12345,Bo`,
        `04A1B2C5,,Bo`,
        `04A1B2C6,${bo},`,
        `04A1B2C7`,
        `1.2E+13,${bo},Bo`,
        `9C3E51A7,${bo},Bo`,
      ].join('\r\n'),
    )
    expect(roster.people).toBe(2)
    expect(report.rows).toBe(8)
    expect(report.badRows.first.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '5: The badge number has characters other than 0-9 and A-F.',
      "6: The user ID is not a GUID. Use the user's object ID from Entra.",
      '7: The user ID is empty.',
      '8: The name is empty.',
      '9: The user ID is empty.',
      expect.stringMatching(/^10: The badge number is in scientific notation/),
    ])
  })

  test('a quote that is never closed makes only its own row bad', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `04${(i + 1).toString(16).padStart(6, '0')},${bo},Bo`)
    const { roster, report } = await readGood([header, `04A1B2C3,${ana},"Ana`, ...many].join('\n'))
    expect(roster.badges).toBe(200)
    expect(report.badRows).toEqual({
      count: 1,
      first: [{ line: 2, problem: 'A quote is not closed.' }],
    })
  })

  test('two rows with such a quote do not swallow the rows between them', async () => {
    const { report } = await readGood(
      [header, `04A1B2C3,${ana},"Ana`, `04A1B2C4,${bo},Bo`, `04A1B2C5,${ana},"Ana`, `04A1B2C6,${bo},Bo`].join(
        '\n',
      ),
    )
    expect(report.rows).toBe(4)
    expect(report.badRows.first.map(({ line }) => line)).toEqual([2, 4])
  })

  test('the same badge for two people counts for nobody, and both lines are reported', async () => {
    const rows = `${header}\n04A1B2C3,${ana},Ana\n04:a1:b2:c3,${bo},Bo\n04A1B2C3,${ana},Ana\n`
    expect(await nameOf(`${rows}9C3E51A7,${bo},Bo\n`, '04A1B2C3')).toBe('ambiguous')
    const { report } = await readGood(`${rows}9C3E51A7,${bo},Bo\n`)
    expect(report.badRows.first.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '3: Same badge as in line 2, but another person; the badge is not used for either.',
      '4: Same badge as in line 2, but another person; the badge is not used for either.',
    ])
  })

  test('the same badge and person twice is a warning, and the badge counts', async () => {
    const rows = `${header}\n04A1B2C3,${ana},Ana\n04A1B2C3,${ana},Ana\n`
    expect(await nameOf(rows, '04A1B2C3')).toBe('Ana')
    const { report } = await readGood(rows)
    expect(report.warnings.first).toEqual([{ line: 3, problem: 'Same badge and person as in line 2.' }])
  })

  test('one person may have several badges and is counted once', async () => {
    const { roster, report } = await readGood(`${header}\n04A1B2C3,${ana},Ana\n9C3E51A7,${ana},ana\n`)
    expect({ people: roster.people, badges: roster.badges, warnings: report.warnings.count }).toEqual({
      people: 1,
      badges: 2,
      warnings: 0,
    })
  })

  test('one user ID with two names is a warning: a cell may have been filled down by mistake', async () => {
    const { report } = await readGood(`${header}\n04A1B2C3,${ana},Ana\n9C3E51A7,${ana},Bo\n`)
    expect(report.warnings.first).toEqual([
      { line: 3, problem: 'Same user ID as in line 2, but another name.' },
    ])
  })

  test('a report holds the first findings and the count of all, and no badge number', async () => {
    const rows = Array.from({ length: 50 }, () => `04A1B2C3D,${ana},Ana`).join('\n')
    const { report } = await readGood(`${header}\n9C3E51A7,${ana},Ana\n${rows}\n`)
    expect(report.badRows.count).toBe(50)
    expect(report.badRows.first).toHaveLength(20)
    expect(JSON.stringify(report)).not.toContain('04A1B2C3')
  })

  test('a line too long to be a row is a bad row', async () => {
    const rows = `${header}\n${'x'.repeat(300_000)}\n04A1B2C3,${ana},Ana\n`
    const { report } = await readGood(rows)
    expect(report.badRows.first).toEqual([{ line: 2, problem: 'The line is longer than 10000 characters.' }])
  })
})

describe('files that are not a roster', () => {
  const files: Record<string, [content: string | Uint8Array, reason: string]> = {
    'an empty file': ['', 'it is empty'],
    'a byte order mark alone': [bom, 'it holds only blank lines'],
    'blank lines': ['\r\n \n', 'it holds only blank lines'],
    'a header alone': [`${header}\n`, 'it has a header line but no rows'],
    'no header': [
      `04A1B2C3,${ana},Ana\n`,
      'the first line is not a header line: no column for the badge number',
    ],
    'one column missing': ['Badge,Name\n04A1B2C3,Ana\n', 'no column for the user ID (such as user id'],
    'two columns for one thing': [
      `Badge,Card no,User ID,Name\n04A1B2C3,1,${ana},Ana\n`,
      'columns 1 and 2 could both be the badge number; name one in directory.columns: "columns": { "badge": ["Badge"] }',
    ],
    'no good row': [`${header}\nx,y,z\n`, 'none of its 1 rows is valid'],
    'an Excel workbook': [
      Buffer.from('504b030414000600', 'hex'),
      'it is an Excel workbook; save it as CSV UTF-8',
    ],
    'a column missing below a title': [
      `Badge holders\n\nBadge;Azure;Name\n04A1B2C3;${ana};Ana\n`,
      'no column for the user ID (such as user id, user object id, object id; or name it in directory.columns: "columns": { "userId": ["…"] })',
    ],
    'UTF-16 cut in the middle of a letter': [Buffer.from('fffe410042', 'hex'), 'it starts with a UTF-16'],
    'zero bytes': [Buffer.alloc(100), 'it is not a text file'],
    'an image': [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'it is not a text file'],
  }
  test.each(Object.entries(files))(
    '%s: a clear reason without a badge number',
    async (_, [content, reason]) => {
      const found = await read(content)
      expect(found).toMatchObject({ kind: 'unreadable', cause: 'content' })
      expect(found.kind === 'unreadable' && found.reason).toContain(reason)
      expect(JSON.stringify(found)).not.toContain('04A1B2C3')
    },
  )

  test('a missing file and a folder each have their own reason', async () => {
    const folder = tempFolder()
    const at = async (path: string) => readRoster(path, { badgeNumberFormat: 'hex', files: directFiles })
    expect(await at(join(folder, 'gone.csv'))).toMatchObject({
      cause: 'access',
      reason: 'file not found',
    })
    expect(await at(folder)).toMatchObject({ reason: 'it is a folder, not a file' })
  })

  test('random bytes of any length are unreadable for a reason, never an exception', async () => {
    const file = join(tempFolder(), 'roster.csv')
    for (let round = 0; round < 200; round += 1) {
      const content = randomBytes(round * 37)
      writeFileSync(file, content)
      const found = await readRoster(file, { badgeNumberFormat: 'hex', files: directFiles })
      expect(found.kind, content.toString('base64')).toBe('unreadable')
    }
  })

  test('random text with quotes, delimiters and line ends never loses count of the lines', async () => {
    const scraps = ['"', ',', '\n', '\r\n', 'a', ana, '04A1B2C3', ' ', '""']
    for (let round = 0; round < 200; round += 1) {
      const noise = Array.from(randomBytes(120), (byte) => scraps[byte % scraps.length]).join('')
      // The noise may end in an open quote; what comes after the longest possible field is untouched by it.
      const rest = `${'\n'.repeat(25)}9C3E51A7,${bo},Bo\nZZ,${bo},Bo\n`
      const content = `${header}\n${noise}${rest}`
      const lines = content.split(/\r\n|\n|\r/).length
      const { roster, report } = await readGood(content, { findingsToKeep: 1000 })
      expect(roster.find(badge('9C3E51A7')).kind, content).toBe('found')
      expect(report.badRows.first.at(-1)?.line, content).toBe(lines - 1)
    }
  })
})

describe('100,000 rows', () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => {
    const hex = (i + 1).toString(16).padStart(12, '0')
    return `04${hex},${hex.slice(0, 8)}-0f4a-4c88-8a57-${hex},Person ${i}`
  })

  test('are read, yielding to other work a hundred times', async () => {
    let turns = 0
    const done = new AbortController()
    const otherWork = async () => {
      for (; !done.signal.aborted; turns += 1) await setImmediate()
    }
    const working = otherWork()
    const { roster } = await readGood(`${header}\n${rows.join('\n')}\n`)
    done.abort()
    await working
    expect(roster.people).toBe(100_000)
    expect(turns).toBeGreaterThan(100)
  })

  test('stop being read immediately when the kiosk ends', async () => {
    const ended = new AbortController()
    const reading = read(`${header}\n${rows.join('\n')}\n`, { signal: ended.signal })
    ended.abort()
    await expect(reading).rejects.toThrow('aborted')
  })
})
