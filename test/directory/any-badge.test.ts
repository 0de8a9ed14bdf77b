import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { badgeFromUid } from '../../electron/badge/badge-id.ts'
import type { BadgeNumberFormat } from '../../electron/badge/badge-number-format.ts'
import { KeyboardReader } from '../../electron/badge/keyboard/keyboard-reader.ts'
import type { KeyPress } from '../../electron/badge/keyboard/key-source.ts'
import type { DirectoryStatus } from '../../electron/directory/directory.ts'
import { RosterDirectory } from '../../electron/directory/roster/roster-directory.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

/** A roster of two people, Ana with the badge that is meant, and Bo with one that is written much alike. */
async function rosterOf(badge: string, other: string, badgeNumberFormat: BadgeNumberFormat) {
  const path = join(tempFolder(), 'roster.csv')
  const rows = [
    'badge,user id,name',
    `"${badge}",3fa85f64-5717-4562-b3fc-2c963f66afa6,Ana`,
    `"${other}",9b2d6c1e-0f4a-4c88-8a57-1d2e3f405162,Bo`,
  ]
  writeFileSync(path, rows.join('\n'))
  const log = createCollectedLog()
  const directory = new RosterDirectory({
    path,
    badgeNumberFormat,
    files: directFiles,
    clock: systemClock,
    log,
  })
  let status: DirectoryStatus = { kind: 'loading' }
  directory.start((next) => (status = next))
  onTestFinished(() => directory.stop())
  await waitUntil('the roster', () => status.kind !== 'loading')
  expect(log.of('directory.loaded')).toMatchObject([{ rows: 2, badRows: 0 }])
  return directory
}

/** Whom the directory finds by what a reader types; or the reader's problem. */
function typed(
  text: string,
  directory: RosterDirectory,
  options: { format: BadgeNumberFormat; prefix?: string; suffix?: string },
): string[] {
  const listeners = new Set<(press: KeyPress) => void>()
  const keys = {
    onKey: (listener: (press: KeyPress) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const people: string[] = []
  const reader = new KeyboardReader({ keys, clock: systemClock, log: createCollectedLog(), ...options })
  reader.start({
    statusChanged: () => undefined,
    badgeRead: (read) => {
      if (read.kind === 'unreadable') people.push(read.problem)
      else {
        const answer = directory.find(read.badge)
        people.push(answer.kind === 'found' ? answer.person.displayName : answer.kind)
      }
    },
  })
  let atMs = 1000
  for (const key of [...Array.from(text), 'Enter'])
    for (const listener of listeners) listener({ key, atMs: (atMs += 5) })
  return people
}

interface Sample {
  readonly what: string
  readonly roster: readonly [badge: string, other: string, format: BadgeNumberFormat]
  readonly typed: readonly [text: string, format: BadgeNumberFormat]
  readonly prefix?: string
  readonly suffix?: string
}

const samples: readonly Sample[] = [
  { what: 'ten digits', roster: ['0140856634', '0140856635', 'decimal'], typed: ['0140856634', 'decimal'] },
  {
    what: 'ten digits against hex',
    roster: ['08654D3A', '08654D3B', 'hex'],
    typed: ['0140856634', 'decimal'],
  },
  {
    what: 'ten digits without zeros',
    roster: ['140856634', '140856635', 'decimal'],
    typed: ['0140856634', 'decimal'],
  },
  {
    what: 'a UID in decimal',
    roster: ['04:A1:B2:C3', '04:A1:B2:C4', 'hex'],
    typed: ['0077705923', 'decimal'],
  },
  { what: 'three bytes', roster: ['4D7603', '4D7604', 'hex'], typed: ['0005076483', 'decimal'] },
  { what: 'EM4100, 10H', roster: ['3C08654D3A', '3C08654D3B', 'hex'], typed: ['3c08654d3a', 'hex'] },
  {
    what: 'EM4100, 13 digits',
    roster: ['3C08654D3A', '3C08654D3B', 'hex'],
    typed: ['0257838894394', 'decimal'],
  },
  {
    what: 'EM4100, turned round',
    roster: ['3C08654D3A', '3C08654D3B', 'hex'],
    typed: ['3A4D65083C', 'hex-reversed'],
  },
  {
    what: 'EM4100, turned round, decimal',
    roster: ['3C08654D3A', '3C08654D3B', 'hex'],
    typed: [String(0x3a4d65083c), 'decimal-reversed'],
  },
  {
    what: 'eight bytes',
    roster: ['012E4CB1F37A9C05', '012E4CB1F37A9C06', 'hex'],
    typed: ['012E4CB1F37A9C05', 'hex'],
  },
  {
    what: 'eight bytes in decimal, turned round',
    roster: [BigInt('0x059C7AF3B14C2E01').toString(), '1', 'decimal-reversed'],
    typed: ['012E4CB1F37A9C05', 'hex'],
  },
  {
    what: 'sixteen bytes',
    roster: ['00112233445566778899AABBCCDDEEFF', '00112233445566778899AABBCCDDEEF0', 'hex'],
    typed: ['00112233445566778899AABBCCDDEEFF', 'hex'],
  },
  {
    what: 'a pair',
    roster: ['77,30211', '77,30212', 'facility-and-card'],
    typed: ['077:30211', 'facility-and-card'],
  },
  {
    what: 'a pair of 24 bits',
    roster: ['077,30211', '077,30212', 'facility-and-card'],
    typed: ['4D7603', 'hex'],
  },
  {
    what: '26 bits in hex',
    roster: ['118,1603', '118,1604', 'facility-and-card'],
    typed: ['2EC0C86', 'wiegand-26-hex'],
  },
  {
    what: '26 bits in decimal',
    roster: ['118 01603', '118 01604', 'facility-and-card'],
    typed: ['49024134', 'wiegand-26-decimal'],
  },
  {
    what: '26 bits in the roster',
    roster: ['2EC0C86', '2EC0C85', 'wiegand-26-hex'],
    typed: ['118-1603', 'facility-and-card'],
  },
  {
    what: '34 bits',
    roster: ['201,54321', '201,54320', 'facility-and-card'],
    typed: ['00193A862', 'wiegand-34-hex'],
  },
  { what: 'inverted', roster: ['04A1B2C3', '04A1B2C4', 'hex'], typed: ['FB5E4D3C', 'hex-inverted'] },
  { what: 'letters', roster: ['emp-00123', 'EMP-123', 'text'], typed: ['EMP-00123', 'text'] },
  {
    what: 'long text',
    roster: ['PLANT 4 / EMP-0000123', 'PLANT 4 / EMP-0000124', 'text'],
    typed: ['plant 4 / emp-0000123', 'text'],
  },
  {
    what: 'a magnetic stripe',
    roster: ['77705923', '77705924', 'decimal'],
    typed: [';0077705923?', 'decimal'],
    prefix: ';',
    suffix: '?',
  },
  {
    what: 'track 1',
    roster: ['EMP123', 'EMP124', 'text'],
    typed: ['%EMP123?', 'text'],
    prefix: '%',
    suffix: '?',
  },
]

describe('a typed badge finds its person, and nobody else', () => {
  test.each(samples)('$what: $typed.0', async ({ roster, typed: [text, format], prefix, suffix }) => {
    const directory = await rosterOf(...roster)
    const affixes = { ...(prefix !== undefined && { prefix }), ...(suffix !== undefined && { suffix }) }
    expect(typed(text, directory, { format, ...affixes })).toEqual(['Ana'])
  })
})

describe('a chip in a PC/SC reader finds its person', () => {
  test.each<[string, string, string, BadgeNumberFormat]>([
    ['04a1b2c3', '0077705923', '1', 'decimal'],
    ['04a1b2c3d4e5f6', '04A1B2C3D4E5F6', '04A1B2C3', 'hex'],
    ['012e4cb1f37a9c05', '012E4CB1F37A9C05', '1111111111111111', 'hex'],
    ['e004010012345678', '78563412000104E0', '1111111111111111', 'hex-reversed'],
    ['e004010012345678', BigInt('0x78563412000104E0').toString(), '1', 'decimal-reversed'],
  ])('%s by the row %s', async (uid, row, other, format) => {
    const directory = await rosterOf(row, other, format)
    const read = badgeFromUid(Buffer.from(uid, 'hex'))
    expect(read.kind === 'badge' && directory.find(read.badge)).toMatchObject({
      person: { displayName: 'Ana' },
    })
  })
})
