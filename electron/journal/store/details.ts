import { keyIdOf } from '../chain/chain.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { boundedText, longTextBytes, textIn, type Database } from './sqlite.ts'

/**
 * The service's own message about a tap. It may contain a name, so it is stored apart from the chained
 * events, sealed like the person, and erased with the person: by a trigger, so that earlier versions of the
 * program erase it too. Not part of the schema version: the table is created if missing, and other versions
 * ignore it.
 */
export const detailsDefinitions: Readonly<Record<string, string>> = {
  details: 'CREATE TABLE details (tap_id TEXT PRIMARY KEY, text TEXT NOT NULL, seal TEXT NOT NULL) STRICT',
  details_go_with_person: `CREATE TRIGGER details_go_with_person AFTER DELETE ON people
    BEGIN DELETE FROM details WHERE tap_id = OLD.tap_id; END`,
}

const maxLength = 500

export function ensureDetails(database: Database): void {
  const rows = database.all(
    `SELECT ${boundedText('name')}, ${boundedText('sql')} FROM sqlite_master WHERE name LIKE 'details%'`,
  )
  const found = new Map(rows.map((row) => [row['name'], row['sql']]))
  if (Object.entries(detailsDefinitions).every(([name, definition]) => found.get(name) === definition)) return
  database.transaction(() => {
    database.exec('DROP TRIGGER IF EXISTS details_go_with_person')
    if (found.get('details') !== detailsDefinitions['details']) database.exec('DROP TABLE IF EXISTS details')
    for (const [name, definition] of Object.entries(detailsDefinitions))
      if (name !== 'details' || found.get(name) !== definition) database.exec(definition)
  })
}

/**
 * Stores the text, cut to 500 characters, replacing an earlier one; not if the person is erased, as it would
 * stay forever.
 */
export function recordDetail(database: Database, key: SiteKey, tapId: string, text: string): void {
  const kept = text.slice(0, maxLength)
  database.run(
    `INSERT OR REPLACE INTO details (tap_id, text, seal)
       SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM people WHERE tap_id = ?)`,
    [tapId, kept, sealOf(key, tapId, kept), tapId],
  )
}

/** `undefined`: there is none, or it is erased. */
export function detailOf(database: Database, tapId: string): string | undefined {
  if (!hasDetails(database)) return undefined
  const row = database.get(`SELECT ${boundedText('text', longTextBytes)} FROM details WHERE tap_id = ?`, [
    tapId,
  ])
  return row === undefined ? undefined : textIn(row, 'text')
}

/** The first events of taps whose text was edited, as far as the keys are available. */
export function editedDetails(database: Database, keys: readonly SiteKey[]): readonly number[] {
  if (!hasDetails(database)) return []
  const edited: number[] = []
  for (let afterSeq = 0; ;) {
    const rows = database.all(detailsPage, [afterSeq])
    for (const row of rows) {
      afterSeq = Number(row['seq'])
      const seal = textIn(row, 'seal')
      const key = keys.find(({ id }) => id === keyIdOf(seal))
      if (key !== undefined && sealOf(key, textIn(row, 'tap_id'), textIn(row, 'text')) !== seal)
        edited.push(afterSeq)
    }
    if (rows.length === 0) return edited
  }
}

const detailsPage = `
  SELECT seq, ${boundedText('details.tap_id')}, ${boundedText('text', longTextBytes)}, ${boundedText('seal')}
  FROM events CROSS JOIN details ON events.tap_id = details.tap_id
  WHERE kind = 'tapped' AND seq > ? ORDER BY seq LIMIT 200`

/** A journal of an earlier version has no such table. */
function hasDetails(database: Database): boolean {
  return database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'details'`) !== undefined
}

function sealOf(key: SiteKey, tapId: string, text: string): string {
  return `${key.id}:${key.hmac('detail', JSON.stringify([tapId, text]))}`
}
