import { z } from 'zod'
import { attempt, failureCode } from '../base/attempt.ts'
import { readOwnFile, replaceOwnFile } from '../base/own-files.ts'

/**
 * The number of wrong PINs in a row, and until when no PIN is accepted. Kept on the disk, so that a restart
 * of the kiosk gives no extra tries. Times are this computer's, in milliseconds since the Unix epoch.
 */
export interface PinLock {
  readonly failures: number
  readonly untilMs: number
}

export interface PinLockStore {
  read(): PinLock
  /** Returns why it could not be written; it is then kept in memory only. */
  write(lock: PinLock): string | undefined
}

export const noLock: PinLock = { failures: 0, untilMs: 0 }

/** This many wrong PINs in a row (typing errors) cause no wait. */
const freeFailures = 2
const firstWaitMs = 30_000
const longestWaitMs = 3_600_000

/**
 * The lock after one more wrong PIN: the third in a row locks for 30 s, each further one twice as long, up to
 * 1 h.
 */
export function lockAfterFailure({ failures }: PinLock, nowMs: number): PinLock {
  const doublings = Math.min(failures - freeFailures, 20)
  const waitMs = failures < freeFailures ? 0 : Math.min(firstWaitMs * 2 ** doublings, longestWaitMs)
  return { failures: failures + 1, untilMs: waitMs === 0 ? 0 : nowMs + waitMs }
}

/**
 * When the next PIN is accepted; undefined: now. A clock that was set back cannot extend it beyond
 * `longestWaitMs`.
 */
export function lockedUntilMs({ untilMs }: PinLock, nowMs: number): number | undefined {
  return untilMs > nowMs ? Math.min(untilMs, nowMs + longestWaitMs) : undefined
}

const shape = z.object({ failures: z.int(), untilMs: z.int() })

/** Keeps the lock in the file `path`. A missing or unreadable file counts as no wrong PINs. */
export function pinLockFile(path: string): PinLockStore {
  let known: PinLock | undefined
  return {
    read: () => (known ??= readLock(path)),
    write: (lock) => {
      known = lock
      return failureCode(() => replaceOwnFile(path, JSON.stringify(lock)))
    },
  }
}

function readLock(path: string): PinLock {
  return attempt(() => shape.parse(JSON.parse(readOwnFile(path)))) ?? noLock
}
