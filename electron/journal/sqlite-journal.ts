import { accessSync, closeSync, constants, existsSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { ensureOwnFolder, refuseUnsafeDatabase, replaceOwnFile } from '../base/own-files.ts'
import { working } from '../base/work.ts'
import type { ChainHead } from './chain.ts'
import { appendEvent, countParked, eventsOfTap, headOf } from './event-rows.ts'
import { compactStep, giveBackSpace } from './compaction.ts'
import { ensureDetails, recordDetail } from './details.ts'
import { examine, examineOpenTaps, foundBy, isSmall, suspectPath, type Examined } from './examine.ts'
import { failureOf, isDamage, type JournalFailure } from './failure.ts'
import { openHeadFile, type HeadFile } from './head-file.ts'
import type {
  CompactedAnswer,
  ErasedAnswer,
  Journal,
  JournalAnswer,
  PendingAnswer,
  SetAsideAnswer,
  TapPerson,
} from './journal.ts'
import { migrate } from './migrations.ts'
import { ensureOpenTaps, findPending } from './open-taps.ts'
import { eraseSettled, recordPerson } from './people.ts'
import type { PunchEvent } from './punch-event.ts'
import { finishSettingAside, setAsideDamaged, type SetAside } from './set-aside.ts'
import { tidySetAside, type SetAsideRetention } from './set-aside-retention.ts'
import type { SiteKey } from './site-key.ts'
import { openDatabase, type Database } from './sqlite.ts'
import { verifyChain, type ChainCheck, type VerifyOptions } from './verify.ts'

export type OpenedJournal =
  /** `setAside`: the journal that was there was damaged and a new one was begun. Somebody has to be told. */
  | { readonly kind: 'ok'; readonly journal: Journal; readonly setAside?: SetAside }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export interface JournalOptions {
  /** Names the file a damaged journal is set aside under. Default: this computer's clock. */
  readonly nowMs?: () => number
  /** Closed with the journal, after it: the lock of the process that sends from it. */
  readonly closedWith?: () => void
}

/**
 * Opens the journal at `path` for the one process that sends from it, making file and folder where need be. One that
 * is damaged is set aside, and a new one begun; one that is full, read-only, locked or of a newer version is not.
 * Nothing that is there is ever removed but by compaction.
 */
export function openJournal(path: string, key: SiteKey, options: JournalOptions = {}): OpenedJournal {
  try {
    ensureOwnFolder(dirname(path))
    refuseUnsafeDatabase(path)
    accessSync(dirname(path), constants.W_OK)
    let setAside = finishSettingAside(path)
    let checked = working('journal.open', () => openChecked(path, key))
    if (checked.kind === 'damaged') {
      setAside = setAsideDamaged(path, key, checked, (options.nowMs ?? Date.now)())
      checked = openChecked(path, key)
    }
    switch (checked.kind) {
      case 'open': {
        rmSync(suspectPath(path), { force: true })
        const journal = new SqliteJournal(path, checked.database, key, options.closedWith)
        return { kind: 'ok', journal, ...(setAside !== undefined && { setAside }) }
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

/** Bytes. A tap's commit changes up to a dozen pages; a disk with room for less must not pass the probe. */
const asLargeAsATap = 12 * 4096

type Checked =
  { readonly kind: 'open'; readonly database: Database } | Extract<Examined, { kind: 'damaged' | 'failed' }>

function openChecked(path: string, key: SiteKey): Checked {
  const found = examine(path)
  if (found.kind !== 'good') return found
  let database: Database | undefined
  try {
    // SQLite would make the file readable by everybody; its WAL takes the file's own mode.
    if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600))
    database = openDatabase(path)
    migrate(database)
    ensureOpenTaps(database, isSmall(path) ? 'all' : 'named')
    ensureDetails(database)
    const openTaps = examineOpenTaps(database, key)
    if (openTaps.kind === 'good') return { kind: 'open', database }
    database.close()
    return openTaps
  } catch (error) {
    database?.close()
    return foundBy(failureOf(error))
  }
}

class SqliteJournal implements Journal {
  readonly #path: string
  readonly #database: Database
  readonly #key: SiteKey
  readonly #headFile: HeadFile
  readonly #closedWith: (() => void) | undefined
  #dataVersion: unknown
  /** Counted when it is asked for after a change: it is asked for at each change of the screen. */
  #parkedTaps: number | undefined
  /** Where the next step of compaction begins; `end`: no old taps are left, and space is given back. */
  #compactedUpTo: number | 'end' = 0

  constructor(path: string, database: Database, key: SiteKey, closedWith: (() => void) | undefined) {
    this.#path = path
    this.#database = database
    this.#key = key
    this.#dataVersion = readDataVersion(database)
    this.#headFile = openHeadFile(path)
    this.#headFile.write(headOf(database))
    this.#closedWith = closedWith
  }

  recordTap(event: Extract<PunchEvent, { kind: 'tapped' }>, person: TapPerson): JournalAnswer {
    return this.#append(event, () => recordPerson(this.#database, this.#key, event, person))
  }

  record(event: PunchEvent, serviceWords?: string): JournalAnswer {
    return this.#append(event, () => {
      if (serviceWords !== undefined) recordDetail(this.#database, this.#key, event.tapId, serviceWords)
    })
  }

  pending(): PendingAnswer {
    try {
      return { kind: 'ok', ...working('journal.read', () => findPending(this.#database)) }
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** `PRAGMA data_version` changes with every commit of another connection (sqlite.org/pragma.html). */
  changedByOthers(): boolean {
    try {
      const now = readDataVersion(this.#database)
      const changed = now !== this.#dataVersion
      this.#dataVersion = now
      if (changed) this.#parkedTaps = undefined
      return changed
    } catch (error) {
      this.#failed(error)
      return false
    }
  }

  parkedTaps(): number {
    try {
      this.#parkedTaps ??= countParked(this.#database)
      return this.#parkedTaps
    } catch {
      // What is wrong with the journal is told by whatever has to be written to it.
      return 0
    }
  }

  eventsOf(tapId: string): readonly PunchEvent[] {
    try {
      return eventsOfTap(this.#database, tapId)
    } catch (error) {
      this.#failed(error)
      throw error
    }
  }

  probe(): JournalAnswer {
    return this.#write(() =>
      this.#database.run('INSERT OR REPLACE INTO marks (name, at_ms, filling) VALUES (?, ?, ?)', [
        'probe',
        Date.now(),
        '.'.repeat(asLargeAsATap),
      ]),
    )
  }

  head(): ChainHead | undefined {
    try {
      return headOf(this.#database)
    } catch (error) {
      this.#failed(error)
      return undefined
    }
  }

  verify(options?: VerifyOptions): Promise<ChainCheck> {
    return verifyChain(this.#database, [this.#key], options)
  }

  eraseSettledPeople(beforeMs: number): ErasedAnswer {
    try {
      return { kind: 'ok', ...working('journal.tidy', () => eraseSettled(this.#database, beforeMs)) }
    } catch (error) {
      return this.#failed(error)
    }
  }

  compact(beforeMs: number, nowMs: number): CompactedAnswer {
    try {
      const { taps, doubtful } = this.#takeOutOld(beforeMs, nowMs)
      const more =
        this.#compactedUpTo !== 'end' || working('journal.tidy', () => giveBackSpace(this.#database))
      if (!more) this.#compactedUpTo = 0
      return { kind: 'ok', taps, doubtful, more }
    } catch (error) {
      this.#compactedUpTo = 0
      return this.#failed(error)
    }
  }

  /** A damaged one that was set aside must not make this one suspect. */
  tidySetAside(retention: SetAsideRetention): SetAsideAnswer {
    try {
      return { kind: 'ok', ...working('journal.tidy', () => tidySetAside(this.#path, retention)) }
    } catch (error) {
      return { kind: 'failed', failure: failureOf(error) }
    }
  }

  #takeOutOld(beforeMs: number, nowMs: number): { readonly taps: number; readonly doubtful: number } {
    const afterSeq = this.#compactedUpTo
    if (afterSeq === 'end') return { taps: 0, doubtful: 0 }
    const { taps, doubtful, nextAfterSeq } = working('journal.tidy', () =>
      compactStep(this.#database, this.#key, { beforeMs, nowMs, afterSeq }),
    )
    this.#compactedUpTo = nextAfterSeq ?? 'end'
    if (taps > 0) this.#headFile.write(headOf(this.#database))
    return { taps, doubtful }
  }

  close(): void {
    try {
      this.#database.close()
    } finally {
      this.#headFile.close()
      this.#closedWith?.()
    }
  }

  #append(event: PunchEvent, beside?: () => void): JournalAnswer {
    this.#parkedTaps = undefined
    let head: ChainHead | undefined
    const answer = this.#write(() => {
      head = appendEvent(this.#database, this.#key, event)
      beside?.()
    })
    if (answer.kind === 'ok' && head !== undefined) this.#headFile.write(head)
    return answer
  }

  #write(body: () => void): JournalAnswer {
    try {
      working('journal.write', () => this.#database.transaction(body))
      return { kind: 'ok' }
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** A damaged page leaves a mark, so that the next opening looks at every page. */
  #failed(error: unknown): { readonly kind: 'failed'; readonly failure: JournalFailure } {
    const failure = failureOf(error)
    if (isDamage(failure)) leaveMark(suspectPath(this.#path))
    return { kind: 'failed', failure }
  }
}

function readDataVersion(database: Database): unknown {
  return database.get('PRAGMA data_version')?.['data_version']
}

function leaveMark(path: string): void {
  try {
    replaceOwnFile(path, '')
  } catch {
    // A disk that takes nothing: the next opening checks what it can.
  }
}
