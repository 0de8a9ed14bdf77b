import { existsSync } from 'node:fs'
import { refuseUnsafeDatabase } from '../../base/own-files.ts'
import { chainStart, link, type ChainHead } from '../chain/chain.ts'
import { chainedRowOf, eventsAfter, headOf } from '../store/event-rows.ts'
import { failureOf } from '../failure.ts'
import { readGaps } from '../chain/gaps.ts'
import { checkSchema, schemaVersion, versionOf } from '../store/migrations.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { boundedText, readDatabase, textIn, type Database } from '../store/sqlite.ts'

/**
 * Whether the database at `path` is a genuine replacement for the journal set aside as `archive`: its whole chain
 * verifies with `key`, and its seal names `archive`. Anybody with access to the folder could put a file there, or rename
 * another journal of this kiosk.
 */
export function isReplacementFor(path: string, key: SiteKey, archive: string): boolean {
  try {
    refuseUnsafeDatabase(path)
    // A -wal or -journal file beside it would be left behind when the database is moved.
    if (['-wal', '-journal'].some((ending) => existsSync(`${path}${ending}`))) return false
    return readDatabase(path, (database) => {
      if (versionOf(database) !== schemaVersion) return false
      checkSchema(database, { derived: 'of-any-version' })
      return readGaps(database).length === 0 && isWhole(database, key) && isSealedFor(database, key, archive)
    })
  } catch (error) {
    failureOf(error)
    return false
  }
}

/**
 * Writes an HMAC over the archive's name and the head of the chain. Without it, an empty or swapped replacement could not
 * be detected. Removed once the replacement is opened as the journal, so that a later copy is not accepted.
 */
export function sealReplacement(database: Database, key: SiteKey, archive: string, atMs: number): void {
  database.run('INSERT OR REPLACE INTO marks (name, at_ms, filling) VALUES (?, ?, ?)', [
    sealName,
    atMs,
    sealOf(key, archive, headOf(database)),
  ])
}

/** Removes the seal once the replacement is in use as the journal. */
export function removeReplacementSeal(database: Database): void {
  if (database.get('SELECT 1 FROM marks WHERE name = ?', [sealName]) === undefined) return
  database.run('DELETE FROM marks WHERE name = ?', [sealName])
}

const sealName = 'replacement'

function sealOf(key: SiteKey, archive: string, { seq, link: last }: ChainHead): string {
  return key.hmac('replacement', JSON.stringify([archive, seq, last]))
}

function isSealedFor(database: Database, key: SiteKey, archive: string): boolean {
  const row = database.get(`SELECT ${boundedText('filling')} FROM marks WHERE name = ?`, [sealName])
  return row?.['filling'] === sealOf(key, archive, headOf(database))
}

function isWhole(database: Database, key: SiteKey): boolean {
  let last = { seq: 0, chain: chainStart }
  for (const stored of eventsAfter(database, Number.MIN_SAFE_INTEGER)) {
    const row = chainedRowOf(stored)
    const chain = textIn(stored, 'chain')
    if (row.seq !== last.seq + 1 || link(key, last.chain, row) !== chain) return false
    last = { seq: row.seq, chain }
  }
  return true
}
