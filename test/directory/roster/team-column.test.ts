import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { readRoster, type RosterRead } from '../../../electron/directory/roster/roster-csv.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const bakery = '7d444840-9dc0-11d1-b245-5ffdce74fad2'
const deli = '5d6f0b1a-8d9c-4a01-9a43-3f0d4d3a6f10'
const teams = [
  { id: bakery, name: 'Bakery' },
  { id: deli, name: 'Deli / counter' },
]
const userId = '1c0f3a52-9f7e-4a4f-8a3e-6f0f6f1f0a01'
const badge = 'A1B2C3D4' as BadgeId

async function read(lines: readonly string[], of = teams): Promise<Extract<RosterRead, { kind: 'ok' }>> {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, [...lines, ''].join('\r\n'))
  const answer = await readRoster(path, { badgeNumberFormat: 'hex', files: directFiles, teams: of })
  if (answer.kind !== 'ok') throw new Error(answer.reason)
  return answer
}

async function teamsIn(cell: string, header = 'Team'): Promise<readonly string[] | undefined> {
  const { roster } = await read([`Badge,User ID,Name,${header}`, `${badge},${userId},Ana,"${cell}"`])
  const found = roster.find(badge)
  return found.kind === 'found' ? found.person.teams : undefined
}

test.each([
  ['a name', 'Bakery', [bakery]],
  ['a name in another case', ' bakery ', [bakery]],
  ['an ID', deli.toUpperCase(), [deli]],
  ['a name with a slash', 'Deli / counter', [deli]],
  ['several', `Bakery; ${deli}`, [bakery, deli]],
  ['one of several that the kiosk has', 'Bakery, Night shift', [bakery]],
  ['none', '', undefined],
])('a team column that holds %s', async (_, cell, expected) => {
  expect(await teamsIn(cell)).toEqual(expected)
})

test('an unknown team is a warning, and then every team is read', async () => {
  const answer = await read(['Badge,User ID,Name,Team', `${badge},${userId},Ana,Bakry`])
  expect(answer.report.warnings.first).toEqual([
    {
      line: 2,
      problem:
        'The team is not one of Bakery, Deli / counter; the cards of every team are read for this person.',
    },
  ])
  expect(answer.roster.find(badge)).toEqual({ kind: 'found', person: { userId, displayName: 'Ana' } })
})

test('a person with a row per team is in all of them', async () => {
  const { roster } = await read([
    'Badge,User ID,Name,Team',
    `${badge},${userId},Ana,Bakery`,
    `${badge},${userId},Ana,Deli / counter`,
  ])
  expect(roster.find(badge)).toMatchObject({ person: { teams: [bakery, deli] } })
})

test('with one team the column is ignored', async () => {
  const one = [{ id: bakery, name: 'Bakery' }]
  const { roster, report } = await read(['Badge,User ID,Name,Team', `${badge},${userId},Ana,Elsewhere`], one)
  expect(roster.find(badge)).toEqual({ kind: 'found', person: { userId, displayName: 'Ana' } })
  expect(report.warnings.count).toBe(0)
})

test('two columns named like a team are both ignored', async () => {
  const { roster } = await read(['Badge,User ID,Name,Team,Team', `${badge},${userId},Ana,Bakery,Bakery`])
  expect(roster.find(badge)).toEqual({ kind: 'found', person: { userId, displayName: 'Ana' } })
})
