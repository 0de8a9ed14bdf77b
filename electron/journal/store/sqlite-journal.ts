import { replaceOwnFile } from '../../base/own-files.ts'
import { measured, type Work } from '../../base/measured-work.ts'
import { missingBadgeEvents, type BadgeChange } from '../badge-changes.ts'
import { keyIdOf, link, type ChainedRow, type ChainHead } from '../chain/chain.ts'
import { walkChain, type Walked } from '../chain/chain-walk.ts'
import {
  appendEvent,
  chainedRowOf,
  countParked,
  eventsAfter,
  eventsOfTap,
  headOf,
  isOfCommandLine,
} from './event-rows.ts'
import { compactStep, giveBackSpace } from '../chain/compaction.ts'
import { recordDetail } from './details.ts'
import { suspectPath } from '../recovery/examine.ts'
import { failureOf, isDamage, JournalError, type JournalFailed } from '../failure.ts'
import { openHeadFile, type HeadFile } from '../chain/head-file.ts'
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
import { checkSchema, ensureSchema } from './migrations.ts'
import { watchOpenFiles, type OpenFiles } from './open-files.ts'
import { findParkedSince, type ParkedSince } from '../parked-taps.ts'
import { findPending } from '../pending-taps.ts'
import { eraseSettled, findSealed, recordPerson } from '../people.ts'
import { fromMemory, isSettling, type PunchEvent } from '../punch-event.ts'
import { tidySetAside, type SetAsideRetention } from '../recovery/set-aside-retention.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { readAtOnce, textIn, type Database } from './sqlite.ts'
import { verifyChain, type ChainCheck, type VerifyOptions } from '../chain/verify.ts'

/** In bytes. A tap's commit changes up to a dozen pages; a disk with less space must not pass the probe. */
const probeBytes = 12 * 4096

/** An open journal whose chain was walked. */
export interface WalkedJournal {
  readonly database: Database
  readonly walked: Walked
}

export class SqliteJournal implements Journal {
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
    { database, walked }: WalkedJournal,
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

  recordBadgeChanges(changes: readonly BadgeChange[], atMs: number): JournalAnswer {
    return this.#appendAll(() => missingBadgeEvents(this.#database, changes, atMs))
  }

  pending(): PendingAnswer {
    return this.#attempt('journal.read', () => {
      ensureSchema(this.#database)
      return readAtOnce(this.#database, (database) => {
        checkSchema(database)
        this.#acceptRequests()
        const walked = walkChain(database, this.#key, this.#walkFromSeq())
        this.#open = openIn(walked)
        return { kind: 'ok', ...findPending(database, this.#key, walked.open) } as const
      })
    })
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
    return this.#attempt('journal.tidy', () => ({ kind: 'ok', ...eraseSettled(this.#database, beforeMs) }))
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
    for (const stored of eventsAfter(this.#database, head.seq)) {
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
      throw tampered(`Event ${head.seq}, the last one, no longer matches what was written.`)
    this.#head = head
    for (const row of taken) this.#noteAccepted(row)
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
    return this.#attempt('journal.write', () => {
      this.#database.transaction(body)
      return { kind: 'ok' }
    })
  }

  #attempt<Answer>(work: Work, body: () => Answer): Answer | JournalFailed {
    try {
      return measured(work, body)
    } catch (error) {
      return this.#failed(error)
    }
  }

  /** Damage leaves a `.suspect` file, so that the next opening checks every page. */
  #failed(error: unknown): JournalFailed {
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
