import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../base/attempt.ts'
import { errorCode } from '../base/error-code.ts'
import { replaceOwnFile } from '../base/own-files.ts'
import type { Clock } from '../base/time/clock.ts'
import { pollEvery } from '../base/time/poll-every.ts'

/** Its change requests a reading; its content only says when. Whoever can write it can only cause a reading. */
const requestFileName = 'read-people'

/** The command line promises ten seconds. */
const pollMs = 5_000

/** Requests that a running kiosk reads the people from Entra again. Returns the error code if it failed. */
export function requestReading(dataFolder: string, nowMs: number): string | undefined {
  try {
    replaceOwnFile(join(dataFolder, requestFileName), `${new Date(nowMs).toISOString()}\n`)
    return undefined
  } catch (error) {
    return errorCode(error)
  }
}

/** Calls `read` at each request that is made from now on. Returns the function that ends it. */
export function watchReadRequests(dataFolder: string, clock: Clock, read: () => void): () => void {
  const path = join(dataFolder, requestFileName)
  let before = stateOf(path)
  return pollEvery(clock, pollMs, () => {
    const now = stateOf(path)
    if (now !== before && now !== 'none') read()
    before = now
    return Promise.resolve()
  })
}

function stateOf(path: string): string {
  const stats = attempt(() => lstatSync(path))
  return stats === undefined ? 'none' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(':')
}
