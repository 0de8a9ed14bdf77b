import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import { parseFromReaderProcess, type FromReaderProcess } from './reader-protocol.ts'

/** A reader process that does one thing and exits. */
export interface BriefReaderProcess {
  readonly args: readonly string[]
  /** Killed after this. */
  readonly maxMs: number
  /** Called for each message from the process. */
  readonly onMessage: (message: FromReaderProcess) => void
}

/** Runs the process. Resolves with how it ended, such as `exit code 0`; undefined if it had to be killed. */
export function runToExit(
  host: HelperProcessHost,
  clock: Clock,
  { args, maxMs, onMessage }: BriefReaderProcess,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const process = host.spawn(args)
    const disarm = clock.after(maxMs, () => {
      resolve(undefined)
      process.kill()
    })
    process.onMessage((message) => {
      const parsed = parseFromReaderProcess(message)
      if (parsed !== undefined) onMessage(parsed)
    })
    process.onExit((how) => {
      disarm()
      resolve(how)
    })
  })
}
