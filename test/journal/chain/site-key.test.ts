import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import {
  createSiteKeySource,
  openSiteKey,
  readSiteKey,
} from '../../../electron/journal/chain/site-key-source.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { keyPlaces } from '../../support/site-key.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { confirmed, open, recordAll } from '../journal-fixture.ts'

const keyText = (byte: string): string => `${byte.repeat(32)}\n`
const idOf = (byte: number): string => siteKeyOf(new Uint8Array(32).fill(byte)).id

/** A data folder and a folder of the administrator's beside it. */
function site() {
  const folder = tempFolder()
  const dataFolder = join(folder, 'data')
  const machineWide = join(folder, 'etc', 'site.key')
  mkdirSync(join(folder, 'etc'))
  mkdirSync(dataFolder)
  return { dataFolder, machineWide, places: keyPlaces(dataFolder, machineWide) }
}

test('the first start creates a key, and the next ones read it', async () => {
  const dataFolder = join(tempFolder(), 'data')
  const path = join(dataFolder, 'site.key')
  const first = await openSiteKey(keyPlaces(dataFolder), directFiles)
  const second = await openSiteKey(keyPlaces(dataFolder), directFiles)
  if (first.kind !== 'ok' || second.kind !== 'ok') throw new Error('no key')
  expect([first.made, second.made]).toEqual([true, false])
  expect(second).toMatchObject({ path, key: { id: first.key.id } })
  expect(second.key.hmac('badge', '04A1B2C3')).toBe(first.key.hmac('badge', '04A1B2C3'))
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a lost key is never replaced if taps were recorded, and the message says what to do', async () => {
  const { dataFolder, places } = site()
  writeFileSync(join(dataFolder, 'site.key'), keyText('07'))
  const journal = open(join(dataFolder, 'journal.db'))
  recordAll(journal, 'settled', confirmed)
  journal.close()
  rmSync(join(dataFolder, 'site.key'))
  for (const left of [['journal.db'], ['journal.db.head'], ['journal.db.corrupt-20260301T081500Z']]) {
    const before = readdirSync(dataFolder)
    const answer = await openSiteKey(places, directFiles)
    expect(answer, left.join()).toMatchObject({ kind: 'failed' })
    expect(answer).toHaveProperty('detail', expect.stringContaining('Restore it from the backup'))
    expect(readdirSync(dataFolder).filter((name) => !/-(?:wal|shm)$/.test(name))).toEqual(
      before.filter((name) => !/-(?:wal|shm)$/.test(name)),
    )
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(dataFolder, `${left[0] ?? ''}${ending}`), { force: true })
    if (left[0] === 'journal.db.head')
      writeFileSync(join(dataFolder, 'journal.db.corrupt-20260301T081500Z'), '')
  }
  expect(await openSiteKey(places, directFiles)).toMatchObject({ kind: 'ok', made: true })
})

test('a journal without events does not prevent creating a key', async () => {
  const { dataFolder, places } = site()
  open(join(dataFolder, 'journal.db')).close()
  expect(await openSiteKey(places, directFiles)).toMatchObject({ kind: 'ok', made: true })
})

test('no key is created at a configured path, and one that appears there is used', async () => {
  const { machineWide: path } = site()
  const source = await createSiteKeySource({ kind: 'named', path }, directFiles)
  expect(source.now()).toMatchObject({ kind: 'failed', detail: expect.stringContaining(path) as string })
  expect(source.now()).toHaveProperty('detail', expect.stringContaining('storage.siteKeyPath'))
  expect(() => readFileSync(path)).toThrow('ENOENT')
  writeFileSync(path, keyText('07'))
  await waitUntil('the key', () => source.now().kind === 'ok')
})

test("the administrator's key takes precedence over one in the data folder, which is used if it is the only one", async () => {
  const { dataFolder, machineWide, places } = site()
  writeFileSync(join(dataFolder, 'site.key'), keyText('08'))
  const own = { kind: 'ok', path: join(dataFolder, 'site.key'), key: { id: idOf(8) }, made: false }
  expect(await openSiteKey(places, directFiles)).toMatchObject(own)
  writeFileSync(machineWide, keyText('08'))
  const theirs = { kind: 'ok', path: machineWide, key: { id: idOf(8) }, made: false }
  expect(await openSiteKey(places, directFiles)).toMatchObject(theirs)
  rmSync(join(dataFolder, 'site.key'))
  expect(await openSiteKey(places, directFiles)).toMatchObject(theirs)
  expect(await readSiteKey(places, directFiles)).toMatchObject(theirs)
})

test('two different keys, or anything else beside the administrator’s key, are reported, and none is chosen', async () => {
  const { dataFolder, machineWide, places } = site()
  writeFileSync(machineWide, keyText('07'))
  for (const planted of [keyText('08'), 'not a key\n']) {
    writeFileSync(join(dataFolder, 'site.key'), planted)
    const answer = await openSiteKey(places, directFiles)
    expect(answer).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('two site keys') as string,
    })
  }
})

test('an unusable machine-wide key is reported, and no other is created in its place', async () => {
  const { dataFolder, machineWide, places } = site()
  writeFileSync(machineWide, 'not a key\n')
  expect(await openSiteKey(places, directFiles)).toMatchObject({ kind: 'failed' })
  expect(readdirSync(dataFolder)).toEqual([])
})

test.each(['EACCES', 'EPERM'])(
  'a machine-wide key that this account cannot reach (%s) is reported, and no other is created or used',
  async (code) => {
    const { dataFolder, machineWide, places } = site()
    const files: typeof directFiles = {
      ...directFiles,
      look: async (path) =>
        path === machineWide
          ? { kind: 'failed', failure: { kind: 'system', code } }
          : await directFiles.look(path),
      read: async (path, limit) => await directFiles.read(path, limit),
    }
    const refused = { kind: 'failed', detail: expect.stringContaining(machineWide) as string }
    expect(await openSiteKey(places, files)).toMatchObject(refused)
    expect(readdirSync(dataFolder)).toEqual([])
    writeFileSync(join(dataFolder, 'site.key'), keyText('08'))
    expect(await openSiteKey(places, files)).toMatchObject(refused)
    expect(await readSiteKey(places, files)).toMatchObject(refused)
  },
)

test.runIf(process.platform !== 'win32')('no key is created through a planted link', async () => {
  const { dataFolder, machineWide, places } = site()
  symlinkSync(machineWide.replace('site.key', 'elsewhere'), join(dataFolder, 'site.key'))
  expect(await openSiteKey(places, directFiles)).toMatchObject({ kind: 'failed' })
  expect(readdirSync(join(machineWide, '..'))).toEqual([])
})

test('an unusable key file is reported and never overwritten', async () => {
  const { dataFolder, places } = site()
  const path = join(dataFolder, 'site.key')
  writeFileSync(path, 'not a key\n')
  expect(await openSiteKey(places, directFiles)).toMatchObject({ kind: 'failed' })
  expect(readFileSync(path, 'utf8')).toBe('not a key\n')
})

test('the same badge gives different HMACs under different keys and for different purposes', () => {
  const one = siteKeyOf(new Uint8Array(32).fill(1))
  const two = siteKeyOf(new Uint8Array(32).fill(2))
  const values = [
    one.hmac('badge', 'A'),
    two.hmac('badge', 'A'),
    one.hmac('chain', 'A'),
    one.hmac('badge', 'B'),
  ]
  expect(new Set(values).size).toBe(4)
  expect(one.id).not.toBe(two.id)
})
