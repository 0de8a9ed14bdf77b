import { keyIdOf, link, type ChainedRow, type ChainHead } from './chain.ts'
import { chainedRowOf, eventColumns, headOf, isReadable } from '../store/event-rows.ts'
import { JournalError } from '../failure.ts'
import { digestOfGaps, gapAround, lastCompaction, linkBefore, readGaps, type Gap } from './gaps.ts'
import { isSettling } from '../punch-event.ts'
import type { SiteKey } from './site-key.ts'
import { textIn, type Database, type SqlRow } from '../store/sqlite.ts'

/** A tap that is not settled according to the chain. */
export interface OpenTap {
  readonly tapId: string
  /** Oldest first; the first is `tapped`. */
  readonly rows: readonly ChainedRow[]
  /** Whether the own key vouches for all of them; otherwise some are under another key and unchecked. */
  readonly isOwn: boolean
}

export interface Walked {
  /** Oldest first. */
  readonly open: readonly OpenTap[]
  readonly head: ChainHead
}

const pageSize = 200

/**
 * Memory limit for open taps that the own key does not vouch for (never sent), since an attacker can add any
 * number. In characters, with `perEventCharacters` for the other fields of each event.
 */
const maxOtherKeyCharacters = 32 * 1024 * 1024
const perEventCharacters = 300

/**
 * Reads the events from `fromSeq` to the end and returns the open taps. Throws `JournalError` (`tampered`) if
 * an event was edited, removed or added: from the first event of the own key on, each must be linked to the
 * one before with that key. Events of earlier keys may only come before.
 *
 * `fromSeq`: every open tap either starts at or after it, or has an event at or after it. Call inside a
 * transaction.
 */
export function walkChain(database: Database, key: SiteKey, fromSeq: number): Walked {
  for (let from = Math.max(1, fromSeq); ;) {
    const walk = new Walk(database, key, from)
    const { earliest, ...walked } = walk.run()
    if (earliest >= from) return walked
    // A retry was requested for a tap parked before `from`: its earlier events must be walked too.
    from = earliest
  }
}

class Walk {
  readonly #database: Database
  readonly #key: SiteKey
  readonly #gaps: readonly Gap[]
  /** By the number of the event after the gap. */
  readonly #gapBefore: ReadonlyMap<number, Gap>
  #ofOthers = 0
  readonly #open = new Map<string, { rows: ChainedRow[]; isOwn: boolean; ofOthers: number }>()
  #last: ChainHead
  /** Set from the first event of the own key on. */
  #isStrict: boolean
  #earliest = Infinity

  constructor(database: Database, key: SiteKey, from: number) {
    this.#database = database
    this.#key = key
    this.#gaps = readGaps(database)
    this.#gapBefore = new Map(this.#gaps.map((gap) => [gap.lastSeq + 1, gap]))
    this.#checkGaps()
    this.#last = this.#startAt(from)
    this.#isStrict = keyIdOf(this.#last.link) === key.id
  }

  run(): Walked & { readonly earliest: number } {
    if (this.#database.get('SELECT 1 FROM events WHERE seq < 1 LIMIT 1') !== undefined) {
      throw tampered('There is an event before the first one.')
    }
    for (;;) {
      const rows = this.#database.all(
        `SELECT ${eventColumns} FROM events WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`,
        [this.#last.seq],
      )
      for (const row of rows) this.#take(row)
      if (rows.length < pageSize) break
    }
    const open = [...this.#open]
      .map(([tapId, { rows, isOwn }]): OpenTap => ({ tapId, rows, isOwn }))
      .sort((a, b) => seqOf(a) - seqOf(b))
    return { open, head: headOf(this.#database), earliest: this.#earliest }
  }

  /** The event before the first one walked. */
  #startAt(from: number): ChainHead {
    const gap = gapAround(this.#database, from)
    if (gap !== undefined) return { seq: gap.lastSeq, link: gap.link }
    const before = linkBefore(this.#database, from)
    if (before === undefined && !this.#isOthers(from)) throw tampered(`Event ${from - 1} is gone.`)
    return { seq: from - 1, link: before ?? '' }
  }

  /** Whether the next event is of another key: what is missing before it cannot be told, from wherever one walks. */
  #isOthers(from: number): boolean {
    const next = this.#database.get(
      `SELECT ${eventColumns} FROM events WHERE seq >= ? ORDER BY seq LIMIT 1`,
      [from],
    )
    return next !== undefined && keyIdOf(textIn(next, 'chain')) !== this.#key.id
  }

  #take(stored: SqlRow): void {
    const row = chainedRowOf(stored)
    if (!isReadable(stored)) throw tampered(`Event ${row.seq} is larger than the kiosk writes.`)
    const chain = textIn(stored, 'chain')
    const before = this.#linkBefore(row.seq)
    const isOwn = keyIdOf(chain) === this.#key.id
    if (isOwn) {
      if (before === undefined) throw tampered(`An event before event ${row.seq} is gone.`)
      if (link(this.#key, before, row) !== chain) {
        throw tampered(`Event ${row.seq} was changed after it was written, or is out of place.`)
      }
      this.#isStrict = true
    } else if (this.#isStrict) {
      throw tampered(`Event ${row.seq} was added under another site key (${keyIdOf(chain)}).`)
    }
    this.#last = { seq: row.seq, link: chain }
    this.#note(row, isOwn)
  }

  #keepOfOthers(characters: number): void {
    this.#ofOthers += characters
    if (this.#ofOthers > maxOtherKeyCharacters)
      throw tampered('There are more open taps under other site keys than the kiosk can hold.')
  }

  /** `undefined`: events before it are missing, and no gap accounts for them. */
  #linkBefore(seq: number): string | undefined {
    const next = this.#last.seq + 1
    if (seq === next) return this.#last.link
    const gap = this.#gapBefore.get(seq)
    return gap?.firstSeq === next ? gap.link : undefined
  }

  #note(row: ChainedRow, isOwn: boolean): void {
    const tap = this.#open.get(row.tapId)
    if (row.kind === 'compacted') return
    const ofOthers = isOwn ? 0 : perEventCharacters + row.tapId.length + row.body.length
    if (row.kind === 'tapped') {
      this.#keepOfOthers(ofOthers)
      this.#open.set(row.tapId, { rows: [row], isOwn, ofOthers })
    } else if (isSettling(row.kind)) {
      this.#ofOthers -= tap?.ofOthers ?? 0
      this.#open.delete(row.tapId)
    } else if (tap === undefined) {
      this.#reopen(row, isOwn)
    } else {
      this.#keepOfOthers(ofOthers)
      tap.rows.push(row)
      tap.isOwn &&= isOwn
      tap.ofOthers += ofOthers
    }
  }

  /** The tap was settled before, or begins before the walked range. */
  #reopen(last: ChainedRow, isOwn: boolean): void {
    const sizes = this.#database.get(
      `SELECT count(*) * ${perEventCharacters} + total(octet_length(body)) AS characters
         FROM events WHERE tap_id = ? AND seq <= ?`,
      [last.tapId, last.seq],
    )
    const characters = Number(sizes?.['characters'])
    if (characters > maxOtherKeyCharacters)
      throw tampered(`The tap of event ${last.seq} is larger than the kiosk writes.`)
    const rows = this.#database.all(
      `SELECT ${eventColumns} FROM events WHERE tap_id = ? AND seq <= ? ORDER BY seq`,
      [last.tapId, last.seq],
    )
    const [first] = rows
    if (first?.['kind'] !== 'tapped') {
      if (isOwn) throw tampered(`The beginning of the tap of event ${last.seq} is gone.`)
      return
    }
    this.#earliest = Math.min(this.#earliest, Number(first['seq']))
    const isAllOwn = rows.every((row) => keyIdOf(textIn(row, 'chain')) === this.#key.id)
    const ofOthers = isAllOwn ? 0 : characters
    this.#keepOfOthers(ofOthers)
    this.#open.set(last.tapId, { rows: rows.map(chainedRowOf), isOwn: isAllOwn, ofOthers })
  }

  /** Checks the list of gaps against the last `compacted` event; that event is checked like any other. */
  #checkGaps(): void {
    const sealed = lastCompaction(this.#database)
    const holds =
      sealed === undefined
        ? this.#gaps.length === 0
        : sealed.digest === digestOfGaps(this.#gaps) &&
          this.#gaps.every(({ lastSeq }) => lastSeq < sealed.seq)
    if (!holds) throw tampered('The list of compacted events is not the one the kiosk sealed.')
    const row = this.#database.get(
      'SELECT seq FROM gaps CROSS JOIN events ON seq BETWEEN first_seq AND last_seq LIMIT 1',
    )
    if (row !== undefined) throw tampered(`Event ${Number(row['seq'])} was compacted, and is there again.`)
  }
}

function seqOf({ rows }: OpenTap): number {
  return rows[0]?.seq ?? 0
}

function tampered(detail: string): JournalError {
  return new JournalError('tampered', detail)
}
