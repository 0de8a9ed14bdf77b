import { existsSync } from 'node:fs'
import { errorCode } from '../../base/error-code.ts'
import { makeOwnFile, refuseUnsafeFile } from '../../base/own-files.ts'
import { failureOf, type JournalFailure } from '../failure.ts'
import { openPlainDatabase, type Database } from './sqlite.ts'

/**
 * One process at a time sends from a journal. The lock is an exclusive transaction on an empty SQLite file: SQLite
 * takes the platform's own file locks, and the system gives those back when a process ends, however it ends. The
 * file stays; it says nothing by being there. No other code may open it: where POSIX rules, a process that closes
 * any handle of a file gives up all its locks on it.
 */
export type SenderLock =
  | { readonly kind: 'held'; readonly release: () => void }
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export function acquireSenderLock(path: string): SenderLock {
  let database: Database | undefined
  try {
    makeLockFile(path)
    database = openPlainDatabase(path)
    const held = database
    held.exec('BEGIN EXCLUSIVE')
    let released = false
    return {
      kind: 'held',
      release: () => {
        if (released) return
        released = true
        held.exec('ROLLBACK')
        held.close()
      },
    }
  } catch (error) {
    database?.close()
    const failure = failureOf(error)
    return failure.kind === 'busy' ? { kind: 'taken' } : { kind: 'failed', failure }
  }
}

/** Who can merely read the file could hold a lock that keeps the kiosk from starting, and SQLite lets everybody read it. */
function makeLockFile(path: string): void {
  refuseUnsafeFile(path)
  if (existsSync(path)) return
  try {
    makeOwnFile(path, '')
  } catch (error) {
    // Another kiosk that starts has just made it.
    if (errorCode(error) !== 'EEXIST') throw error
  }
}
