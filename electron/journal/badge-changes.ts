import { createHash } from 'node:crypto'
import { bodyOf } from './store/event-rows.ts'
import { boundedText, longTextBytes, textIn, type Database } from './store/sqlite.ts'

/** A badge that was added or blocked outside the roster and Entra, as the journal keeps it: no number, no person. */
export interface BadgeChange {
  /** `badge-replaced`: added, and the person's earlier badges were blocked. */
  readonly what: (typeof badgeChanges)[number]
  /** HMAC of the badge under the site key, as in `additions.json`. */
  readonly badgeHmac: string
  /** When it was added or blocked, in milliseconds since the Unix epoch. */
  readonly changedAtMs: number
  /** Where it was added or blocked. */
  readonly kioskId: string
}

const badgeChanges = ['badge-added', 'badge-replaced', 'badge-blocked'] as const

/**
 * The event of a change. It has the kind `refused`, without a `tapped` before it. An earlier version of the kiosk would
 * take a new kind for an open tap, and the journal for tampered; `refused` settles, so no version sends or lists it.
 */
export interface BadgeEvent {
  readonly tapId: string
  readonly atMs: number
  readonly kind: 'refused'
  readonly reason: BadgeChange['what']
  readonly badgeHmac: string
  readonly changedAtMs: number
  readonly kioskId: string
}

/** The events of the changes that the journal lacks. Call inside the transaction that adds them. */
export function missingBadgeEvents(
  database: Database,
  changes: readonly BadgeChange[],
  atMs: number,
): readonly BadgeEvent[] {
  return changes.map((change) => badgeEvent(change, atMs)).filter(({ tapId }) => !isRecorded(database, tapId))
}

function badgeEvent({ what, badgeHmac, changedAtMs, kioskId }: BadgeChange, atMs: number): BadgeEvent {
  const tapId = idOf(badgeHmac, what, changedAtMs)
  return { tapId, atMs, kind: 'refused', reason: what, badgeHmac, changedAtMs, kioskId }
}

/** The same UUID (version 8, RFC 9562) for the same change, so that each is written once, also after a restart. */
function idOf(badgeHmac: string, what: string, changedAtMs: number): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([badgeHmac, what, changedAtMs]))
    .digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
  return [...parts, hex.slice(20, 32)].join('-')
}

function isRecorded(database: Database, tapId: string): boolean {
  return database.get('SELECT 1 FROM events WHERE tap_id = ? LIMIT 1', [tapId]) !== undefined
}

/** As in `isNoClosing` (`event-rows.ts`), the pattern matches only a JSON key. */
const page = `
  SELECT seq, ${boundedText('body', longTextBytes)} FROM events
  WHERE kind = 'refused' AND body LIKE '%"badgeHmac":%' AND seq > ? ORDER BY seq LIMIT 500`

/** All changes in the journal, in the order in which they were written. Throws `SqliteError`. */
export function* readBadgeChanges(database: Database): Iterable<BadgeChange> {
  for (let afterSeq = 0; ;) {
    const rows = database.all(page, [afterSeq])
    if (rows.length === 0) return
    for (const row of rows) {
      afterSeq = Number(row['seq'])
      const said: Partial<BadgeEvent> = bodyOf(afterSeq, textIn(row, 'body'))
      const what = badgeChanges.find((known) => known === said.reason)
      const { badgeHmac, changedAtMs, kioskId } = said
      if (what === undefined || typeof badgeHmac !== 'string' || typeof kioskId !== 'string') continue
      if (typeof changedAtMs === 'number') yield { what, badgeHmac, changedAtMs, kioskId }
    }
  }
}
