import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { PcscReader } from '../../../electron/badge/pcsc/pcsc-reader.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { helperEnvironment, type HelperProcessHost } from '../../../electron/base/process/helper-process.ts'
import { nodeHelperProcessHost } from '../../../electron/base/process/node-helper-process.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import {
  readerProcessEntry,
  sourceReaderProcessHost,
  typeScriptArguments,
} from '../../support/reader-process.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { createReaderRecorder } from '../reader-recorder.ts'

/** Makes nfc-pcsc impossible to find, as where it is not installed. */
const withoutNfcPcsc = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(\`
      export async function resolve(specifier, context, next) {
        if (specifier === 'nfc-pcsc') {
          throw Object.assign(new Error("Cannot find package 'nfc-pcsc'"), { code: 'ERR_MODULE_NOT_FOUND' })
        }
        return next(specifier, context)
      }
    \`))
  `)}`,
]

let stop: () => Promise<void> = () => Promise.resolve()
afterEach(() => stop())

function startReader(host: HelperProcessHost) {
  const log = createCollectedLog()
  const reader = new PcscReader({ host, clock: systemClock, log, giveUp: () => undefined })
  const heard = createReaderRecorder()
  reader.start(heard)
  stop = () => reader.stop()
  return { reader, heard, log }
}

describe('the reader process', () => {
  test('reports that nfc-pcsc is missing and ends', async () => {
    const { heard, log } = startReader(sourceReaderProcessHost([...typeScriptArguments, ...withoutNfcPcsc]))
    await waitUntil('the status', () => heard.status?.kind === 'no-service')
    expect(heard.status).toEqual({ kind: 'no-service', why: 'software-missing' })
    expect(log.of('reader.status').at(-1)?.['detail']).toContain('nfc-pcsc')
    await waitUntil('its end', () => log.of('reader.process-ended').length > 0)
    expect(log.of('reader.process-ended')).toEqual([{ how: 'exit code 0', restartInMs: 60_000 }])
  })

  test('that ends at once is reported as failing and restarted each time', async () => {
    const entry = join(tempFolder(), 'ends-at-once.js')
    writeFileSync(entry, 'process.exit(3)')
    const { heard, log } = startReader(nodeHelperProcessHost({ entry }))
    await waitUntil('three ends', () => log.of('reader.process-ended').length >= 3)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'failing'])
    expect(log.of('reader.process-ended')[0]).toEqual({ how: 'exit code 3', restartInMs: 250 })
  })

  test('started by hand, prints its usage and exits with 2', () => {
    const run = spawnSync(process.execPath, [...typeScriptArguments, readerProcessEntry], {
      encoding: 'utf8',
    })
    expect(run.stderr).toContain('The kiosk starts the reader process')
    expect(run.status).toBe(2)
  })

  test("gets none of the kiosk's secrets in its environment", () => {
    const environment = helperEnvironment({
      PATH: '/bin',
      SHIFTS_KIOSK_CLIENT_SECRET: 'secret',
      NODE_OPTIONS: '--inspect',
      PCSCLITE_CSOCK_NAME: '/run/other.comm',
    })
    expect(environment).toEqual({ PATH: '/bin', PCSCLITE_CSOCK_NAME: '/run/other.comm' })
  })
})
