import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doubtsAbout } from '../../electron/directory/roster/doubtful-roster.ts'
import { readRoster } from '../../electron/directory/roster/roster-csv.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { tempFolder } from '../support/temp-folder.ts'

const idOf = (index: number) => `7d5f0f0e-0000-4000-8000-00000000000${index}`

async function read(badges: readonly string[], userId = idOf) {
  const path = join(tempFolder(), 'roster.csv')
  const rows = badges.map((badge, index) => `${badge},${userId(index)},Person ${index}`)
  writeFileSync(path, ['Badge number,User ID,Name', ...rows, ''].join('\r\n'))
  const result = await readRoster(path, { badgeNumberFormat: 'decimal', files: directFiles })
  if (result.report === undefined) throw new Error('No row was read.')
  return result.report
}

test('badge numbers that a spreadsheet rounded are reported by line, and the roster is doubtful', async () => {
  const report = await read(['12345678901234500', '13345678901234600', '14345678901234567'])
  expect(report.warnings.first.map(({ line }) => line)).toEqual([2, 3])
  expect(report.warnings.first[0]?.problem).toContain('Format the column as text')
  expect(doubtsAbout(report)).toContain('2 of 3 badge numbers of more than 15 digits look rounded')
})

test('one number that happens to end in zeros does not make the roster doubtful, nor do short ones', async () => {
  const long = ['12345678901234500', '13345678901234611', '14345678901234567', '3283263000', '1000000000']
  expect(doubtsAbout(await read(long))).toBeUndefined()
})

test('a user ID of zeros is nobody', async () => {
  const zeros = '00000000-0000-0000-0000-000000000000'
  const report = await read(['3283263748', '3283263749'], (index) => (index === 0 ? zeros : idOf(index)))
  expect(report.badRows.first).toMatchObject([
    { line: 2, problem: expect.stringContaining('all zeros') as string },
  ])
})
