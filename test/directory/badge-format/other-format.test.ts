import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BadgeNumberFormat } from '../../../electron/badge/badge-number-format.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { DirectoryStatus } from '../../../electron/directory/directory.ts'
import { RosterDirectory } from '../../../electron/directory/roster/roster-directory.ts'
import { toWiegand } from '../../../electron/badge/wiegand.ts'
import { checkRoster } from '../../../electron/check/roster-checks.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'

function written(numbers: readonly string[]): string {
  const path = join(tempFolder(), 'roster.csv')
  const rows = numbers.map(
    (number, at) => `"${number}",3fa85f64-5717-4562-b3fc-${String(at).padStart(12, '0')},Person ${at}`,
  )
  writeFileSync(path, ['badge,user id,name', ...rows].join('\n'))
  return path
}

/** What the alarm says, and what --check-config does. */
async function told(numbers: readonly string[], badgeNumberFormat: BadgeNumberFormat) {
  const path = written(numbers)
  const options = { files: directFiles, clock: systemClock, log: createCollectedLog() }
  const directory = new RosterDirectory({ path, badgeNumberFormat, ...options })
  let status: DirectoryStatus = { kind: 'loading' }
  directory.start((next) => (status = next))
  onTestFinished(() => directory.stop())
  await waitUntil('the roster', () => status.kind !== 'loading')
  const now = status as DirectoryStatus
  const alarm = now.kind === 'ready' ? now.doubtful : now.kind === 'unusable' ? now.detail : undefined
  const { results } = await checkRoster({ kind: 'roster', path, badgeNumberFormat, columns: {} }, directFiles)
  const file = results.find(({ id }) => id === 'roster.file')
  return { kind: now.kind, alarm, check: file?.detail ?? '', fix: file?.fix ?? '' }
}

const hex = Array.from({ length: 60 }, (_, at) => (0x04a1b2c3 + at * 0x1f3d57).toString(16).padStart(8, '0'))
const decimal = Array.from({ length: 60 }, (_, at) => String(2_777_705_911 + at * 91_711))
const pairs = Array.from({ length: 60 }, (_, at) => `77,${30_211 + at}`)
const texts = Array.from({ length: 60 }, (_, at) => `EMP-${1000 + at}`)
const wiegand = Array.from({ length: 60 }, (_, at) =>
  String(toWiegand({ facility: 77, card: 30_211 + at * 7 }, 26)),
)

test.each<[string, readonly string[], BadgeNumberFormat, string]>([
  ['hex', hex, 'decimal', '"hex", "hex-reversed", "hex-inverted"'],
  ['hex', hex, 'facility-and-card', '"hex", "hex-reversed", "hex-inverted"'],
  [
    'decimal of nine digits',
    decimal.map((n) => n.slice(1)),
    'hex',
    '"decimal", "decimal-reversed", "decimal-inverted"',
  ],
  ['decimal', decimal, 'wiegand-26-decimal', '"decimal", "decimal-reversed", "decimal-inverted"'],
  ['pairs', pairs, 'decimal', '"facility-and-card"'],
  ['whole Wiegand numbers', wiegand, 'wiegand-34-decimal', '"wiegand-26-decimal"'],
  ['text', texts, 'decimal', '"text"'],
])(
  'a roster of %s is reported by alarm and check, with the format that fits',
  async (_, numbers, format, fits) => {
    const { alarm, check, fix } = await told(numbers, format)
    for (const words of [alarm, check]) {
      expect(words).toContain(`are not "${format}" but match ${fits}`)
      for (const number of numbers) expect(words).not.toContain(number)
    }
    expect(fix).toContain('directory.badgeNumberFormat')
  },
)

test('numbers without a letter read as hex raise the same doubt in both', async () => {
  const { kind, alarm, check } = await told(decimal, 'hex')
  expect(kind).toBe('ready')
  for (const words of [alarm, check]) expect(words).toContain('they may be decimal')
})

test.each<[string, readonly string[], BadgeNumberFormat]>([
  ['a few numbers in another format', [...hex, ...pairs.slice(0, 20)], 'hex'],
  ['numbers that fit no format', hex.map(() => 'ä?'), 'hex'],
  ['rows that are bad for another reason', [...hex, ''], 'hex'],
])('%s: no other format is named', async (_, numbers, format) => {
  const { alarm = '', check } = await told(numbers, format)
  expect(`${alarm} ${check}`).not.toMatch(/but match|may be decimal/)
})
