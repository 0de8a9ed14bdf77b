import { measured } from '../../base/measured-work.ts'
import { chainStart, headText, keyIdOf, link, type ChainedRow, type ChainHead } from './chain.ts'
import { chainedRowOf, isMarkedDoubtful } from '../store/event-rows.ts'
import { editedDetails } from '../store/details.ts'
import { failureOf } from '../failure.ts'
import { digestOfGaps, eventsIn, lastCompaction, readGaps, type Gap } from './gaps.ts'
import { openTapIds } from '../store/open-taps.ts'
import { isSealed, personColumns } from '../people.ts'
import { isSettling } from '../punch-event.ts'
import type { SiteKey } from './site-key.ts'
import {
  boundedText,
  longTextBytes,
  safeInteger,
  textIn,
  type Database,
  type SqlRow,
  readAtOnce,
} from '../store/sqlite.ts'

export interface VerifyOptions {
  /** A head known from elsewhere, such as the log: without one a cut-off end cannot be detected. */
  readonly expectedHead?: ChainHead
}

export interface ChainCheck {
  /**
   * `incomplete`: nothing is wrong, but some events are under keys that were not given and could not be
   * checked.
   */
  readonly kind: 'intact' | 'incomplete' | 'broken'
  readonly events: number
  /** Number of events removed by compaction, not counted in `events`. */
  readonly compacted: number
  /** The end of the chain. Logged regularly, so that a cut-off end can be detected. */
  readonly head: ChainHead
  /** Oldest first; at most `findingsKept`. */
  readonly findings: readonly ChainFinding[]
  readonly moreFindings: number
  readonly otherKeys: readonly OtherKey[]
}

export interface ChainFinding {
  readonly what:
    | 'edited'
    | 'removed'
    | 'inserted'
    | 'other-key'
    | 'cut-off'
    | 'unreadable'
    | 'person'
    | 'open-taps'
    | 'gaps'
  /** The affected event, or the first of several. */
  readonly seq: number
  readonly detail: string
}

/** Events written under a key that was not given. */
export interface OtherKey {
  readonly keyId: string
  readonly events: number
  readonly firstSeq: number
  readonly lastSeq: number
}

const findingsKept = 20

const pageSize = 200

const page = `
  SELECT seq, ${boundedText('events.tap_id')}, ${safeInteger('at_ms')}, ${boundedText('kind')},
    ${boundedText('body', longTextBytes)}, ${boundedText('chain')}, ${personColumns}
  FROM events LEFT JOIN people ON events.kind = 'tapped' AND people.tap_id = events.tap_id
  WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`

/**
 * Reads every event and recomputes the chain. Works page by page and yields in between, so memory stays
 * constant and a running kiosk is not blocked. `keys`: the kiosk's own first, then earlier ones; no event of
 * an earlier key may come after the first event of the own key.
 */
export async function verifyChain(
  database: Database,
  keys: readonly SiteKey[],
  { expectedHead }: VerifyOptions = {},
): Promise<ChainCheck> {
  const walk = new ChainWalk(keys, expectedHead)
  let afterSeq = Number.MIN_SAFE_INTEGER
  try {
    for (;;) {
      const { rows, gaps, end } = readPage(database, afterSeq)
      measured('journal.verify', () => rows.forEach((row) => walk.take(row, gaps)))
      if (end !== undefined) {
        for (const seq of editedDetails(database, keys))
          walk.note('person', seq, `Shifts' message about the tap of event ${seq} was edited.`)
        return walk.end(end)
      }
      afterSeq = walk.lastSeq
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch (error) {
    const { detail } = failureOf(error)
    walk.note('unreadable', walk.lastSeq + 1, `From event ${walk.lastSeq + 1} on: ${detail}`)
    return walk.end()
  }
}

interface Page {
  readonly rows: readonly SqlRow[]
  /** From the same snapshot, since the kiosk may be compacting meanwhile. */
  readonly gaps: readonly Gap[]
  /** On the last page: the derived tables, from the same snapshot. */
  readonly end?: EndOfJournal
}

interface EndOfJournal {
  readonly openTaps: readonly string[]
  readonly gaps: readonly Gap[]
  readonly sealed: ReturnType<typeof lastCompaction>
}

function readPage(database: Database, afterSeq: number): Page {
  return readAtOnce(database, () => {
    const rows = database.all(page, [afterSeq])
    const gaps = readGaps(database)
    // A page that is not full is the last. Waiting for an empty page might never end while a kiosk writes.
    if (rows.length === pageSize) return { rows, gaps }
    return { rows, gaps, end: { openTaps: openTapIds(database), gaps, sealed: lastCompaction(database) } }
  })
}

/** Checks the events one by one and collects findings. */
class ChainWalk {
  readonly #keys: ReadonlyMap<string, SiteKey>
  readonly #ownKeyId: string | undefined
  /** The first event under the own key has been passed. */
  #isOwn = false
  readonly #expectedHead: ChainHead | undefined
  readonly #findings: ChainFinding[] = []
  #moreFindings = 0
  readonly #otherKeys = new Map<string, OtherKey>()
  /** One event per open tap; compaction may remove it before the walk ends. */
  readonly #openTaps = new Map<string, number>()
  #events = 0
  #lastSeq = 0
  /** The links of the last two events; `undefined` where the event is gone. */
  #previous: string | undefined = chainStart
  #beforePrevious: string | undefined
  /** Difference to the original event numbers, after somebody has renumbered the events. */
  #shift = 0
  /** Index of the finding on the previous event, which the next event may still refine. */
  #lastNoted: number | undefined

  constructor(keys: readonly SiteKey[], expectedHead: ChainHead | undefined) {
    this.#keys = new Map(keys.map((key) => [key.id, key]))
    this.#ownKeyId = keys[0]?.id
    this.#expectedHead = expectedHead
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  take(stored: SqlRow, gaps: readonly Gap[]): void {
    const row = chainedRowOf(stored)
    const chain = textIn(stored, 'chain')
    if (row.seq < 1) {
      this.note('inserted', row.seq, `Event ${row.seq} was not written by a kiosk: they count from 1.`)
      return
    }
    this.#events += 1
    if (row.seq > this.#lastSeq + 1) this.#missing(this.#lastSeq + 1, row.seq - 1, gaps)
    const noted = this.#checkLink(row, chain)
    this.#checkPerson(row, chain, stored)
    this.#checkExpected(row.seq, chain)
    if (isSettling(row.kind)) this.#openTaps.delete(row.tapId)
    else if (row.kind !== 'compacted') this.#openTaps.set(row.tapId, row.seq)
    this.#lastSeq = row.seq
    this.#lastNoted = noted
    this.#beforePrevious = this.#previous
    this.#previous = chain
  }

  note(what: ChainFinding['what'], seq: number, detail: string): number | undefined {
    if (this.#findings.length < findingsKept) return this.#findings.push({ what, seq, detail }) - 1
    this.#moreFindings += 1
    return undefined
  }

  /** `end`: undefined if not all events could be read. */
  end(end?: EndOfJournal): ChainCheck {
    const expected = this.#expectedHead
    if (expected !== undefined && expected.seq > this.#lastSeq) {
      const detail = `Events ${this.#lastSeq + 1} to ${expected.seq} are missing.`
      this.note('cut-off', this.#lastSeq + 1, detail)
    }
    if (end !== undefined) {
      this.#compareOpenTaps(end)
      this.#compareGaps(end)
    }
    const otherKeys = [...this.#otherKeys.values()]
    const broken = this.#findings.length > 0
    return {
      kind: broken ? 'broken' : otherKeys.length > 0 ? 'incomplete' : 'intact',
      events: this.#events,
      compacted: end === undefined ? 0 : eventsIn(end.gaps),
      head: { seq: this.#lastSeq, link: this.#previous ?? chainStart },
      findings: this.#findings,
      moreFindings: this.#moreFindings,
      otherKeys,
    }
  }

  /** A gap made by compaction has the link to continue from; its seal is checked at the end. */
  #missing(from: number, to: number, gaps: readonly Gap[]): void {
    this.#lastNoted = undefined
    // Compaction may have extended the gap backwards over events that this walk has already passed.
    const gap = gaps.find(({ firstSeq, lastSeq }) => firstSeq <= from && lastSeq === to)
    if (gap !== undefined) {
      this.#previous = gap.link
      return
    }
    const what = from === to ? `Event ${from} is` : `Events ${from} to ${to} are`
    this.note('removed', from, `${what} gone. Event ${to + 1} cannot be checked without them.`)
    this.#previous = undefined
  }

  /** Returns the index of the finding, if there is one. */
  #checkLink(row: ChainedRow, chain: string): number | undefined {
    const keyId = keyIdOf(chain)
    this.#isOwn ||= keyId === this.#ownKeyId
    if (this.#isOwn && keyId !== this.#ownKeyId) {
      const detail = `Event ${row.seq} is under the site key ${keyId}, after events under the kiosk's own.`
      return this.note('other-key', row.seq, detail)
    }
    const key = this.#keys.get(keyId)
    if (key === undefined) {
      this.#ofOtherKey(keyIdOf(chain), row.seq)
      return undefined
    }
    const fits = (previous: string | undefined, shift: number): boolean =>
      previous !== undefined && link(key, previous, { ...row, seq: row.seq - shift }) === chain
    if (this.#previous === undefined || fits(this.#previous, this.#shift)) return undefined
    if (this.#lastNoted !== undefined) {
      const inserted = fits(this.#beforePrevious, this.#shift + 1)
      if (inserted || fits(this.#previous, this.#shift - 1)) {
        this.#explain(this.#lastNoted, inserted ? 'inserted' : 'removed')
        return undefined
      }
    }
    return this.note(
      'edited',
      row.seq,
      `Event ${row.seq} was changed after it was written, or is out of place.`,
    )
  }

  /** The previous event did not fit because the events were renumbered there. */
  #explain(place: number, what: 'inserted' | 'removed'): void {
    const seq = this.#findings[place]?.seq ?? 0
    const detail =
      what === 'inserted'
        ? `Event ${seq} was not written by the kiosk; those after it were moved up.`
        : `An event before event ${seq} was removed; those after it were moved down.`
    this.#findings[place] = { what, seq, detail }
    this.#shift += what === 'inserted' ? 1 : -1
  }

  #ofOtherKey(keyId: string, seq: number): void {
    const known = this.#otherKeys.get(keyId)
    this.#otherKeys.set(keyId, {
      keyId,
      events: (known?.events ?? 0) + 1,
      firstSeq: known?.firstSeq ?? seq,
      lastSeq: seq,
    })
  }

  /** The seal must be of the same key as the event, since both are written in one commit. */
  #checkPerson(row: ChainedRow, chain: string, stored: SqlRow): void {
    if (typeof stored['seal'] !== 'string' || this.#isUnvouched(row)) return
    const hasOtherKey = keyIdOf(stored['seal']) !== keyIdOf(chain)
    if (!hasOtherKey && isSealed(stored, row.tapId, (keyId) => this.#keys.get(keyId)) !== 'edited') return
    this.note('person', row.seq, `The name or user id of event ${row.seq} was changed after it was written.`)
  }

  /** Such a tap has no seal by design, and is never sent. */
  #isUnvouched(row: ChainedRow): boolean {
    try {
      return isMarkedDoubtful(row)
    } catch {
      // An unreadable body is already a finding of the link check.
      return false
    }
  }

  #checkExpected(seq: number, chain: string): void {
    const expected = this.#expectedHead
    if (expected?.seq !== seq || expected.link === chain) return
    const detail = `Event ${seq} differs from the expected head ${headText(expected)}.`
    this.note('edited', seq, detail)
  }

  /** Checks the list of gaps against the last `compacted` event, which is chained like any other. */
  #compareGaps({ gaps, sealed }: EndOfJournal): void {
    if (sealed === undefined ? gaps.length === 0 : sealed.digest === digestOfGaps(gaps)) return
    const detail =
      'The list of compacted events is not the one the kiosk sealed: events may have been removed by somebody else.'
    this.note('gaps', sealed?.seq ?? this.#lastSeq, detail)
  }

  /**
   * A tap settled and compacted since the walk passed it is in a gap; the list of gaps is checked separately.
   */
  #compareOpenTaps({ openTaps, gaps }: EndOfJournal): void {
    const listed = new Set(openTaps)
    const isCompacted = (seq: number): boolean =>
      gaps.some(({ firstSeq, lastSeq }) => firstSeq <= seq && seq <= lastSeq)
    const missing = [...this.#openTaps].filter(
      ([tapId, seq]) => !listed.has(tapId) && !isCompacted(seq),
    ).length
    const tooMany = openTaps.filter((tapId) => !this.#openTaps.has(tapId)).length
    if (missing + tooMany === 0) return
    const detail =
      `The list of open taps does not match the events: ${missing} missing, ${tooMany} too many. ` +
      'It is derived from the events; if the table open_taps is dropped, it is rebuilt at the next start.'
    this.note('open-taps', this.#lastSeq, detail)
  }
}
