import { z } from 'zod'
import { attempt, failureCode } from '../base/attempt.ts'
import { readOwnFile, replaceOwnFile } from '../base/own-files.ts'

/** Wrong PINs in a row, and until when none is accepted (Unix ms). On disk, so a restart changes nothing. */
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
const maxWaitMs = 3_600_000

/** The lock after one more wrong PIN: the third locks for 30 s, each further one twice as long, up to 1 h. */
export function lockAfterFailure({ failures }: PinLock, nowMs: number): PinLock {
  const doublings = Math.min(failures - freeFailures, 20)
  const waitMs = failures < freeFailures ? 0 : Math.min(firstWaitMs * 2 ** doublings, maxWaitMs)
  return { failures: failures + 1, untilMs: waitMs === 0 ? 0 : nowMs + waitMs }
}

/** When the next PIN is accepted; undefined: now. At most `maxWaitMs`, even if the clock was set back. */
export function lockedUntilMs({ untilMs }: PinLock, nowMs: number): number | undefined {
  return untilMs > nowMs ? Math.min(untilMs, nowMs + maxWaitMs) : undefined
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
