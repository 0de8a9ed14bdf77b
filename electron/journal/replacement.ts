import { existsSync } from 'node:fs'
import { refuseUnsafeDatabase } from '../base/own-files.ts'
import { chainStart, link } from './chain.ts'
import { bodyOf, chainedRowOf, eventColumns } from './event-rows.ts'
import { failureOf } from './failure.ts'
import { readGaps } from './gaps.ts'
import { checkSchema, schemaVersion, versionOf } from './migrations.ts'
import type { SiteKey } from './site-key.ts'
import { openForReading, textIn, type Database, type SqlRow } from './sqlite.ts'

/**
 * Whether the database at `path` is a new journal as the key has written it to stand in the place of the one that was set
 * aside as `archive`: all of it chained with that key, and each tap followed at once by the event that says it was carried
 * over from there. Anybody can put a file there, or a journal of this kiosk's under that name.
 */
export function isReplacementFor(path: string, key: SiteKey, archive: string): boolean {
  let database: Database | undefined
  try {
    refuseUnsafeDatabase(path)
    // What stands in a log beside it would not come along.
    if (['-wal', '-journal'].some((ending) => existsSync(`${path}${ending}`))) return false
    database = openForReading(path)
    if (versionOf(database) !== schemaVersion) return false
    checkSchema(database, { derived: 'of-any-version' })
    return readGaps(database).length === 0 && isCarriedOverWhole(database, key, archive)
  } catch (error) {
    failureOf(error)
    return false
  } finally {
    database?.close()
  }
}

function isCarriedOverWhole(database: Database, key: SiteKey, archive: string): boolean {
  let last = { seq: 0, chain: chainStart }
  let toBeCarriedOver: string | undefined
  const carriedOver = new Set<string>()
  for (const stored of eventsIn(database)) {
    const row = chainedRowOf(stored)
    const chain = textIn(stored, 'chain')
    if (row.seq !== last.seq + 1 || link(key, last.chain, row) !== chain) return false
    last = { seq: row.seq, chain }
    if (toBeCarriedOver !== undefined) {
      const { fromFile }: { readonly fromFile?: unknown } = bodyOf(row.seq, row.body)
      const isCarriedOver = row.kind === 'carried-over' && fromFile === archive
      if (row.tapId !== toBeCarriedOver || !isCarriedOver) return false
      carriedOver.add(row.tapId)
      toBeCarriedOver = undefined
    } else if (row.kind === 'tapped') {
      toBeCarriedOver = row.tapId
    } else if (!carriedOver.has(row.tapId)) {
      return false
    }
  }
  return toBeCarriedOver === undefined
}

const pageSize = 200

/** A page at a time, and read no further than what the key vouches for. */
function* eventsIn(database: Database): Iterable<SqlRow> {
  for (let afterSeq = Number.MIN_SAFE_INTEGER; ;) {
    const rows = database.all(
      `SELECT ${eventColumns} FROM events WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`,
      [afterSeq],
    )
    yield* rows
    if (rows.length < pageSize) return
    afterSeq = Number(rows.at(-1)?.['seq'])
  }
}
