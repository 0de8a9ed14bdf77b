import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { ana, tapped } from './journal-fixture.ts'

/** What somebody who may write to the data folder, but has no site key, can do to a journal. */

/** Runs SQL on the journal as another program would. Drops the triggers, which only guard against accidents. */
export function tamper(path: string, sql: string): void {
  chmodSync(path, 0o600)
  const database = openDatabase(path)
  try {
    database.exec(
      'DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed',
    )
    database.exec(sql)
  } finally {
    database.close()
  }
}

/** Writes to `sqlite_schema` itself, as any program may that leaves SQLite's defences off. */
export function writeSchema(path: string, sql: string): void {
  const builtIn = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined
  const database =
    builtIn === undefined
      ? new (
          createRequire(import.meta.url)('libsql') as new (path: string) => {
            exec(sql: string): void
            close(): void
          }
        )(path)
      : new builtIn.DatabaseSync(path, { defensive: false })
  database.exec('PRAGMA writable_schema = ON')
  database.exec(sql)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

export const foreignKeyId = '0badf00d'
const foreign = (text: string): string => `${foreignKeyId}:${text.repeat(64).slice(0, 64)}`

/** A link under a key that is not available, so it cannot be checked. */
export const foreignLink = foreign('ab')

/** SQL that adds an event at the end. */
export function forgedEvent(tapId: string, kind: string, body: object, chain = foreignLink): string {
  return `INSERT INTO events (seq, tap_id, at_ms, kind, body, chain)
    SELECT max(seq) + 1, '${tapId}', 1700000000500, '${kind}', '${JSON.stringify(body)}', '${chain}' FROM events;`
}

/** SQL that adds a tap nobody made, with its person. */
export function forgedTap(tapId: string, chain = foreignLink, seal = foreign('cd')): string {
  return `${forgedEvent(tapId, 'tapped', tapped(tapId), chain)}
    INSERT INTO people (tap_id, recorded_ms, user_id, display_name, seal)
    VALUES ('${tapId}', 1700000000500, '${ana.userId}', '${ana.displayName}', '${seal}');`
}
