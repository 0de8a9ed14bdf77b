import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { echoedPath } from '../../base/text/echo.ts'
import { ensureOwnFolder, refuseUnsafeDatabase, replaceOwnFile } from '../../base/own-files.ts'
import { measured } from '../../base/measured-work.ts'
import { keyIdOf, link, type ChainedRow, type ChainHead } from '../chain/chain.ts'
import { walkChain, type Walked } from '../chain/chain-walk.ts'
import {
  appendEvent,
  chainedRowOf,
  countParked,
  eventColumns,
  eventsOfTap,
  headOf,
  isOfCommandLine,
} from './event-rows.ts'
import { compactStep, giveBackSpace } from '../chain/compaction.ts'
import { ensureDetails, recordDetail } from './details.ts'
import {
  checkPeople,
  examine,
  forgetSuspicion,
  foundBy,
  isSmall,
  suspectPath,
  type Examined,
} from '../recovery/examine.ts'
import { failureOf, isDamage, JournalError, type JournalFailure } from '../failure.ts'
import { openHeadFile, readHeadFile, type FiledHead, type HeadFile } from '../chain/head-file.ts'
import type {
  CarriedAnswer,
  CompactedAnswer,
  ErasedAnswer,
  Journal,
  JournalAnswer,
  PendingAnswer,
  SetAsideAnswer,
  PendingTap,
} from '../journal.ts'
import type { TapPerson } from '../tap-person.ts'
import { findLostHead } from '../chain/lost-head.ts'
import { checkSchema, ensureSchema, migrate } from './migrations.ts'
import { watchOpenFiles, type OpenFiles } from './open-files.ts'
import { ensureOpenTaps } from './open-taps.ts'
import { findParkedSince, type ParkedSince } from '../parked-taps.ts'
import { findPending } from '../pending-taps.ts'
import { eraseSettled, findSealed, recordPerson } from '../people.ts'
import { fromMemory, isSettling, type PunchEvent } from '../punch-event.ts'
import { removeReplacementSeal } from '../recovery/replacement.ts'
import {
  finishSettingAside,
  removeLeftovers,
  setAsideDamaged,
  setAsidePaths,
  type SetAside,
} from '../recovery/set-aside.ts'
import { tidySetAside, type SetAsideRetention } from '../recovery/set-aside-retention.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { openDatabase, textIn, type Database, type SqlRow } from './sqlite.ts'
import { verifyChain, type ChainCheck, type VerifyOptions } from '../chain/verify.ts'

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
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

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
  checked: Extract<Checked, { kind: 'open' }>,
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

/** In bytes. A tap's commit changes up to a dozen pages; a disk with less space must not pass the probe. */
const probeBytes = 12 * 4096

const pageSize = 200

type Checked =
  | { readonly kind: 'open'; readonly database: Database; readonly walked: Walked }
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
    return foundBy(failureOf(error))
  }
}

/** Runs `body` on a consistent snapshot. */
function readAtOnce<T>(database: Database, body: (database: Database) => T): T {
  database.exec('BEGIN')
  try {
    return body(database)
  } finally {
    database.exec('ROLLBACK')
  }
}

class SqliteJournal implements Journal {
  readonly #path: string
  readonly #database: Database
  readonly #key: SiteKey
  readonly #headFile: HeadFile
  readonly #files: OpenFiles
  /** As written or checked by this connection; the database must match it. */
  #head: ChainHead
  /** The number of the first event of each open tap, oldest first. */
  #open: Map<string, number>
  readonly #closedWith: (() => void) | undefined
  #dataVersion: unknown
  /** The data version when the chain was last walked for `parkedSince`. */
  #parkedVersion: unknown
  /** From here on the chain does not hold; `Infinity`: no such finding. */
  #doubtedFromSeq = Infinity
  /** Cached until the journal changes, since it is read at each change of the screen. */
  #parkedTaps: number | undefined
  /** The last count, for when a new count fails. */
  #lastParkedTaps = 0
  /**
   * Where the next compaction step starts; `end`: no old taps are left, and space is returned to the disk.
   */
  #compactedUpTo: number | 'end' = 0

  constructor(
    path: string,
    { database, walked }: Extract<Checked, { kind: 'open' }>,
    key: SiteKey,
    closedWith: (() => void) | undefined,
  ) {
    this.#path = path
    this.#database = database
    this.#key = key
    this.#dataVersion = readDataVersion(database)
    this.#head = walked.head
    this.#open = openIn(walked)
    this.#files = watchOpenFiles(path)
    this.#headFile = openHeadFile(path, key, { head: this.#head, walkFromSeq: this.#walkFromSeq() })
    this.#closedWith = closedWith
  }

  recordTap(event: Extract<PunchEvent, { kind: 'tapped' }>, person: TapPerson): JournalAnswer {
    return this.#append(event, () => this.#addPerson(event, person))
  }

  record(event: PunchEvent, serviceWords?: string): JournalAnswer {
    return this.#append(event, () => {
      if (serviceWords !== undefined) recordDetail(this.#database, this.#key, event.tapId, serviceWords)
    })
  }

  pending(): PendingAnswer {
    try {
      return measured('journal.read', () => {
        ensureSchema(this.#database)
        return readAtOnce(this.#database, (database) => {
          checkSchema(database)
          this.#acceptRequests()
          const walked = walkChain(database, this.#key, this.#walkFromSeq())
          this.#open = openIn(walked)
          return { kind: 'ok', ...findPending(database, this.#key, walked.open) }
        })
      })
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** `PRAGMA data_version` changes with every commit of another connection (sqlite.org/pragma.html). */
  changedByOthers(): boolean {
    try {
      const now = readDataVersion(this.#database)
      // Replaced files never change under this connection, so they are checked separately; `pending` reports
      // why.
      const isDoubted = this.#doubtedFromSeq < Infinity
      const changed = now !== this.#dataVersion || isDoubted || this.#checkFiles().kind === 'failed'
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
      this.#lastParkedTaps = this.#parkedTaps
      return this.#parkedTaps
    } catch {
      // The next write reports what is wrong; a missing index is recreated by the next `pending`. Neither
      // changes the number of parked taps.
      return this.#lastParkedTaps
    }
  }

  parkedSince(after: ChainHead | undefined, limit: number): ParkedSince | undefined {
    try {
      return measured('journal.read', () =>
        readAtOnce(this.#database, (database) => {
          // Walks the chain, since hiding a `parked` event would suppress its alert: `pending` checks only
          // open taps.
          const version = readDataVersion(database)
          if (version !== this.#parkedVersion) {
            this.#acceptRequests()
            // Not the complete chain of a long journal, since taps would have to wait.
            const fromSeq = Math.min(this.#walkFromSeq(), after === undefined ? Infinity : after.seq + 1)
            // Left in place if the walk throws, so that `changedByOthers` reports it.
            this.#doubtedFromSeq = fromSeq
            walkChain(database, this.#key, fromSeq)
            this.#doubtedFromSeq = Infinity
            this.#parkedVersion = version
          }
          return findParkedSince(database, this.#key, { after, head: this.#head, limit })
        }),
      )
    } catch (error) {
      this.#failed(error)
      return undefined
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
    const answer = this.#write(() =>
      this.#database.run('INSERT OR REPLACE INTO marks (name, at_ms, filling) VALUES (?, ?, ?)', [
        'probe',
        Date.now(),
        '.'.repeat(probeBytes),
      ]),
    )
    return answer.kind === 'ok' ? this.#checkFiles() : answer
  }

  head(): ChainHead {
    return this.#head
  }

  verify(options?: VerifyOptions): Promise<ChainCheck> {
    return verifyChain(this.#database, [this.#key], options)
  }

  eraseSettledPeople(beforeMs: number): ErasedAnswer {
    try {
      return { kind: 'ok', ...measured('journal.tidy', () => eraseSettled(this.#database, beforeMs)) }
    } catch (error) {
      return this.#failed(error)
    }
  }

  compact(beforeMs: number, nowMs: number): CompactedAnswer {
    try {
      const { taps, doubtful } = this.#takeOutOld(beforeMs, nowMs)
      const more =
        this.#compactedUpTo !== 'end' || measured('journal.tidy', () => giveBackSpace(this.#database))
      if (!more) this.#compactedUpTo = 0
      return { kind: 'ok', taps, doubtful, more }
    } catch (error) {
      this.#compactedUpTo = 0
      return this.#failed(error)
    }
  }

  /** Does not use `#failed`: a damaged set-aside journal must not mark this one as suspect. */
  tidySetAside(retention: SetAsideRetention): SetAsideAnswer {
    try {
      return { kind: 'ok', ...measured('journal.tidy', () => tidySetAside(this.#path, retention)) }
    } catch (error) {
      return { kind: 'failed', failure: failureOf(error) }
    }
  }

  #takeOutOld(beforeMs: number, nowMs: number): { readonly taps: number; readonly doubtful: number } {
    const afterSeq = this.#compactedUpTo
    if (afterSeq === 'end') return { taps: 0, doubtful: 0 }
    this.#acceptRequests()
    const { taps, doubtful, nextAfterSeq } = measured('journal.tidy', () =>
      compactStep(this.#database, this.#key, { beforeMs, nowMs, afterSeq }),
    )
    this.#compactedUpTo = nextAfterSeq ?? 'end'
    this.#acceptRequests()
    if (taps > 0) this.#fileHead()
    return { taps, doubtful }
  }

  carryOver(taps: readonly PendingTap[], atMs: number): CarriedAnswer {
    let carriedOver = 0
    for (const tap of taps) {
      const answer = this.#carryOver(tap, atMs)
      if (answer.kind === 'failed') return answer
      carriedOver += answer.carriedOver
    }
    return { kind: 'ok', carriedOver }
  }

  close(): void {
    try {
      this.#database.close()
    } finally {
      this.#headFile.close()
      this.#closedWith?.()
    }
  }

  #carryOver({ tapId, userId, displayName, tapped, stage }: PendingTap, atMs: number): CarriedAnswer {
    let carriedOver = 0
    const answer = this.#appendAll(
      () => {
        if (eventsOfTap(this.#database, tapId).length > 0) return []
        carriedOver = 1
        const carried = { tapId, atMs, kind: 'carried-over', fromFile: fromMemory } as const
        return [tapped, carried, ...(stage.kind === 'tapped' ? [] : [{ tapId, atMs, ...stage }])]
      },
      () => this.#addPerson(tapped, { userId, displayName }),
    )
    return answer.kind === 'ok' ? { kind: 'ok', carriedOver } : answer
  }

  #append(event: PunchEvent, beside?: () => void): JournalAnswer {
    return this.#appendAll(() => [event], beside)
  }

  /** `beside`: further writes of the same commit, if there are events. */
  #appendAll(eventsOf: () => readonly PunchEvent[], beside?: () => void): JournalAnswer {
    this.#parkedTaps = undefined
    let written:
      { readonly head: ChainHead; readonly events: readonly (readonly [PunchEvent, number])[] } | undefined
    const answer = this.#write(() => {
      this.#acceptRequests()
      let head = this.#head
      const events = eventsOf().map((event) => {
        head = appendEvent(this.#database, this.#key, event, head)
        return [event, head.seq] as const
      })
      if (events.length > 0) beside?.()
      if (!isSameHead(headOf(this.#database), head)) throw tampered('An event was changed as it was written.')
      written = { head, events }
    })
    if (answer.kind === 'failed' || written === undefined) return answer
    this.#head = written.head
    for (const [event, seq] of written.events) this.#note(event, seq)
    this.#fileHead()
    return this.#checkFiles()
  }

  /** Reads the person back, since a forged trigger could change what is written. */
  #addPerson(event: PunchEvent, person: TapPerson): void {
    recordPerson(this.#database, this.#key, event, person)
    if (findSealed(this.#database, this.#key, event.tapId)?.isSealed === true) return
    throw tampered('The person of a tap was changed as it was written.')
  }

  #note({ tapId, kind }: Pick<PunchEvent, 'tapId' | 'kind'>, seq: number): void {
    if (kind === 'tapped') this.#open.set(tapId, seq)
    else if (isSettling(kind)) this.#open.delete(tapId)
    else if (!this.#open.has(tapId)) this.#noteAgain(tapId)
  }

  /** Reopens a settled tap at its old position. */
  #noteAgain(tapId: string): void {
    const first = this.#database.get(`SELECT seq FROM events WHERE tap_id = ? AND kind = 'tapped'`, [tapId])
    if (first === undefined) throw tampered(`The beginning of the tap ${tapId} is gone.`)
    const open = [...this.#open, [tapId, Number(first['seq'])] as const]
    this.#open = new Map(open.sort(([, a], [, b]) => a - b))
  }

  #walkFromSeq(): number {
    return Math.min(this.#open.values().next().value ?? this.#head.seq + 1, this.#doubtedFromSeq)
  }

  #fileHead(): void {
    this.#headFile.write(this.#head, this.#walkFromSeq())
  }

  /**
   * Accepts requests of the command line after the known head. Throws `JournalError` (`tampered`) if there is
   * anything else, which was written without the key.
   */
  #acceptRequests(): void {
    if (isSameHead(headOf(this.#database), this.#head)) return
    let head = this.#head
    const taken: ChainedRow[] = []
    for (const stored of this.#eventsAfter(head.seq)) {
      const row = chainedRowOf(stored)
      const next: ChainHead = { seq: row.seq, link: textIn(stored, 'chain') }
      const fits =
        row.seq === head.seq + 1 &&
        (isOfCommandLine(row) || row.kind === 'compacted') &&
        keyIdOf(next.link) === this.#key.id &&
        link(this.#key, head.link, row) === next.link
      if (!fits) throw tampered(`Event ${row.seq} was not written by the kiosk or its command line.`)
      head = next
      taken.push(row)
    }
    if (head === this.#head)
      throw tampered(`Event ${head.seq}, the last one, is not as it was written any more.`)
    this.#head = head
    for (const row of taken) this.#noteAccepted(row)
  }

  /** In pages, since an attacker may have added any number. */
  *#eventsAfter(seq: number): Iterable<SqlRow> {
    for (let afterSeq = seq; ;) {
      const rows = this.#database.all(
        `SELECT ${eventColumns} FROM events WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`,
        [afterSeq],
      )
      yield* rows
      if (rows.length < pageSize) return
      afterSeq = Number(rows.at(-1)?.['seq'])
    }
  }

  #noteAccepted({ tapId, kind, seq }: ChainedRow): void {
    if (kind !== 'compacted') this.#note({ tapId, kind: kind as PunchEvent['kind'] }, seq)
  }

  /** Runs after each commit, before it is reported as `ok`. */
  #checkFiles(): JournalAnswer {
    try {
      this.#files.check()
      return { kind: 'ok' }
    } catch (error) {
      return this.#failed(error)
    }
  }

  #write(body: () => void): JournalAnswer {
    try {
      measured('journal.write', () => this.#database.transaction(body))
      return { kind: 'ok' }
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** Damage leaves a `.suspect` file, so that the next opening checks every page. */
  #failed(error: unknown): { readonly kind: 'failed'; readonly failure: JournalFailure } {
    const failure = failureOf(error)
    if (isDamage(failure)) leaveMark(suspectPath(this.#path))
    return { kind: 'failed', failure }
  }
}

function openIn({ open }: Walked): Map<string, number> {
  return new Map(open.map(({ tapId, rows }) => [tapId, rows[0]?.seq ?? 0]))
}

function isSameHead(a: ChainHead, b: ChainHead): boolean {
  return a.seq === b.seq && a.link === b.link
}

function tampered(detail: string): JournalError {
  return new JournalError('tampered', detail)
}

function readDataVersion(database: Database): unknown {
  return database.get('PRAGMA data_version')?.['data_version']
}

function leaveMark(path: string): void {
  try {
    replaceOwnFile(path, '')
  } catch {
    // The disk is not writable: the next opening checks what it can.
  }
}
