import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { echoedPath } from '../../base/text/echo.ts'
import { ensureOwnFolder, refuseUnsafeDatabase } from '../../base/own-files.ts'
import { measured } from '../../base/measured-work.ts'
import { keyIdOf, type ChainHead } from '../chain/chain.ts'
import { walkChain } from '../chain/chain-walk.ts'
import { headOf } from './event-rows.ts'
import { ensureDetails } from './details.ts'
import {
  checkPeople,
  examine,
  forgetSuspicion,
  foundByOpening,
  isSmall,
  suspectPath,
  type Examined,
} from '../recovery/examine.ts'
import { failureOf, type JournalFailed } from '../failure.ts'
import { readHeadFile, type FiledHead } from '../chain/head-file.ts'
import type { Journal } from '../journal.ts'
import { findLostHead } from '../chain/lost-head.ts'
import { ensureSchema, migrate } from './migrations.ts'
import { ensureOpenTaps } from './open-taps.ts'
import { removeReplacementSeal } from '../recovery/replacement.ts'
import {
  finishSettingAside,
  removeLeftovers,
  setAsideDamaged,
  setAsidePaths,
  type SetAside,
} from '../recovery/set-aside.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { openDatabase, readAtOnce, type Database } from './sqlite.ts'
import { SqliteJournal, type WalkedJournal } from './sqlite-journal.ts'

export type OpenedJournal =
  /**
   * `setAside`: the journal was damaged, and a new one was started. `otherKeyId`: its last event was written
   * under another site key, so earlier events cannot be checked. Report both to IT.
   */
  | {
      readonly kind: 'ok'
      readonly journal: Journal
      readonly setAside?: SetAside
      readonly otherKeyId?: string
    }
  | JournalFailed

export interface JournalOptions {
  /** For the file name of a damaged journal that is set aside. Default: this computer's clock. */
  readonly nowMs?: () => number
  /** The head if this program had the journal open before: the journal must contain it. */
  readonly knownHead?: ChainHead | undefined
  /** Called after the journal is closed: releases the sender lock. */
  readonly closedWith?: () => void
}

/**
 * Opens the journal at `path` for the one process that sends from it, creating file and folder if needed. A
 * damaged journal is set aside and a new one started; for a full disk, a read-only file, a lock or a newer
 * version the opening fails. Events are removed only by compaction.
 */
export function openJournal(path: string, key: SiteKey, options: JournalOptions = {}): OpenedJournal {
  try {
    ensureOwnFolder(dirname(path))
    refuseUnsafeDatabase(path)
    accessSync(dirname(path), constants.W_OK)
    const finished = finishSettingAside(path, key)
    let { setAside } = finished
    const filed = readHeadFile(path, key)
    const known = finished.isFinished ? undefined : options.knownHead
    const knownHeads = [filed?.head, known].filter((head) => head !== undefined)
    let checked = measured('journal.open', () =>
      isGone(path) ? gone(path) : openChecked(path, key, knownHeads, filed, 'doubted'),
    )
    if (checked.kind === 'damaged') {
      const { why } = checked
      const detail = [checked.detail, ...finished.ignored.map(ignoredWords)].join(' ')
      const lastKnownSeq =
        knownHeads.length === 0 ? checked.lastKnownSeq : Math.max(...knownHeads.map(({ seq }) => seq))
      setAside = setAsideDamaged(path, key, { why, detail, lastKnownSeq }, (options.nowMs ?? Date.now)())
      checked = openChecked(path, key, [], undefined, 'just-begun')
    }
    switch (checked.kind) {
      case 'open': {
        forgetSuspicion(path)
        removeLeftovers(path)
        const journal = openAppending(path, checked, key, options.closedWith)
        const otherKeyId = keyOfHeadIfOther(checked.database, key)
        return {
          kind: 'ok',
          journal,
          ...(setAside !== undefined && { setAside }),
          ...(otherKeyId !== undefined && { otherKeyId }),
        }
      }
      case 'damaged':
        return { kind: 'failed', failure: { kind: 'corrupt', detail: checked.detail } }
      case 'failed':
        return checked
      default:
        return checked satisfies never
    }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  }
}

function ignoredWords(replacement: string): string {
  return `${echoedPath(replacement)} was ignored: this kiosk did not write it for the set-aside journal.`
}

/**
 * Whether the journal is missing although one must exist: each set-aside journal was replaced with a new one.
 */
function isGone(path: string): boolean {
  return !existsSync(path) && setAsidePaths(path).length > 0
}

function gone(path: string): Extract<Checked, { kind: 'damaged' }> {
  const detail = `${echoedPath(path)} is missing, although a new journal was started after the set-aside one beside it.`
  return { kind: 'damaged', why: 'cut-off', detail }
}

function openAppending(
  path: string,
  checked: WalkedJournal,
  key: SiteKey,
  closedWith: (() => void) | undefined,
): Journal {
  try {
    return new SqliteJournal(path, checked, key, closedWith)
  } catch (error) {
    checked.database.close()
    throw error
  }
}

/** The key id of the last event, if it is not this key's. */
function keyOfHeadIfOther(database: Database, key: SiteKey): string | undefined {
  const { seq, link: last } = headOf(database)
  return seq === 0 || keyIdOf(last) === key.id ? undefined : keyIdOf(last)
}

type Checked =
  | ({ readonly kind: 'open' } & WalkedJournal)
  | (Extract<Examined, { kind: 'damaged' }> & { readonly lastKnownSeq?: number | undefined })
  | Extract<Examined, { kind: 'failed' }>

/**
 * `end`: `doubted` treats a missing head file as damage; `just-begun` is for a journal that was just created.
 */
function openChecked(
  path: string,
  key: SiteKey,
  knownHeads: readonly ChainHead[],
  filed: FiledHead | undefined,
  end: 'doubted' | 'just-begun',
): Checked {
  const found = examine(path, knownHeads)
  if (found.kind !== 'good') return found
  let database: Database | undefined
  try {
    // Created here, since SQLite would make it readable by everybody; the WAL inherits the file's mode.
    if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600))
    database = openDatabase(path)
    migrate(database)
    ensureSchema(database)
    const isWalkedWhole = filed === undefined || isSmall(path) || existsSync(suspectPath(path))
    const walked = readAtOnce(database, (read) => walkChain(read, key, isWalkedWhole ? 1 : filed.walkFromSeq))
    checkPeople(database, key, walked.open)
    const lost = end === 'doubted' && knownHeads.length === 0 ? findLostHead(path, database, key) : undefined
    if (lost !== undefined) {
      database.close()
      return { kind: 'damaged', why: 'cut-off', ...lost }
    }
    ensureOpenTaps(database, walked.open)
    ensureDetails(database)
    removeReplacementSeal(database)
    return { kind: 'open', database, walked }
  } catch (error) {
    database?.close()
    return foundByOpening(path, failureOf(error))
  }
}
