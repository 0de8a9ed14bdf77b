import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../electron/base/time/clock.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import { nodeHelperProcessHost } from '../../electron/base/process/node-helper-process.ts'
import { FileAccess } from '../../electron/files/file-access.ts'
import { createCollectedLog } from './collected-log.ts'
import { typeScriptArguments } from './reader-process.ts'

/** The file process's own file, run from source. */
const fileProcessEntry = fileURLToPath(new URL('../../electron/files/file-process.ts', import.meta.url))

/** Files by a real file process, which ends with the test. */
export function fileProcessFiles(clock: Clock = systemClock) {
  const host = nodeHelperProcessHost({ entry: fileProcessEntry, execArgv: typeScriptArguments })
  const log = createCollectedLog()
  const files = new FileAccess({ host, clock, log })
  onTestFinished(() => files.stop())
  return { files, log }
}
