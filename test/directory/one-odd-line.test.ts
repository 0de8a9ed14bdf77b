import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseBadgeNumber } from '../../electron/badge/parse-badge-number.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import type { DirectoryStatus } from '../../electron/directory/directory.ts'
import { readRoster } from '../../electron/directory/roster/roster-csv.ts'
import type { RosterRead } from '../../electron/directory/roster/roster-csv.ts'
import { RosterDirectory } from '../../electron/directory/roster/roster-directory.ts'
import type { Roster } from '../../electron/directory/roster/roster.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const header = 'Badge number,User ID,Name\n'
const bom = '\uFEFF'
const utf8 = (text: string) => Buffer.from(text)
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

const badgeOf = (index: number) => `04${index.toString(16).padStart(6, '0').toUpperCase()}`
const userIdOf = (index: number) => `3fa85f64-5717-4562-b3fc-${String(index).padStart(12, '0')}`
const row = (index: number, name: string) => `${badgeOf(index)},${userIdOf(index)},${name}\n`
const rows = (from: number, to: number, name: string) =>
  Array.from({ length: to - from }, (_, at) => row(from + at, name)).join('')

async function read(...parts: readonly Uint8Array[]): Promise<RosterRead> {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, Buffer.concat(parts))
  return readRoster(path, { badgeNumberFormat: 'hex', files: directFiles })
}

async function readGood(...parts: readonly Uint8Array[]) {
  const result = await read(...parts)
  if (result.kind === 'unreadable') throw new Error(result.reason)
  return result
}

function nameIn(roster: Roster, index: number): string {
  const parsed = parseBadgeNumber(badgeOf(index), 'hex')
  const answer = parsed.kind === 'badge' ? roster.find(parsed.badge) : parsed
  return answer.kind === 'found' ? answer.person.displayName : answer.kind
}

describe('a line in another encoding', () => {
  test('is read as Windows-1252 and reported; every other name stays as it is', async () => {
    const { roster, report } = await readGood(
      utf8(header + row(1, 'Łucja Żak') + row(2, '"Zoë\nÅs"')),
      latin1(row(3, 'José \x80')),
      utf8(row(4, 'Ngọc Ánh') + row(5, 'Bo')),
    )
    expect([1, 2, 3, 4, 5].map((index) => nameIn(roster, index))).toEqual([
      'Łucja Żak',
      'Zoë Ås',
      'José €',
      'Ngọc Ánh',
      'Bo',
    ])
    expect(report.badRows.count).toBe(0)
    expect(report.warnings).toEqual({
      count: 1,
      first: [
        {
          line: 5,
          problem: 'The line is not UTF-8 and was read as Windows-1252. Save the file as CSV UTF-8.',
        },
      ],
    })
  })

  test('is reported by itself if it is within a quoted cell', async () => {
    const { roster, report } = await readGood(
      utf8(`${header}${badgeOf(1)},${userIdOf(1)},"Łucja\r\n`),
      latin1('José"\r\n'),
      utf8(row(2, 'Żak')),
    )
    expect([nameIn(roster, 1), nameIn(roster, 2)]).toEqual(['Łucja José', 'Żak'])
    expect(report.warnings.first.map(({ line }) => line)).toEqual([3])
  })

  test.each([
    ['in a file of ASCII alone', header, 'Bo'],
    ['in a file with the mark of UTF-8', bom + header, 'Bo'],
  ])('is reported %s', async (_, top, name) => {
    const { roster, report } = await readGood(
      utf8(top + rows(1, 3, name)),
      latin1(row(3, 'José')),
      utf8(rows(4, 30, name)),
    )
    expect(nameIn(roster, 3)).toBe('José')
    expect(report.warnings.first.map(({ line }) => line)).toEqual([4])
  })

  test('is reported first, however many other warnings there are', async () => {
    const twice = row(1, 'Łucja')
    const { report } = await readGood(utf8(header + twice.repeat(40)), latin1(row(2, 'José')), utf8(twice))
    expect(report.warnings.count).toBe(41)
    expect(report.warnings.first).toHaveLength(20)
    expect(report.warnings.first[0]?.line).toBe(42)
  })

  test.each([8_100, 16_300])('is found at the edge of a chunk of the file: %i', async (at) => {
    const before = Math.floor((at - header.length) / row(1, 'Łucja').length)
    for (let shift = 0; shift < 70; shift += 7) {
      const { roster, report } = await readGood(
        utf8(header.trimEnd() + ' '.repeat(shift) + '\n' + rows(1, before, 'Łucja')),
        latin1(row(before, 'José')),
        utf8(rows(before + 1, before + 300, 'Łucja')),
      )
      expect(nameIn(roster, before)).toBe('José')
      expect(nameIn(roster, before - 1)).toBe('Łucja')
      expect(nameIn(roster, before + 1)).toBe('Łucja')
      expect(report.warnings.first.map(({ line }) => line)).toEqual([before + 1])
    }
  })

  test('a whole file in Windows-1252 is read as such, also letters that would be UTF-8 by chance', async () => {
    const { roster, report } = await readGood(
      latin1(header + rows(1, 20, 'José') + row(20, 'RENÉ\x92S') + row(21, 'Zoë')),
    )
    expect([1, 20, 21].map((index) => nameIn(roster, index))).toEqual(['José', 'RENÉ’S', 'Zoë'])
    expect(report.warnings).toEqual({
      count: 1,
      first: [{ problem: expect.stringContaining('The file is not UTF-8') as string }],
    })
  })
})

describe('a NUL', () => {
  const encodings: Record<string, (text: string) => Buffer> = {
    'UTF-8': utf8,
    'Windows-1252': (text) => latin1(text.replaceAll('Łucja', 'José')),
    'UTF-16': (text) => utf16(bom + text),
  }
  test.each(Object.entries(encodings))(
    'in a row of %s makes only that row bad, reported by line',
    async (_, encoded) => {
      const { roster, report } = await readGood(
        encoded(
          `${header}${row(1, '"Bo\nNyman"')}${row(2, 'An\0a')}${row(3, 'Łucja')}${rows(4, 9, 'Łucja')}`,
        ),
      )
      expect(nameIn(roster, 1)).toBe('Bo Nyman')
      expect(nameIn(roster, 2)).toBe('unknown')
      expect(nameIn(roster, 3)).toMatch(/Łucja|José/)
      expect(report.badRows).toEqual({
        count: 1,
        first: [{ line: 4, problem: 'The row has a NUL character.' }],
      })
    },
  )

  test('within a quoted cell or a badge number makes its row bad', async () => {
    const { report } = await readGood(
      utf8(
        `${header}${row(1, '"Bo\nNy\0man"')}${row(2, 'Ana').replace('04', '0\x004')}${rows(3, 25, 'Łucja')}`,
      ),
    )
    expect(report.badRows.first.map(({ line }) => line)).toEqual([2, 4])
  })

  test('a row appended in UTF-16 is bad, and no other', async () => {
    const { roster, report } = await readGood(utf8(header + rows(1, 30, 'Łucja')), utf16(row(30, 'Bo')))
    expect([1, 29, 30].map((index) => nameIn(roster, index))).toEqual(['Łucja', 'Łucja', 'unknown'])
    expect(report.badRows.first[0]).toEqual({ line: 31, problem: 'The row has a NUL character.' })
  })

  const noText: Record<string, readonly Uint8Array[]> = {
    'a file whose end was never written': [utf8(header + rows(1, 100, 'Bo')), Buffer.alloc(4096)],
    'a hole in the middle': [utf8(header + row(1, 'Bo')), Buffer.alloc(512), utf8(rows(2, 99, 'Bo'))],
    'NULs in most rows': [utf8(header + rows(1, 100, 'Bo\0'))],
    'NULs in most rows of UTF-16': [utf16(bom + header + rows(1, 100, 'Bo\0'))],
    'a megabyte of zeros': [Buffer.alloc(2 ** 20)],
  }
  test.each(Object.entries(noText))('%s: not a text file', async (_, parts) => {
    expect(await read(...parts)).toMatchObject({ kind: 'unreadable', reason: 'it is not a text file' })
  })
})

test('a kiosk loads the new roster except for the bad rows, lists them, and keeps the last valid one if a file is torn', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, header + rows(1, 30, 'Łucja'))
  const log = createCollectedLog()
  const clock = {
    now: () => systemClock.now(),
    after: (ms: number, action: () => void) => systemClock.after(ms / 20, action),
  }
  const directory = new RosterDirectory({ path, badgeNumberFormat: 'hex', files: directFiles, clock, log })
  let status: DirectoryStatus = { kind: 'loading' }
  directory.start((next) => (status = next))
  onTestFinished(() => directory.stop())
  const people = () => (status.kind === 'ready' ? status.people : 0)
  await waitUntil('the first roster', () => people() === 29)
  writeFileSync(
    path,
    Buffer.concat([utf8(header + rows(1, 40, 'Łucja')), latin1(row(40, 'José')), utf8(row(41, 'A\0'))]),
  )
  await waitUntil('the new roster', () => people() === 40)
  expect(status).not.toHaveProperty('stale')
  expect(log.of('directory.bad-row')).toMatchObject([{ line: 42 }])
  expect(log.of('directory.row-warning')).toMatchObject([{ line: 41 }])
  writeFileSync(path, Buffer.concat([utf8(header + rows(1, 20, 'Łucja')), Buffer.alloc(4096)]))
  await waitUntil('the alarm', () => status.kind === 'ready' && status.stale !== undefined)
  expect(people()).toBe(40)
})
