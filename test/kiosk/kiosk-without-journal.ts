import { fileURLToPath } from 'node:url'
import { systemClock, type Clock } from '../../electron/base/time/clock.ts'
import { nodeHelperProcessHost } from '../../electron/base/process/node-helper-process.ts'
import { FileAccess } from '../../electron/files/file-access.ts'
import { createJsonLog } from '../../electron/ops/log/json-log.ts'
import { startKiosk } from '../../electron/start-kiosk.ts'
import { FakeReaderProcessHost } from '../badge/fake-reader-process.ts'
import { typeScriptArguments } from '../support/reader-process.ts'

/**
 * A kiosk in a process of its own, for which a quarter of an hour is over in seconds; its file process, from source,
 * keeps real time. The config's path is the one argument.
 */
const timesAsFast = 300
const fastClock: Clock = {
  now: () => {
    const { wallMs, monotonicMs } = systemClock.now()
    return { wallMs, monotonicMs: monotonicMs * timesAsFast }
  },
  after: (ms, action) => systemClock.after(ms / timesAsFast, action),
}
const [, , configPath = ''] = process.argv
const entry = fileURLToPath(new URL('../../electron/files/file-process.ts', import.meta.url))
const log = createJsonLog()
const files = new FileAccess({
  host: nodeHelperProcessHost({ entry, execArgv: typeScriptArguments }),
  clock: systemClock,
  log,
})
process.once('exit', () => files.stop())
startKiosk(
  { configPath, env: process.env, platform: process.platform },
  {
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    clock: fastClock,
    log,
    readerProcesses: new FakeReaderProcessHost(),
    files,
    keys: { onKey: () => () => undefined },
    stateChanged: () => undefined,
    leave: (exitCode) => process.exit(exitCode),
  },
)
