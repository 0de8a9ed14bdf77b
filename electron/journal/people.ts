import { keyIdOf } from './chain/chain.ts'
import type { TapPerson } from './tap-person.ts'
import { checkSchema } from './store/migrations.ts'
import type { PunchEvent } from './punch-event.ts'
import type { SiteKey } from './chain/site-key.ts'
import { boundedText, longTextBytes, textIn, type Database, type SqlRow } from './store/sqlite.ts'

/**
 * Who tapped, apart from the chained events so that it can be erased. Each row carries a seal, an HMAC of its own,
 * so that `verify` sees an edited name or user id too; it goes with the row.
 */
export function recordPerson(
  database: Database,
  key: SiteKey,
  { tapId, atMs }: Pick<PunchEvent, 'tapId' | 'atMs'>,
  person: TapPerson,
): void {
  database.run(
    'INSERT INTO people (tap_id, recorded_ms, user_id, display_name, seal) VALUES (?, ?, ?, ?, ?)',
    [tapId, atMs, person.userId, person.displayName, sealOf(key, tapId, person)],
  )
}

/** Who may have made a tap that nobody vouches for: never sealed, so that no later change makes the tap deliverable. */
export function recordUnvouchedPerson(
  database: Database,
  { tapId, atMs }: Pick<PunchEvent, 'tapId' | 'atMs'>,
  { userId, displayName }: TapPerson,
): void {
  database.run(
    'INSERT INTO people (tap_id, recorded_ms, user_id, display_name, seal) VALUES (?, ?, ?, ?, ?)',
    [tapId, atMs, userId, displayName, unvouched],
  )
}

/** Stands where a seal would; no key makes it. */
const unvouched = 'unvouched'

/** With the key's id in front, as a link of the chain. */
export function sealOf(key: SiteKey, tapId: string, { userId, displayName }: TapPerson): string {
  return `${key.id}:${key.hmac('person', JSON.stringify([tapId, userId, displayName]))}`
}

export const personColumns = [
  boundedText('user_id', longTextBytes),
  boundedText('display_name', longTextBytes),
  boundedText('seal'),
].join(', ')

export function personIn(row: SqlRow): TapPerson {
  return { userId: textIn(row, 'user_id'), displayName: textIn(row, 'display_name') }
}

/** `undefined`: erased. */
export function personOf(database: Database, tapId: string): TapPerson | undefined {
  const row = database.get(`SELECT ${personColumns} FROM people WHERE tap_id = ?`, [tapId])
  return row && personIn(row)
}

/** Whether the seal vouches for the row; one of a key that is not at hand cannot be checked. */
export function isSealed(
  row: SqlRow,
  tapId: string,
  keyNamed: (keyId: string) => SiteKey | undefined,
): 'sealed' | 'edited' | 'unchecked' {
  const seal = textIn(row, 'seal')
  const key = keyNamed(keyIdOf(seal))
  if (key === undefined) return 'unchecked'
  return sealOf(key, tapId, personIn(row)) === seal ? 'sealed' : 'edited'
}

/** Whether `key` vouches for who made the tap: a seal of another key does not. `undefined`: erased, or removed. */
export function findSealed(
  database: Database,
  key: SiteKey,
  tapId: string,
): { readonly person: TapPerson; readonly isSealed: boolean } | undefined {
  const row = database.get(`SELECT ${personColumns} FROM people WHERE tap_id = ?`, [tapId])
  if (row === undefined) return undefined
  const person = personIn(row)
  return { person, isSealed: sealOf(key, tapId, person) === row['seal'] }
}

/** So that taps never wait for it: nothing may hold them up for longer than 50 ms. */
const erasedAtOnce = 500

/** Only people as old as that are looked at; of those who stay, few are: the taps that are open for so long. */
const settledBefore = `
  SELECT ${boundedText('people.tap_id')} FROM people
  WHERE recorded_ms < ? AND tap_id NOT IN (SELECT tap_id FROM open_taps) AND (
    SELECT at_ms FROM events WHERE events.tap_id = people.tap_id ORDER BY events.seq DESC LIMIT 1
  ) < ?
  LIMIT ${erasedAtOnce}`

/**
 * Erases who tapped, of taps whose last event is a settling one written before `beforeMs`. `more`: there may be more
 * of them than one call takes. `isInLog`: somebody reads, so the write-ahead log may still hold erased names.
 */
export function eraseSettled(
  database: Database,
  beforeMs: number,
): { readonly erased: number; readonly more: boolean; readonly isInLog?: true } {
  const erased = database.transaction(() => {
    checkSchema(database)
    const found = database.all(settledBefore, [beforeMs, beforeMs])
    for (const row of found) database.run('DELETE FROM people WHERE tap_id = ?', [textIn(row, 'tap_id')])
    return found.length
  })
  // Until then the write-ahead log still holds the pages with the names. Somebody who reads may keep it from being done,
  // so each tidying does it. The row's first column says so (sqlite.org/pragma.html#pragma_wal_checkpoint).
  const isInLog = database.get('PRAGMA wal_checkpoint(TRUNCATE)')?.['busy'] !== 0
  return { erased, more: erased === erasedAtOnce, ...(isInLog && { isInLog }) }
}
