import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { badgeFromUid } from '../../../electron/badge/badge-id.ts'
import { formatBadgeNumber } from '../../../electron/badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../../electron/badge/parse-badge-number.ts'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import type { BadgeNumberFormat } from '../../../electron/badge/badge-number-format.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../../../electron/directory/directory.ts'
import type { NumberFormats } from '../../../electron/directory/badge-format/format-fits.ts'
import { RosterDirectory } from '../../../electron/directory/roster/roster-directory.ts'
import { watchFormats } from '../../../electron/directory/badge-format/format-watch.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'

const uids = ['04a1b2c3', '04d4e5f6', '3b7c8d9e', '9c3e51a7', '5566778a'] as const
const longUids = ['04a1b2c3d4e5f6', '04b1b2c3d4e5a7', '04c1b2c3d4e5b8', '04d1b2c3d4e5c9']
const strangers = ['1a2b3c4d', '2b3c4d5e', '3c4d5e6f', '4d5e6f7a']

function badge(uid: string): BadgeId {
  const read = badgeFromUid(Buffer.from(uid, 'hex'))
  if (read.kind !== 'badge') throw new Error(read.kind)
  return read.badge
}

function written(uid: string, format: BadgeNumberFormat): string {
  return formatBadgeNumber(badge(uid), format) ?? ''
}

async function watched(rows: readonly string[], formats: NumberFormats) {
  const path = join(tempFolder(), 'roster.csv')
  const lines = rows.map((row, at) => `"${row}",3fa85f64-5717-4562-b3fc-00000000000${at},Person ${at}`)
  writeFileSync(path, ['badge,user id,name', ...lines].join('\n'))
  const log = createCollectedLog()
  const options = { path, badgeNumberFormat: formats.directory, files: directFiles, clock: systemClock, log }
  const roster = new RosterDirectory(options)
  let status: DirectoryStatus = { kind: 'loading' }
  roster.start((next) => (status = next))
  onTestFinished(() => roster.stop())
  await waitUntil('the roster', () => status.kind === 'ready')
  const directory = watchFormats(roster, formats)
  const type = (text: string): void => {
    const parsed = parseBadgeNumber(text, formats.reader ?? 'hex')
    if (parsed.kind === 'badge') void directory.find(parsed.badge)
    else directory.typedUnreadable(text)
  }
  const tap = (uid: string): DirectoryAnswer => {
    const answer = directory.find(badge(uid))
    if (answer instanceof Promise) throw new Error('A roster answers at once.')
    return answer
  }
  return { directory, type, tap }
}

describe('a roster in another format than the config says', () => {
  test.each<[BadgeNumberFormat, BadgeNumberFormat]>([
    ['hex', 'hex-reversed'],
    ['hex-reversed', 'hex'],
    ['hex', 'hex-inverted'],
    ['decimal', 'decimal-reversed'],
    ['decimal-reversed', 'decimal'],
    ['text', 'hex'],
    ['text', 'decimal'],
    ['text', 'facility-and-card'],
  ])(
    'configured %s, written %s: detected after three different badges, which find nobody',
    async (directory, actual) => {
      const { tap, directory: watch } = await watched(
        uids.map((uid) => written(uid, actual)),
        { directory },
      )
      expect([tap(uids[0]).kind, tap(uids[1]).kind]).toEqual(['unknown', 'unknown'])
      expect(watch.problems().format).toBeUndefined()
      expect(tap(uids[2]).kind).toBe('unknown')
      expect(watch.problems().format).toContain(`directory.badgeNumberFormat to "${actual}"`)
    },
  )

  test('ten digits with leading zeros, read as five bytes in hex', async () => {
    const { tap, directory } = await watched(
      uids.map((uid) => written(uid, 'decimal').padStart(10, '0')),
      { directory: 'hex' },
    )
    for (const uid of uids) tap(uid)
    expect(directory.problems().format).toContain('directory.badgeNumberFormat to "decimal"')
  })
})

describe('a reader that types another format than the config says', () => {
  test.each<[BadgeNumberFormat, BadgeNumberFormat]>([
    ['hex', 'hex-reversed'],
    ['decimal', 'decimal-reversed'],
    // Not even a number in the format that is configured.
    ['decimal', 'hex'],
    ['hex', 'facility-and-card'],
    ['text', 'hex'],
  ])('configured %s, typed %s', async (reader, actual) => {
    const { type, directory } = await watched(
      uids.map((uid) => uid.toUpperCase()),
      { directory: 'hex', reader },
    )
    for (const uid of uids) type(written(uid, actual))
    expect(directory.problems().format).toContain(`reader.badgeNumberFormat to "${actual}"`)
  })
})

describe('a reader that gives four of seven bytes', () => {
  test.each([
    ['the first', (uid: string) => uid.slice(0, 8)],
    ['the last', (uid: string) => uid.slice(6)],
    [
      'the first, turned round',
      (uid: string) => Buffer.from(uid.slice(0, 8), 'hex').reverse().toString('hex'),
    ],
  ])('%s: reported, and nobody is found', async (_, cut) => {
    const { tap, directory } = await watched(longUids, { directory: 'hex' })
    expect(new Set(longUids.map((uid) => tap(cut(uid)).kind))).toEqual(new Set(['unknown']))
    expect(directory.problems().format).toMatch(/only 4 of 7 bytes/)
  })
})

describe('what is not a mismatch', () => {
  test('one badge that fits, tapped again and again', async () => {
    const { tap, directory } = await watched(
      uids.map((uid) => written(uid, 'hex-reversed')),
      { directory: 'hex' },
    )
    for (let time = 0; time < 19; time++) tap(uids[0])
    expect(directory.problems()).toEqual({})
  })

  test('unknown badges match nothing', async () => {
    const { tap, directory } = await watched([...uids], { directory: 'hex' })
    for (const uid of strangers) tap(uid)
    expect(directory.problems()).toEqual({})
  })

  test('no problem holds a number', async () => {
    const { tap, directory } = await watched(
      uids.map((uid) => written(uid, 'decimal-reversed')),
      { directory: 'decimal' },
    )
    for (let time = 0; time < 5; time++) for (const uid of uids) tap(uid)
    const { format = '', unknown = '' } = directory.problems()
    expect(format).not.toBe('')
    expect(unknown).not.toBe('')
    for (const uid of uids)
      for (const form of ['hex', 'hex-reversed', 'decimal', 'decimal-reversed'] as const)
        expect(`${format} ${unknown}`).not.toContain(written(uid, form))
  })
})

describe('most of the last 20 badges are unknown', () => {
  test('is reported with the eleventh of them, and cleared once it is no longer so', async () => {
    const { tap, directory } = await watched([...uids], { directory: 'hex' })
    for (let time = 0; time < 9; time++) tap(uids[0])
    for (let time = 0; time < 10; time++) tap(strangers[time % 4] ?? '')
    expect(directory.problems().unknown).toBeUndefined()
    tap(strangers[0] ?? '')
    expect(directory.problems().unknown).toMatch(/most of the last 20 badges/)
    for (let time = 0; time < 15; time++) tap(uids[0])
    expect(directory.problems().unknown).toBeUndefined()
  })

  test('two unknown badges tapped repeatedly are not most badges', async () => {
    const { tap, directory } = await watched([...uids], { directory: 'hex' })
    for (let time = 0; time < 40; time++) tap(strangers[time % 2] ?? '')
    expect(directory.problems().unknown).toBeUndefined()
  })

  test('twenty badges without a match clear the advice', async () => {
    const { tap, directory } = await watched(
      [
        ...uids,
        written('77665544', 'hex-reversed'),
        written('66554433', 'hex-reversed'),
        written('55443322', 'hex-reversed'),
      ],
      { directory: 'hex' },
    )
    for (const uid of ['77665544', '66554433', '55443322']) tap(uid)
    expect(directory.problems().format).toBeDefined()
    for (let time = 0; time < 20; time++) tap(uids[0])
    expect(directory.problems().format).toBeUndefined()
  })
})
