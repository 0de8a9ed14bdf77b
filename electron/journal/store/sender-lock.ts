import { existsSync } from 'node:fs'
import { errorCode } from '../../base/error-code.ts'
import { makeOwnFile, refuseUnsafeFile } from '../../base/own-files.ts'
import { failureOf, type JournalFailed } from '../failure.ts'
import { openPlainDatabase, type Database } from './sqlite.ts'

/**
 * A lock that lets only one process at a time send from a journal. It is an exclusive transaction on an empty
 * SQLite file: SQLite uses the platform's file locks, which the system releases when a process ends, however
 * it ends. The file itself stays and means nothing. No other code may open it: on POSIX, a process that
 * closes any handle of a file releases all its locks on it.
 */
export type SenderLock =
  { readonly kind: 'held'; readonly release: () => void } | { readonly kind: 'taken' } | JournalFailed

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

/**
 * Created with own rights, since SQLite's default lets everybody read it, and a reader could block the kiosk.
 */
function makeLockFile(path: string): void {
  refuseUnsafeFile(path)
  if (existsSync(path)) return
  try {
    makeOwnFile(path, '')
  } catch (error) {
    // Another starting kiosk has just created it.
    if (errorCode(error) !== 'EEXIST') throw error
  }
}
