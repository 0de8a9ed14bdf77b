import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { KeyPress } from '../../electron/badge/keyboard/key-source.ts'
import { readCommandLine } from '../../electron/ops/cli/cli.ts'
import { createFileLog } from '../../electron/ops/log/json-log.ts'
import { openLogFile } from '../../electron/ops/log/log-file.ts'
import { printResult } from '../../electron/ops/cli/print-result.ts'
import { startKiosk } from '../../electron/start-kiosk.ts'
import { FakeReaderProcessHost } from '../badge/fake-reader-process.ts'
import { testFiles } from '../support/files.ts'
import { waitUntil } from '../support/wait-until.ts'

/**
 * One run of a kiosk without a network, in a process of its own, since a process has one umask: a tap, a wrong PIN, a
 * log that turns over, an export. Arguments: the site's folder, which holds config.json, and the umask in octal.
 * Prints what the run reported about links.
 */
const [, , folder = '', umask = '0'] = process.argv
process.umask(Number.parseInt(umask, 8))
const configPath = join(folder, 'config.json')
const data = join(folder, 'data')
let press: ((key: KeyPress) => void) | undefined
const listeners = new Set<(key: KeyPress) => void>()
const log = createFileLog(() => join(folder, 'logs', 'kiosk.log'))
const kiosk = startKiosk(
  { configPath, env: process.env, platform: process.platform },
  {
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    clock: systemClock,
    log,
    readerProcesses: new FakeReaderProcessHost(),
    files: testFiles,
    keys: {
      onKey: (listener) => {
        listeners.add(listener)
        press = (key) => listeners.forEach((each) => each(key))
        return () => listeners.delete(listener)
      },
    },
    stateChanged: () => undefined,
    leave: (exitCode) => process.exit(exitCode),
  },
)
let atMs = 0
const type = (text: readonly string[], gapMs: number): void => {
  for (const key of text) press?.({ key, atMs: (atMs += gapMs) })
}

try {
  await waitUntil(
    'the kiosk to be ready or out of service',
    () => kiosk.state.screen.name === 'ready' || kiosk.state.screen.name === 'out-of-service',
    { limitMs: 10_000 },
  )
  if (kiosk.state.screen.name === 'ready') {
    const before = kiosk.state.waitingTaps
    type([...Array.from('04A1B2C3D4E5F6'), 'Enter'], 2)
    await waitUntil('the tap', () => kiosk.state.waitingTaps > before, { limitMs: 10_000 })
    atMs += 5_000
    press?.({ key: 'F12', atMs, control: true, shift: true })
    type([...Array.from('111111'), 'Enter'], 300)
    await waitUntil('the PIN to be refused', () => readdirSync(data).includes('maintenance-lock.json'), {
      limitMs: 10_000,
    })
  }
  const small = openLogFile(join(folder, 'logs', 'small.log'), { maxBytes: 10 })
  for (let line = 0; line < 3; line += 1) small.write('0123456789\n')
  const argv = ['--journal', 'export', '--output', join(folder, 'taps.csv'), '--config', configPath]
  const command = await readCommandLine({
    argv,
    env: process.env,
    platform: process.platform,
    host: 'app',
    version: '1',
  })
  if (command.kind === 'print') printResult(command, { out: console.log, error: console.log })
} finally {
  process.stdout.write(`${JSON.stringify(kiosk.state.screen)}\n`)
}
if (process.argv[4] === 'killed') process.kill(process.pid, 'SIGKILL')
await kiosk.stop()
process.exit(0)
