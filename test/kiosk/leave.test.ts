import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { typeScriptArguments } from '../support/reader-process.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, laySetup, setup, setupEnvironment } from './kiosk-in.ts'

const minuteMs = 60_000

/** A reader's process that is well: it gives its sign of life for so long. */
async function live(
  { clock, readerProcesses }: Awaited<ReturnType<typeof kioskIn>>,
  minutes: number,
): Promise<void> {
  for (let second = 0; second < minutes * 60; second++) {
    readerProcesses.latest.say({ type: 'heartbeat' })
    await clock.advance(1_000)
  }
}

test('a journal that cannot be opened for a quarter of an hour ends the program with its own code', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data', 'journal.db'), { recursive: true })
  writeFileSync(join(folder, 'data', 'site.key'), '07'.repeat(32))
  const kiosk = await kioskIn(folder)
  await live(kiosk, 14)
  expect(kiosk.left).toEqual([])
  await live(kiosk, 2)
  expect(new Set(kiosk.left)).toEqual(new Set([exitCodes.journalLost]))
})

test("a reader's process that cannot be started for a quarter of an hour ends the program with its own code", async () => {
  const kiosk = await kioskIn(tempFolder())
  kiosk.readerProcesses.failure = new Error('EMFILE')
  kiosk.readerProcesses.latest.exit('SIGKILL')
  await kiosk.clock.advance(15 * minuteMs)
  expect(kiosk.left).toEqual([])
  await kiosk.clock.advance(15 * minuteMs)
  expect(kiosk.left).toEqual([exitCodes.readerLost])
})

test('without a network, connections are reopened and the program never exits: taps are still saved', async () => {
  const kiosk = await kioskIn(tempFolder())
  const { latest } = kiosk.readerProcesses
  latest.say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  for (let time = 0; kiosk.kiosk.state.screen.name !== 'ready' && time < 100; time++) await live(kiosk, 0.1)
  const at = kiosk.clock.now()
  latest.say({ type: 'badge', reader: 'R', uid: setup.badge, at, alreadyThere: false })
  await live(kiosk, 0.02)
  expect(kiosk.kiosk.state).toMatchObject({ screen: { name: 'saved-here' }, waitingTaps: 1 })
  await live(kiosk, 30)
  expect(kiosk.kiosk.state).toMatchObject({ screen: { name: 'ready' }, waitingTaps: 1 })
  expect(kiosk.dropped()).toBeGreaterThan(0)
  expect(kiosk.left).toEqual([])
})

test('with a file process that hangs over the roster, a lost journal still ends the program with its own code', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data', 'journal.db'), { recursive: true })
  writeFileSync(join(folder, 'data', 'site.key'), '07'.repeat(32))
  const program = fileURLToPath(new URL('./kiosk-without-journal.ts', import.meta.url))
  const child = spawn(process.execPath, [...typeScriptArguments, program, laySetup(folder)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...setupEnvironment },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const log: { readonly event: string; readonly pid?: number }[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{')) log.push(JSON.parse(line) as { event: string; pid?: number })
  })
  const started = await waitUntil(
    'the roster',
    () =>
      log.some(({ event }) => event === 'directory.loaded')
        ? log.find(({ event }) => event === 'files.process-started')
        : undefined,
    { limitMs: 20_000 },
  )
  process.kill(started.pid ?? 0, 'SIGSTOP')
  const exitCode = await waitUntil('the end', () => child.exitCode ?? undefined, { limitMs: 20_000 })
  expect(exitCode).toBe(exitCodes.journalLost)
}, 60_000)
