import { errorCode } from '../base/error-code.ts'
import { readOwnFile, replaceOwnFile } from '../base/own-files.ts'

/**
 * How many wrong PINs there were in a row and until when none is taken. On the disk, so that switching the kiosk off
 * and on gives nobody another try. Times are this computer's, in milliseconds since the Unix epoch.
 */
export interface PinLock {
  readonly failures: number
  readonly untilMs: number
}

export interface PinLockStore {
  read(): PinLock
  /** Answers why it could not be written; it is then kept in memory. */
  write(lock: PinLock): string | undefined
}

export const noLock: PinLock = { failures: 0, untilMs: 0 }

/** Typing errors: so many wrong PINs in a row cost no wait. */
const freeFailures = 2
const firstWaitMs = 30_000
const longestWaitMs = 3_600_000

/** The lock after one more wrong PIN: the third in a row costs half a minute, each further one twice as much, up to an hour. */
export function lockAfterFailure({ failures }: PinLock, nowMs: number): PinLock {
  const doublings = Math.min(failures - freeFailures, 20)
  const waitMs = failures < freeFailures ? 0 : Math.min(firstWaitMs * 2 ** doublings, longestWaitMs)
  return { failures: failures + 1, untilMs: waitMs === 0 ? 0 : nowMs + waitMs }
}

/** When the next PIN is taken; undefined: now. A clock that was set back does not lengthen the wait beyond the longest. */
export function lockedUntilMs({ untilMs }: PinLock, nowMs: number): number | undefined {
  return untilMs > nowMs ? Math.min(untilMs, nowMs + longestWaitMs) : undefined
}

/** Keeps the lock in the file `path`. A file that is gone or unreadable counts as no wrong PIN. */
export function pinLockFile(path: string): PinLockStore {
  let known: PinLock | undefined
  return {
    read: () => (known ??= readLock(path)),
    write: (lock) => {
      known = lock
      try {
        replaceOwnFile(path, JSON.stringify(lock))
        return undefined
      } catch (error) {
        return errorCode(error)
      }
    },
  }
}

function readLock(path: string): PinLock {
  try {
    const read: unknown = JSON.parse(readOwnFile(path))
    return isLock(read) ? read : noLock
  } catch {
    return noLock
  }
}

function isLock(value: unknown): value is PinLock {
  return (
    typeof value === 'object' &&
    value !== null &&
    'failures' in value &&
    'untilMs' in value &&
    Number.isSafeInteger(value.failures) &&
    Number.isSafeInteger(value.untilMs)
  )
}
