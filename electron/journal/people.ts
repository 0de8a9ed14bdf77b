import { keyIdOf } from './chain.ts'
import type { TapPerson } from './journal.ts'
import type { SiteKey } from './site-key.ts'
import type { Database, SqlRow } from './sqlite.ts'

/**
 * Who tapped, apart from the chained events so that it can be erased. Each row carries a seal, an HMAC of its own,
 * so that `verify` sees an edited name or user id too; it goes with the row.
 */
export function recordPerson(database: Database, key: SiteKey, tapId: string, person: TapPerson): void {
  database.run('INSERT INTO people (tap_id, user_id, display_name, seal) VALUES (?, ?, ?, ?)', [
    tapId,
    person.userId,
    person.displayName,
    sealOf(key, tapId, person),
  ])
}

/** With the key's id in front, as a link of the chain. */
export function sealOf(key: SiteKey, tapId: string, { userId, displayName }: TapPerson): string {
  return `${key.id}:${key.hmac('person', JSON.stringify([tapId, userId, displayName]))}`
}

/** `undefined`: erased. */
export function personOf(database: Database, tapId: string): TapPerson | undefined {
  const row = database.get('SELECT user_id, display_name FROM people WHERE tap_id = ?', [tapId])
  return row === undefined
    ? undefined
    : { userId: String(row['user_id']), displayName: String(row['display_name']) }
}

/** Whether the seal vouches for the row; one of a key that is not at hand can not be checked. */
export function isSealed(
  row: SqlRow,
  tapId: string,
  keyNamed: (keyId: string) => SiteKey | undefined,
): 'sealed' | 'edited' | 'unchecked' {
  const seal = String(row['seal'])
  const key = keyNamed(keyIdOf(seal))
  if (key === undefined) return 'unchecked'
  const person = { userId: String(row['user_id']), displayName: String(row['display_name']) }
  return sealOf(key, tapId, person) === seal ? 'sealed' : 'edited'
}

/** So that the kiosk is never held up for longer than the blink of an eye by one transaction. */
const erasedAtOnce = 500

const settledBefore = `
  SELECT people.tap_id FROM people
  LEFT JOIN open_taps ON open_taps.tap_id = people.tap_id
  WHERE open_taps.tap_id IS NULL AND (
    SELECT at_ms FROM events WHERE events.tap_id = people.tap_id ORDER BY events.seq DESC LIMIT 1
  ) < ?`

/** Erases who tapped, of taps whose last event is a settling one written before `beforeMs`. Answers how many. */
export function eraseSettled(database: Database, beforeMs: number): number {
  const tapIds = database.all(settledBefore, [beforeMs]).map((row) => String(row['tap_id']))
  for (let from = 0; from < tapIds.length; from += erasedAtOnce) {
    const some = tapIds.slice(from, from + erasedAtOnce)
    database.transaction(() => {
      for (const tapId of some) {
        // Somebody may have asked for another try meanwhile: then the person is needed.
        database.run('DELETE FROM people WHERE tap_id = ? AND tap_id NOT IN (SELECT tap_id FROM open_taps)', [
          tapId,
        ])
      }
    })
  }
  // Until then the write-ahead log still holds the pages with the names.
  if (tapIds.length > 0) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  return tapIds.length
}
