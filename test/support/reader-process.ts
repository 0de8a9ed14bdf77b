import { fileURLToPath } from 'node:url'
import type { HelperProcess, HelperProcessHost } from '../../electron/base/process/helper-process.ts'
import { nodeHelperProcessHost } from '../../electron/base/process/node-helper-process.ts'

/** The reader process's own file, run from source. */
export const readerProcessEntry = fileURLToPath(
  new URL('../../electron/badge/pcsc/pcsc-process.ts', import.meta.url),
)

/** Arguments that let Node run TypeScript. */
export const typeScriptArguments: readonly string[] = ['--import', 'tsx']

export interface WatchedHost extends HelperProcessHost {
  /** Process numbers of all reader processes started so far, in order. */
  readonly pids: readonly number[]
}

/** Real reader processes from source, whose process numbers are kept for the test to freeze, kill and look at. */
export function sourceReaderProcessHost(execArgv: readonly string[] = typeScriptArguments): WatchedHost {
  const host = nodeHelperProcessHost({ entry: readerProcessEntry, execArgv })
  const pids: number[] = []
  return {
    pids,
    spawn: (args): HelperProcess => {
      const process = host.spawn(args)
      if (process.pid !== undefined) pids.push(process.pid)
      return process
    },
  }
}
