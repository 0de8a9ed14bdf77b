import { copyFileSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { AdditionsDirectory } from '../../../electron/directory/additions/additions-directory.ts'
import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import {
  SharedAdditions,
  sharedAdditionsFileName,
} from '../../../electron/directory/additions/shared-additions.ts'
import { badgeKeyOf } from '../../../electron/directory/badge-key.ts'
import type { DirectoryStatus, Person } from '../../../electron/directory/directory.ts'
import type { EnrollableDirectory } from '../../../electron/directory/enrollable-directory.ts'
import type { DirectoryKey } from '../../../electron/directory/keyed-file.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { Files } from '../../../electron/files/files.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { addedEntry, blockedEntry, key, newHire } from './additions.ts'

const listed: Person = { userId: '7d5f0f0e-0000-4000-8000-000000000002', displayName: 'Ana Ruiz' }
const [ofAna, ofNewHire] = ['04A1B2C3', '04D4E5F6'] as [BadgeId, BadgeId]

const ofAnaKey = badgeKeyOf(key, ofAna)

const roster: EnrollableDirectory = {
  start: (onStatus) => onStatus({ kind: 'ready', people: 1 }),
  find: (badge) => (badge === ofAna ? { kind: 'found', person: listed } : { kind: 'unknown' }),
  isListed: (badge) => badge === ofAna,
  holdsLongerThan: () => false,
  people: (members) => members,
  holders: (badge) => Promise.resolve({ kind: 'ok', people: badge === ofAna ? [listed] : [] }),
  stop: () => Promise.resolve(),
}

function setup(folder = tempFolder(), shared?: SharedAdditions) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const statuses: DirectoryStatus[] = []
  const keys: { now: DirectoryKey | undefined } = { now: key }
  const directory = new AdditionsDirectory(roster, {
    dataFolder: folder,
    key: () => keys.now,
    clock,
    log,
    ...(shared && { shared }),
  })
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

test('an added badge is found, and a blocked one has an answer of its own, even if the roster lists it', async () => {
  const { directory, start, file } = setup()
  await file.write(key, () => [addedEntry(ofNewHire), blockedEntry(ofAna)])
  start()
  expect(directory.find(ofNewHire)).toEqual({ kind: 'found', person: newHire })
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
  expect(directory.isListed(ofNewHire)).toBe(true)
})

test('a badge is blocked even if only its HMAC is known', async () => {
  const { directory, start, file } = setup()
  await file.write(key, () => [{ ...blockedEntry(ofAna), number: '' }])
  start()
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
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

test('a file with a wrong HMAC is neither used nor removed, and raises an alarm until it is fixed', async () => {
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
  expect(directory.find(ofNewHire)).toMatchObject({ kind: 'found' })
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
  expect(statuses.at(-1)).toMatchObject({ doubtful: expect.stringContaining('of 1 badges') as string })

  const later = setup()
  writeFileSync(later.file.path, '{}\n0000\n')
  later.start()
  expect(later.statuses).toMatchObject([{ kind: 'ready', doubtful: expect.anything() as string }])
  expect(later.directory.find(ofAna)).toEqual({ kind: 'found', person: listed })
})

test('an older file put back while the kiosk runs takes back no change, and raises an alarm', async () => {
  const { directory, start, file, statuses, clock } = setup()
  await file.write(key, () => [addedEntry(ofNewHire)])
  const older = readFileSync(file.path)
  await file.write(key, () => [{ ...blockedEntry(ofNewHire), atMs: addedEntry(ofNewHire).atMs + 1 }])
  start()
  expect(directory.find(ofNewHire)).toEqual({ kind: 'blocked' })
  writeFileSync(file.path, older)
  await clock.advance(10_000)
  expect(directory.find(ofNewHire)).toEqual({ kind: 'blocked' })
  expect(statuses.at(-1)).toMatchObject({ doubtful: expect.stringContaining('an older one') as string })
})

test('removing the file while the kiosk runs unblocks nothing, and raises an alarm', async () => {
  const { directory, start, file, statuses, clock } = setup()
  await file.write(key, () => [blockedEntry(ofAna)])
  start()
  rmSync(file.path)
  await clock.advance(10_000)
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
  const status = statuses.at(-1)
  expect(status?.kind === 'ready' ? status.doubtful : undefined).toContain('it was removed')
})

test('a data folder that cannot be entered while the kiosk runs unblocks nothing, and ends nothing', async () => {
  const { directory, start, file, statuses, clock } = setup()
  await file.write(key, () => [blockedEntry(ofAna)])
  start()
  const folder = dirname(file.path)
  rmSync(folder, { recursive: true })
  symlinkSync(folder, folder)
  await clock.advance(10_000)
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
  expect(statuses.at(-1)).toMatchObject({ doubtful: expect.stringContaining('ELOOP') as string })
})

test('without the site key, no badge counts as not blocked', async () => {
  const { directory, start, file, clock, keys } = setup()
  await file.write(key, () => [blockedEntry(ofAna)])
  keys.now = undefined
  start()
  expect(directory.find(ofAna)).toEqual({ kind: 'not-reached' })
  keys.now = key
  await clock.advance(10_000)
  expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
})

describe('with a folder of other kiosks', () => {
  async function sharedSetup(files: Files = directFiles) {
    const folder = tempFolder()
    const other = new AdditionsFile(tempFolder())
    await other.write(key, () => [addedEntry(ofNewHire, 5), blockedEntry(ofAna, 5)])
    copyFileSync(other.path, join(folder, 'dock-4.json'))
    const dataFolder = tempFolder()
    const restart = (now: Files, named = folder) =>
      setup(dataFolder, new SharedAdditions({ folder: named, dataFolder, files: now }))
    return { ...restart(files), folder, dataFolder, other, restart }
  }

  test('their entries count from the start, and changes within ten minutes', async () => {
    const { directory, start, clock, folder, other, log } = await sharedSetup()
    start()
    await waitUntil('the folder to be read', () => log.of('additions.shared-loaded').length === 1)
    expect(directory.find(ofNewHire)).toEqual({ kind: 'found', person: newHire })
    expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
    await other.write(key, () => [blockedEntry(ofNewHire, 6)])
    copyFileSync(other.path, join(folder, 'dock-4.json'))
    await clock.advance(10 * 60_000)
    await waitUntil('the change', () => log.of('additions.shared-loaded').length === 2)
    expect(directory.find(ofNewHire)).toEqual({ kind: 'blocked' })
  })

  test('the folder may be read before the file in the data folder, which still counts', async () => {
    const { directory, start, file, clock, keys, log } = await sharedSetup()
    await file.write(key, () => [blockedEntry(ofNewHire, 9)])
    keys.now = undefined
    start()
    await clock.advance(4_000)
    keys.now = key
    await clock.advance(10_000)
    await waitUntil('the folder to be read', () => log.of('additions.shared-loaded').length === 1)
    expect(directory.find(ofNewHire)).toEqual({ kind: 'blocked' })
  })

  describe('after a restart at which the folder cannot be read', () => {
    const down: Files = {
      ...directFiles,
      list: () => Promise.resolve({ kind: 'failed', failure: { kind: 'no-answer' } }),
    }
    const beforeRestart = async () => {
      const parts = await sharedSetup()
      parts.start()
      await waitUntil('the folder to be read', () => parts.log.of('additions.shared-loaded').length === 1)
      await parts.directory.stop()
      return parts
    }

    test('what another kiosk blocked stays blocked, from the first tap on, and an alarm says so', async () => {
      const { restart } = await beforeRestart()
      const { directory, start, statuses } = restart(down)
      start()
      expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
      expect(directory.find(ofNewHire)).toEqual({ kind: 'found', person: newHire })
      await waitUntil('the alarm', () => statuses.some((status) => 'stale' in status))
      expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
    })

    test('an empty folder, as of a share that is not mounted, undoes no block', async () => {
      const { restart, folder } = await beforeRestart()
      rmSync(join(folder, 'dock-4.json'))
      const { directory, start, statuses } = restart(directFiles)
      start()
      await waitUntil('the alarm', () => statuses.some((status) => 'stale' in status))
      expect(statuses.at(-1)).toMatchObject({ stale: expect.stringContaining('mounted') as string })
      expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
    })

    test('a file that was removed from the folder no longer counts once the folder is read', async () => {
      const { restart, folder, other } = await beforeRestart()
      renameSync(join(folder, 'dock-4.json'), join(folder, 'dock-5.json'))
      await other.write(key, () => [addedEntry(ofAna, 7, listed)])
      copyFileSync(other.path, join(folder, 'dock-5.json'))
      const { directory, start, log } = restart(directFiles)
      start()
      await waitUntil('the folder to be read', () => log.of('additions.shared-loaded').length === 2)
      expect(directory.find(ofAna)).toEqual({ kind: 'found', person: listed })
    })

    test('a copy that was tampered with, or is of another folder, is not used', async () => {
      const { restart, dataFolder } = await beforeRestart()
      const elsewhere = restart(down, tempFolder())
      elsewhere.start()
      expect(elsewhere.directory.find(ofAna)).toEqual({ kind: 'found', person: listed })
      const path = join(dataFolder, sharedAdditionsFileName)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(readFileSync(path, 'utf8')).not.toContain(ofNewHire)
      writeFileSync(path, readFileSync(path, 'utf8').replace('"blocked"', '"added"'))
      const changed = restart(down)
      changed.start()
      expect(changed.log.of('additions.shared-not-kept')).toMatchObject([{ why: 'its HMAC is wrong' }])
      expect(changed.directory.find(ofNewHire)).toEqual({ kind: 'unknown' })
      await waitUntil('the alarm', () => changed.statuses.some((status) => 'stale' in status))
      // Nothing was read, so nothing is written over it.
      expect(readFileSync(path, 'utf8')).toContain(ofAnaKey)
    })
  })

  test('the newest entry of a badge counts, whichever file has it', async () => {
    const { directory, start, file, log } = await sharedSetup()
    await file.write(key, () => [blockedEntry(ofNewHire, 4), addedEntry(ofAna, 9)])
    start()
    await waitUntil('the folder to be read', () => log.of('additions.shared-loaded').length === 1)
    expect(directory.find(ofNewHire)).toEqual({ kind: 'found', person: newHire })
    expect(directory.find(ofAna)).toEqual({ kind: 'found', person: newHire })
  })

  test('a file that is not signed under the key is not used, and named in an alarm', async () => {
    const { directory, start, folder, statuses, log } = await sharedSetup()
    const json = JSON.stringify({ version: 1, entries: [blockedEntry('04777777')] })
    writeFileSync(join(folder, 'planted.json'), `${json}\n0000\n`)
    writeFileSync(join(folder, 'notes.txt'), 'not read')
    start()
    await waitUntil('the folder to be read', () => log.of('additions.shared-loaded').length === 1)
    expect(directory.find('04777777' as BadgeId)).toEqual({ kind: 'unknown' })
    const doubtful = 'not used in directory.sharedAdditions: planted.json (its HMAC is wrong)'
    expect(statuses.at(-1)).toEqual({ kind: 'ready', people: 1, doubtful })
  })

  test('a folder that hangs delays nobody; if one is gone, what was read stays in use', async () => {
    const hanging = await sharedSetup({ ...directFiles, list: () => new Promise(() => undefined) })
    hanging.start()
    expect(hanging.directory.find(ofAna)).toEqual({ kind: 'found', person: listed })

    const { directory, start, folder, clock, statuses, log } = await sharedSetup()
    start()
    await waitUntil('the folder to be read', () => log.of('additions.shared-loaded').length === 1)
    rmSync(folder, { recursive: true })
    await clock.advance(10 * 60_000)
    await waitUntil('the failure', () => JSON.stringify(statuses.at(-1)).includes('folder not found'))
    expect(directory.find(ofAna)).toEqual({ kind: 'blocked' })
    expect(statuses.at(-1)).toMatchObject({ stale: expect.stringContaining('folder not found') as string })
  })
})
