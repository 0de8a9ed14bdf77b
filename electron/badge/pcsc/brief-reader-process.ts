import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import { parseFromReaderProcess, type FromReaderProcess } from './reader-protocol.ts'

/** A reader process that does one thing and ends by itself. */
export interface BriefReaderProcess {
  readonly args: readonly string[]
  /** Then it is killed. */
  readonly longestMs: number
  /** Called with each of its messages. */
  readonly told: (message: FromReaderProcess) => void
}

/** Runs it; resolves with how it ended, such as `exit code 0`, or with undefined where it did not within `longestMs`. */
export function runBriefly(
  host: HelperProcessHost,
  clock: Clock,
  { args, longestMs, told }: BriefReaderProcess,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const process = host.spawn(args)
    const disarm = clock.after(longestMs, () => {
      resolve(undefined)
      process.kill()
    })
    process.onMessage((message) => {
      const parsed = parseFromReaderProcess(message)
      if (parsed !== undefined) told(parsed)
    })
    process.onExit((how) => {
      disarm()
      resolve(how)
    })
  })
}
