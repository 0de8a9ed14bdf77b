import { fileURLToPath } from 'node:url'
import { nodeReaderProcessHost } from '../../electron/badge/node-reader-process.ts'
import type { ReaderProcess, ReaderProcessHost } from '../../electron/badge/reader-process.ts'

/** The reader process's own file, run from source. */
export const readerProcessEntry = fileURLToPath(
  new URL('../../electron/badge/pcsc-process.ts', import.meta.url),
)

/** Arguments that let Node run TypeScript. */
export const typeScriptArguments: readonly string[] = ['--import', 'tsx']

export interface WatchedHost extends ReaderProcessHost {
  /** Process numbers of all reader processes started so far, in order. */
  readonly pids: readonly number[]
}

/** Real reader processes from source, whose process numbers are kept for the test to freeze, kill and look at. */
export function sourceReaderProcessHost(execArgv: readonly string[] = typeScriptArguments): WatchedHost {
  const host = nodeReaderProcessHost({ entry: readerProcessEntry, execArgv })
  const pids: number[] = []
  return {
    pids,
    spawn: (args): ReaderProcess => {
      const process = host.spawn(args)
      if (process.pid !== undefined) pids.push(process.pid)
      return process
    },
  }
}
