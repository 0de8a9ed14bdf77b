import { keyIdOf } from './chain/chain.ts'
import type { TapPerson } from './tap-person.ts'
import { checkSchema } from './store/migrations.ts'
import type { PunchEvent } from './punch-event.ts'
import type { SiteKey } from './chain/site-key.ts'
import { boundedText, longTextBytes, textIn, type Database, type SqlRow } from './store/sqlite.ts'

/**
 * Records who tapped, apart from the chained events so that it can be erased. Each row has a seal (an HMAC),
 * by which `verify` detects an edited name or user id. The seal is erased with the row.
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

/**
 * The person of a tap that the chain does not vouch for: never sealed, so that the tap never becomes
 * deliverable.
 */
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

/** In place of a seal; no key produces this value. */
const unvouched = 'unvouched'

/** Prefixed with the key's id, like a link of the chain. */
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

/** Whether the seal matches the row; `unchecked`: the key of the seal is not available. */
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

/** The person of a tap, and whether it is sealed with `key`. `undefined`: erased or removed. */
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

/** Limited, so that a call takes less than 50 ms and taps do not wait for it. */
const maxErasedPerCall = 500

/** Checks only people recorded before the cutoff, which by then are few: those of taps open for that long. */
const settledBefore = `
  SELECT ${boundedText('people.tap_id')} FROM people
  WHERE recorded_ms < ? AND tap_id NOT IN (SELECT tap_id FROM open_taps) AND (
    SELECT at_ms FROM events WHERE events.tap_id = people.tap_id ORDER BY events.seq DESC LIMIT 1
  ) < ?
  LIMIT ${maxErasedPerCall}`

/**
 * Erases the people of taps that were settled or parked before `beforeMs`. `more`: there may be more than one
 * call handles. `isInLog`: another process is reading, so the write-ahead log may still hold erased names.
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
  // Until the checkpoint, the write-ahead log still holds the pages with the names. A reader can block it, so
  // each call runs it again. `busy` is the row's first column (sqlite.org/pragma.html#pragma_wal_checkpoint).
  const isInLog = database.get('PRAGMA wal_checkpoint(TRUNCATE)')?.['busy'] !== 0
  return { erased, more: erased === maxErasedPerCall, ...(isInLog && { isInLog }) }
}
