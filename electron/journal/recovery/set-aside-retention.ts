import { existsSync, rmSync } from 'node:fs'
import { readOwnFile, replaceOwnFile } from '../../base/own-files.ts'
import { failureOf } from '../failure.ts'
import { setAsidePaths } from './set-aside.ts'
import { openDatabase, type Database } from '../store/sqlite.ts'

/**
 * Journals that were set aside follow the same retention periods as the one in use: names are erased `keepNamesDays`
 * after it was set aside, and the file is removed after `keepTapsDays`. Open taps have been copied to the new journal by
 * then. A file that is too damaged to erase names from is removed after `keepNamesDays`.
 *
 * The age is measured from when the kiosk first saw the file, in the servers' time, and stored in a `.kept` file beside
 * it. The file's name and timestamps come from this computer's clock, which may have been years behind.
 */
export interface SetAsideRetention {
  /** The servers' time. */
  readonly nowMs: number
  readonly keepNamesMs: number
  readonly keepTapsMs: number
}

export interface TidyResult {
  readonly done: readonly {
    readonly path: string
    readonly what: 'names-erased' | 'removed' | 'not-erasable'
  }[]
  /** There is more to erase than one call handles: call again soon. */
  readonly more: boolean
}

interface RetentionState {
  readonly sinceMs: number
  readonly areNamesErased: boolean
}

/** Limited, so that taps never wait for it. */
const maxErasedPerCall = 500

/** Throws errors of the file system. */
export function tidySetAside(journalPath: string, retention: SetAsideRetention): TidyResult {
  const { nowMs, keepNamesMs, keepTapsMs } = retention
  const done: TidyResult['done'][number][] = []
  let more = false
  for (const path of setAsidePaths(journalPath)) {
    const kept = readRetentionState(path)
    if (kept === undefined) {
      writeRetentionState(path, { sinceMs: nowMs, areNamesErased: false })
      continue
    }
    const ageMs = nowMs - kept.sinceMs
    if (ageMs > keepTapsMs) {
      remove(path)
      done.push({ path, what: 'removed' })
    } else if (ageMs > keepNamesMs && !kept.areNamesErased) {
      const answer = eraseNames(path)
      if (answer === 'more') {
        more = true
      } else if (answer === 'erased') {
        writeRetentionState(path, { ...kept, areNamesErased: true })
        done.push({ path, what: 'names-erased' })
      } else {
        remove(path)
        done.push({ path, what: 'not-erasable' })
      }
    }
  }
  return { done, more }
}

function eraseNames(path: string): 'erased' | 'more' | 'not-erasable' {
  let database: Database | undefined
  // Only its write-ahead log is left, from which nothing can be erased.
  if (!existsSync(path)) return 'not-erasable'
  try {
    database = openDatabase(path)
    if (database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'people'`) === undefined)
      return 'not-erasable'
    database.run(
      `DELETE FROM people WHERE rowid IN (SELECT rowid FROM people NOT INDEXED LIMIT ${maxErasedPerCall})`,
    )
    // Until the checkpoint, the write-ahead log still holds the pages with the names.
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return database.get('SELECT 1 FROM people NOT INDEXED LIMIT 1') === undefined ? 'erased' : 'more'
  } catch (error) {
    const { kind } = failureOf(error)
    if (kind === 'corrupt' || kind === 'not-a-database' || kind === 'refused') return 'not-erasable'
    throw error
  } finally {
    database?.close()
  }
}

function remove(path: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal', '.head', stateEnding])
    rmSync(`${path}${ending}`, { force: true })
}

const stateEnding = '.kept'

/** Undefined if the file is new or unreadable: retention restarts, so nothing is removed early. */
function readRetentionState(path: string): RetentionState | undefined {
  try {
    const read: unknown = JSON.parse(readOwnFile(`${path}${stateEnding}`))
    if (typeof read !== 'object' || read === null || !('sinceMs' in read)) return undefined
    const { sinceMs } = read
    const areNamesErased = 'areNamesErased' in read && read.areNamesErased === true
    return typeof sinceMs === 'number' ? { sinceMs, areNamesErased } : undefined
  } catch {
    return undefined
  }
}

function writeRetentionState(path: string, kept: RetentionState): void {
  replaceOwnFile(`${path}${stateEnding}`, JSON.stringify(kept))
}
