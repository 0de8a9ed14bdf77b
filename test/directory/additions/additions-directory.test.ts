import { rmSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { AdditionsDirectory } from '../../../electron/directory/additions/additions-directory.ts'
import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import type { DirectoryStatus, Person, SearchedDirectory } from '../../../electron/directory/directory.ts'
import type { DirectoryKey } from '../../../electron/directory/keyed-file.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { addedEntry, blockedEntry, key, newHire } from './additions.ts'

const listed: Person = { userId: '7d5f0f0e-0000-4000-8000-000000000002', displayName: 'Ana Ruiz' }
const [ofAna, ofNewHire] = ['04A1B2C3', '04D4E5F6'] as [BadgeId, BadgeId]

const roster: SearchedDirectory = {
  start: (onStatus) => onStatus({ kind: 'ready', people: 1 }),
  find: (badge) => (badge === ofAna ? { kind: 'found', person: listed } : { kind: 'unknown' }),
  isListed: (badge) => badge === ofAna,
  holdsLongerThan: () => false,
  stop: () => Promise.resolve(),
}

function setup(folder = tempFolder()) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const statuses: DirectoryStatus[] = []
  const keys: { now: DirectoryKey | undefined } = { now: key }
  const directory = new AdditionsDirectory(roster, { dataFolder: folder, key: () => keys.now, clock, log })
  onTestFinished(() => directory.stop())
  const file = new AdditionsFile(folder)
  return {
    clock,
    log,
    statuses,
    directory,
    file,
    keys,
    start: () => directory.start((s) => statuses.push(s)),
  }
}

test('without a file, the directory behind answers, and nothing is logged', async () => {
  const { directory, start, statuses, log, clock } = setup()
  start()
  await clock.advance(60_000)
  expect(directory.find(ofAna)).toEqual({ kind: 'found', person: listed })
  expect(directory.find(ofNewHire)).toEqual({ kind: 'unknown' })
  expect(statuses).toEqual([{ kind: 'ready', people: 1 }])
  expect(log.text()).toBe('')
})

test('an added badge is found, and a blocked one has an answer of its own, also if the roster lists it', async () => {
  const { directory, start, file } = setup()
  await file.write(key, () => [addedEntry(ofNewHire), blockedEntry(ofAna)])
  start()
  expect(directory.find(ofNewHire)).toEqual({ kind: 'found', person: newHire })
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
  expect(directory.isListed(ofNewHire)).toBe(true)
})

test('the newest entry of a badge counts', async () => {
  const { directory, start, file } = setup()
  await file.write(key, () => [blockedEntry(ofNewHire, 5), addedEntry(ofNewHire, 4)])
  start()
  expect(directory.find(ofNewHire)).toEqual({ kind: 'blocked' })
})

test('what another process writes is used within ten seconds, and logged without the number', async () => {
  const { directory, start, file, clock, log } = setup()
  start()
  await file.write(key, () => [addedEntry(ofNewHire, 1_000)])
  await clock.advance(10_000)
  expect(directory.find(ofNewHire)).toEqual({ kind: 'found', person: newHire })
  await file.write(key, () => [blockedEntry(ofNewHire, 2_000)])
  await clock.advance(10_000)
  expect(directory.find(ofNewHire)).toEqual({ kind: 'blocked' })
  expect(log.of('badge.added')).toMatchObject([{ kioskId: 'dock-3', atMs: 1_000 }])
  expect(log.of('badge.blocked')).toMatchObject([{ kioskId: 'dock-3', atMs: 2_000 }])
  expect(log.text()).not.toMatch(/04D4E5F6|New Hire/i)
})

test('a file that does not fit the key is not used, stays there, and raises an alarm until it is fixed', async () => {
  const { directory, start, file, clock, log, statuses } = setup()
  await file.write(key, () => [addedEntry(ofNewHire), blockedEntry(ofAna)])
  start()
  writeFileSync(file.path, '{}\n0000\n')
  await clock.advance(10_000)
  expect(statuses.at(-1)).toMatchObject({
    doubtful: expect.stringContaining('additions.json in the data folder cannot be used') as string,
  })
  expect(log.of('additions.ignored')).toMatchObject([{ why: 'its HMAC is wrong', kept: 2 }])
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
  rmSync(file.path)
  await file.write(key, () => [addedEntry(ofNewHire)])
  await clock.advance(10_000)
  expect(statuses.at(-1)).toEqual({ kind: 'ready', people: 1 })

  const later = setup()
  writeFileSync(later.file.path, '{}\n0000\n')
  later.start()
  expect(later.statuses).toMatchObject([{ kind: 'ready', doubtful: expect.anything() as string }])
  expect(later.directory.find(ofAna)).toEqual({ kind: 'found', person: listed })
})

test('without the site key no badge is taken for one that is not blocked', async () => {
  const { directory, start, file, clock, keys } = setup()
  await file.write(key, () => [blockedEntry(ofAna)])
  keys.now = undefined
  start()
  expect(directory.find(ofAna)).toEqual({ kind: 'not-reached' })
  keys.now = key
  await clock.advance(10_000)
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
})
