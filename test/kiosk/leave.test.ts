import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exitCodes, type ExitCode } from '../../electron/ops/exit-codes.ts'
import { startKiosk } from '../../electron/start-kiosk.ts'
import { FakeReaderProcessHost } from '../badge/fake-reader-process.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const minuteMs = 60_000

/** A kiosk as IT sets it up, on a computer that has no network. */
function kioskIn(folder: string) {
  const configPath = join(folder, 'config.json')
  const person = '04A1B2C3D4E5F6,7d5f0f0e-0000-4000-8000-000000000001,Ana Ruiz'
  writeFileSync(join(folder, 'roster.csv'), `Badge number,User ID,Name\r\n${person}\r\n`)
  writeFileSync(
    configPath,
    JSON.stringify({
      kiosk: { id: 'dock-3', name: 'Dock 3' },
      signIn: {
        tenantId: '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6',
        clientId: '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
      },
      shifts: { teamId: 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8', atApprovedLocation: true },
      directory: { kind: 'roster', path: 'roster.csv' },
      storage: { dataFolder: 'data' },
    }),
  )
  const clock = createVirtualClock()
  const readerProcesses = new FakeReaderProcessHost()
  const left: ExitCode[] = []
  let dropped = 0
  const env = { SHIFTS_KIOSK_CLIENT_SECRET: 'known to this test alone' }
  const kiosk = startKiosk(
    { configPath, env, platform: 'linux' },
    {
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      clock,
      log: createCollectedLog(),
      readerProcesses,
      keys: { onKey: () => () => undefined },
      stateChanged: () => undefined,
      leave: (exitCode) => void left.push(exitCode),
      dropConnections: () => void (dropped += 1),
    },
  )
  onTestFinished(() => kiosk.stop())
  return { kiosk, clock, readerProcesses, left, dropped: () => dropped }
}

/** A reader's process that is well: it gives its sign of life for so long. */
async function live({ clock, readerProcesses }: ReturnType<typeof kioskIn>, minutes: number): Promise<void> {
  for (let second = 0; second < minutes * 60; second++) {
    readerProcesses.latest.say({ type: 'heartbeat' })
    await clock.advance(1_000)
  }
}

test('a journal that can not be opened for a quarter of an hour ends the program with its own code', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data', 'journal.db'), { recursive: true })
  const kiosk = kioskIn(folder)
  await live(kiosk, 14)
  expect(kiosk.left).toEqual([])
  await live(kiosk, 2)
  expect(new Set(kiosk.left)).toEqual(new Set([exitCodes.journalLost]))
})

test("a reader's process that can not be started for a quarter of an hour ends the program with its own code", async () => {
  const kiosk = kioskIn(tempFolder())
  kiosk.readerProcesses.failure = new Error('EMFILE')
  kiosk.readerProcesses.latest.exit('SIGKILL')
  await kiosk.clock.advance(15 * minuteMs)
  expect(kiosk.left).toEqual([])
  await kiosk.clock.advance(15 * minuteMs)
  expect(kiosk.left).toEqual([exitCodes.readerLost])
})

test('without a network connections are made anew, and the program is never left: taps go on being saved', async () => {
  const kiosk = kioskIn(tempFolder())
  const { latest } = kiosk.readerProcesses
  latest.say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  for (let time = 0; kiosk.kiosk.state.screen.name !== 'ready' && time < 100; time++) await live(kiosk, 0.1)
  const at = kiosk.clock.now()
  latest.say({ type: 'badge', reader: 'R', uid: '04A1B2C3D4E5F6', at, alreadyThere: false })
  await live(kiosk, 0.1)
  expect(kiosk.kiosk.state).toMatchObject({ screen: { name: 'saved-here' }, waitingTaps: 1 })
  await live(kiosk, 30)
  expect(kiosk.kiosk.state).toMatchObject({ screen: { name: 'ready' }, waitingTaps: 1 })
  expect(kiosk.dropped()).toBeGreaterThan(0)
  expect(kiosk.left).toEqual([])
})
