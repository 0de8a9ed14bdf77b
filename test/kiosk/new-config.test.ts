import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { createSandboxTenant } from '../../electron/sandbox/tenant.ts'
import { testFiles } from '../support/files.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { kioskIn, setup, type KioskInOptions } from './kiosk-in.ts'

async function running(fetch?: Parameters<typeof kioskIn>[1], options: KioskInOptions = {}) {
  const folder = tempFolder()
  let stale: ReturnType<typeof testFiles.look> | undefined
  const files = {
    ...testFiles,
    look: (path: string) =>
      path.endsWith('config.json') ? (stale ?? testFiles.look(path)) : testFiles.look(path),
  }
  const made = await kioskIn(folder, fetch, { ...options, files })
  const { clock, readerProcesses, kiosk, log } = made
  const configPath = join(folder, 'config.json')
  const values = JSON.parse(readFileSync(configPath, 'utf8')) as object
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second += 1) {
      readerProcesses.latest.say({ type: 'heartbeat' })
      await clock.advance(1_000)
      // The files are read on the disk, beyond the virtual clock.
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
  }
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries += 1) {
      if (tries === 600) throw new Error(`Waited in vain for ${what}.`)
      await seconds(1)
    }
  }
  readerProcesses.latest.say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  await until('the kiosk to be ready', () => kiosk.state.screen.name === 'ready')
  return {
    ...made,
    seconds,
    until,
    configPath,
    dataFolder: join(folder, 'data'),
    /** From now on the share shows the config file as it is now, whatever happens to it: attributes are cached. */
    cacheAttributes: (): void => {
      stale = testFiles.look(configPath)
    },
    outcomes: () => log.of('config.changed').map(({ outcome }) => outcome),
    change: (changes: object) => writeFileSync(configPath, JSON.stringify({ ...values, ...changes })),
    tap: () => {
      const at = clock.now()
      readerProcesses.latest.say({ type: 'badge', reader: 'R', uid: setup.badge, at, alreadyThere: false })
    },
  }
}

const renamed = { kiosk: { id: 'dock-3', name: 'Gate 4' } }

test('a valid changed config is applied by restarting the kiosk in this process', async () => {
  const { kiosk, until, change, outcomes, readerProcesses, left, log } = await running()
  change(renamed)
  await until('the new name', () => kiosk.state.site.kioskName === 'Gate 4')
  expect(outcomes().at(-1)).toBe('applied')
  expect(readerProcesses.started.length).toBe(2)
  readerProcesses.latest.say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  await until('the kiosk to be ready', () => kiosk.state.screen.name === 'ready')
  expect(left).toEqual([])
  expect(log.of('kiosk.stopped')).toHaveLength(1)
  change({})
  await until('the old name', () => kiosk.state.site.kioskName === 'Dock 3')
})

test('an invalid changed config and its fix are only logged', async () => {
  const { kiosk, seconds, configPath, change, outcomes, readerProcesses } = await running()
  writeFileSync(configPath, '{ "kiosk": ')
  await seconds(120)
  expect(outcomes()).toEqual(['cannot be used; the kiosk keeps its current config'])
  expect(kiosk.state.screen.name).toBe('ready')
  change({})
  await seconds(60)
  expect(outcomes().at(-1)).toBe('reverted')
  rmSync(configPath)
  await seconds(60)
  expect(kiosk.state.screen.name).toBe('ready')
  expect(readerProcesses.started.length).toBe(1)
})

test('no restart within a minute of a tap', async () => {
  const { kiosk, seconds, change, tap, outcomes } = await running()
  await seconds(60)
  change(renamed)
  for (let time = 0; time < 6; time += 1) {
    tap()
    await seconds(30)
  }
  expect(outcomes()[0]).toBe('waits for a quiet minute')
  expect(kiosk.state.site.kioskName).toBe('Dock 3')
})

test('no restart while somebody reads the diagnostics', async () => {
  const pinHash = await hashPin('7395')
  const { kiosk, seconds, until, change, press } = await running(undefined, {
    config: { maintenance: { pinHash } },
  })
  await seconds(60)
  change({ ...renamed, maintenance: { pinHash } })
  for (let time = 0; time < 8; time += 1) {
    press('F12', { control: true, shift: true })
    press('7')
    await seconds(15)
  }
  expect(kiosk.state.site.kioskName).toBe('Dock 3')
  await until('the new name', () => kiosk.state.site.kioskName === 'Gate 4')
})

test('a waiting tap prevents a change of the data folder, and is sent after a restart that keeps it', async () => {
  const clock = createVirtualClock()
  const tenant = createSandboxTenant({
    ...setup,
    now: () => clock.now().wallMs,
    credentials: [{ secret: setup.clientSecret }],
    timeZone: 'Europe/Madrid',
    graphBase: 'https://graph.microsoft.com',
    loginBase: 'https://login.microsoftonline.com',
  })
  let isOnline = false
  const { kiosk, seconds, until, change, tap, outcomes, readerProcesses } = await running(
    (url, init) => (isOnline ? tenant.fetch(url, init) : Promise.reject(new TypeError('fetch failed'))),
    { clock },
  )
  tap()
  await until('the tap to wait', () => kiosk.state.waitingTaps === 1)
  change({ storage: { dataFolder: 'elsewhere' } })
  await seconds(240)
  expect(outcomes()).toContain('waits until no taps are pending: the data folder or the site key changed')
  expect(kiosk.state.waitingTaps).toBe(1)
  change({ sound: { volume: 10 } })
  await until('the restart', () => readerProcesses.started.length === 2)
  isOnline = true
  await until('the tap to be sent', () => kiosk.state.waitingTaps === 0)
})

test('a config that moves the data folder between the check and the restart leaves no waiting tap behind', async () => {
  const { kiosk, seconds, until, change, tap, readerProcesses, outcomes, cacheAttributes } = await running()
  tap()
  await until('the tap to wait', () => kiosk.state.waitingTaps === 1)
  change({ sound: { volume: 10 } })
  await until('the config to be checked', () => outcomes().includes('waits for a quiet minute'))
  cacheAttributes()
  change({ storage: { dataFolder: 'elsewhere' } })
  await seconds(240)
  expect(kiosk.state.waitingTaps).toBe(1)
  expect(readerProcesses.started.length).toBe(1)
})

test('taps whose journal was removed are not lost by a restart for a new config', async () => {
  const { kiosk, seconds, until, change, tap, readerProcesses, dataFolder } = await running()
  tap()
  await until('the tap to wait', () => kiosk.state.waitingTaps === 1)
  const path = join(dataFolder, 'journal.db')
  for (const ending of ['', '-wal', '-shm', '.head']) rmSync(`${path}${ending}`)
  mkdirSync(path)
  await until('the journal to be missed', () => kiosk.state.screen.name === 'out-of-service')
  change(renamed)
  await seconds(240)
  rmdirSync(path)
  await until('the tap to be there again', () => kiosk.state.waitingTaps === 1)
  await until('the restart', () => readerProcesses.started.length === 2)
  expect(kiosk.state.waitingTaps).toBe(1)
})
