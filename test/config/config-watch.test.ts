import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  configLookMs,
  watchConfig,
  type ConfigChange,
  type ConfigWatch,
} from '../../electron/config/config-watch.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import type { Files } from '../../electron/files/files.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'
import { KioskFolder, makeCertificate, smallConfig, type Pem } from './kiosk-folder.ts'

let pem: Pem
let folder: KioskFolder
let watch: ConfigWatch
let reported: ConfigChange[]
let clock: VirtualClock
let loads: number

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
})
afterEach(() => {
  watch.stop()
  folder.remove()
})

test('a file that stays as it is is not read again', async () => {
  await open()
  await looks(2)
  loads = 0
  await looks(20)
  expect(watch.change).toEqual({ kind: 'unchanged', problems: [] })
  expect(loads).toBe(0)
  expect(reported).toEqual([])
})

test('a changed comment or key order is not a change of the config', async () => {
  await open()
  write(`// changed on Monday\n${JSON.stringify(smallConfig, null, 4)}`)
  await looks(3)
  expect(watch.change.kind).toBe('unchanged')
})

test('a valid changed file is reported once, with the config that a restart would use', async () => {
  await open()
  write(JSON.stringify({ ...smallConfig, sound: { volume: 10 } }))
  await looks(5)
  expect(reported).toMatchObject([{ kind: 'changed-good', loaded: { config: { sound: { volume: 10 } } } }])
})

test("a change between the kiosk's read and the first check is noticed", async () => {
  await open(() => write(JSON.stringify({ ...smallConfig, sound: { volume: 10 } })))
  await looks(2)
  expect(watch.change.kind).toBe('changed-good')
})

test('an invalid changed file is reported with its problems, and so is its reversal', async () => {
  await open()
  write('{ "kiosk": ')
  await looks(3)
  expect(watch.change).toMatchObject({
    kind: 'changed-bad',
    path: folder.configPath,
    problems: expect.arrayContaining([expect.objectContaining({ line: 1 })]) as unknown,
  })
  write(JSON.stringify(smallConfig))
  await looks(3)
  expect(watch.change).toEqual({ kind: 'unchanged', problems: [] })
  expect(reported.map(({ kind }) => kind)).toEqual(['changed-bad', 'unchanged'])
})

test('a config that is invalid because of a missing roster becomes valid once the roster exists', async () => {
  await open()
  write(JSON.stringify({ ...smallConfig, directory: { kind: 'roster', path: 'new.csv' } }))
  await looks(3)
  expect(watch.change.kind).toBe('changed-bad')
  folder.write('new.csv', 'badge,userId,name\n')
  await looks(1)
  expect(watch.change.kind).toBe('changed-good')
})

test('the same text is not a change while the roster it names cannot be read', async () => {
  await open(() => rmSync(path.join(folder.path, 'roster.csv')))
  await looks(3)
  expect(reported).toEqual([])
})

test('a deleted file is an invalid change', async () => {
  await open()
  rmSync(folder.configPath)
  await looks(3)
  expect(watch.change).toMatchObject({ kind: 'changed-bad', problems: [{ problem: 'does not exist' }] })
})

test('a file that is still being written is not read', async () => {
  await open()
  await looks(2)
  for (const text of ['{', '{ "kiosk"', '{ "kiosk": {']) {
    write(text)
    await looks(1)
  }
  expect(reported).toEqual([])
  write(JSON.stringify({ ...smallConfig, sound: { volume: 10 } }))
  await looks(2)
  expect(reported.map(({ kind }) => kind)).toEqual(['changed-good'])
})

test('a share that does not answer is not a change', async () => {
  let answers = true
  await open(undefined, {
    look: (path) =>
      answers ? directFiles.look(path) : Promise.resolve({ kind: 'failed', failure: { kind: 'no-answer' } }),
  })
  await looks(2)
  answers = false
  await looks(5)
  expect(reported).toEqual([])
})

test('nothing is checked after the end', async () => {
  await open()
  watch.stop()
  write('{')
  await clock.advance(5 * configLookMs)
  expect(reported).toEqual([])
})

async function open(meanwhile?: () => void, files: Pick<Files, 'look'> = directFiles): Promise<void> {
  write(JSON.stringify(smallConfig))
  const load = () => {
    loads += 1
    return loadConfig({ configPath: folder.configPath, env: {}, platform: 'linux' }, directFiles)
  }
  const running = await load()
  if (running.kind === 'bad') throw new Error(JSON.stringify(running.problems))
  meanwhile?.()
  clock = createVirtualClock()
  reported = []
  loads = 0
  watch = watchConfig({
    running,
    paths: [folder.configPath],
    load,
    files,
    clock,
    changed: (change) => reported.push(change),
  })
}

function write(text: string): void {
  folder.write('config.json', text)
}

async function looks(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await clock.advance(configLookMs)
    // The files are read on the disk, beyond the virtual clock.
    await vi.waitFor(() => expect(clock.waiting).toBe(1), { timeout: 20_000, interval: 2 })
  }
}
