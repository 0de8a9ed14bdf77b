import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { chainStart, link, type ChainedRow } from './chain.ts'
import type {
  ChainCheck,
  Journal,
  JournalAnswer,
  JournalFailure,
  PendingAnswer,
  PendingTap,
  TapPerson,
} from './journal.ts'
import { migrate, schemaVersion } from './migrations.ts'
import { settlingKinds, stageKinds, type PunchEvent } from './punch-event.ts'
import type { SiteKey } from './site-key.ts'
import { openDatabase, SqliteError, type Database, type SqliteProblem, type SqlRow } from './sqlite.ts'

export type OpenedJournal =
  | { readonly kind: 'ok'; readonly journal: Journal }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

/** Opens the journal at `path`, making file and folder where need be. Nothing that is there is ever removed. */
export function openJournal(path: string, key: SiteKey): OpenedJournal {
  let database: Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    // SQLite would make the file readable by everybody; its WAL takes the file's own mode.
    closeSync(openSync(path, 'a', 0o600))
    database = openDatabase(path)
    const version = migrate(database)
    if (version > schemaVersion) {
      database.close()
      const detail = `${path} was written by a newer version of this program (schema ${version}, known ${schemaVersion}).`
      return { kind: 'failed', failure: { kind: 'newer-version', detail } }
    }
    return { kind: 'ok', journal: new SqliteJournal(database, key) }
  } catch (error) {
    database?.close()
    return { kind: 'failed', failure: failureOf(error) }
  }
}

const settling = settlingKinds.map((kind) => `'${kind}'`).join(', ')

const stages = stageKinds.map((kind) => `'${kind}'`).join(', ')

const pendingTaps = `
  SELECT tapped.tap_id, tapped.at_ms, tapped.kind, tapped.body, people.user_id, stage.kind AS stage_kind,
    stage.body AS stage_body
  FROM events AS tapped
  JOIN people ON people.tap_id = tapped.tap_id
  JOIN events AS last ON last.seq = (SELECT max(seq) FROM events WHERE tap_id = tapped.tap_id)
  LEFT JOIN events AS stage
    ON stage.seq = (SELECT max(seq) FROM events WHERE tap_id = tapped.tap_id AND kind IN (${stages}))
  WHERE tapped.kind = 'tapped' AND last.kind NOT IN (${settling})
  ORDER BY tapped.seq`

class SqliteJournal implements Journal {
  readonly #database: Database
  readonly #key: SiteKey

  constructor(database: Database, key: SiteKey) {
    this.#database = database
    this.#key = key
  }

  recordTap(event: Extract<PunchEvent, { kind: 'tapped' }>, person: TapPerson): JournalAnswer {
    return this.#write(() => {
      this.#append(event)
      this.#database.run('INSERT INTO people (tap_id, user_id, display_name) VALUES (?, ?, ?)', [
        event.tapId,
        person.userId,
        person.displayName,
      ])
    })
  }

  record(event: PunchEvent): JournalAnswer {
    return this.#write(() => this.#append(event))
  }

  pending(): PendingAnswer {
    try {
      return { kind: 'ok', taps: this.#database.all(pendingTaps).map(pendingOf) }
    } catch (error) {
      return { kind: 'failed', failure: failureOf(error) }
    }
  }

  eventsOf(tapId: string): readonly PunchEvent[] {
    return this.#database
      .all('SELECT tap_id, at_ms, kind, body FROM events WHERE tap_id = ? ORDER BY seq', [tapId])
      .map(eventOf)
  }

  probe(): JournalAnswer {
    return this.#write(() =>
      this.#database.run(
        'INSERT INTO marks (name, at_ms) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms',
        ['probe', Date.now()],
      ),
    )
  }

  /** Page by page, so that memory stays flat however long the journal is. */
  verify(): ChainCheck {
    let previous = chainStart
    let seq = 0
    try {
      for (;;) {
        const rows = this.#database.all(
          'SELECT seq, tap_id, at_ms, kind, body, chain FROM events WHERE seq > ? ORDER BY seq LIMIT 1000',
          [seq],
        )
        if (rows.length === 0) return { kind: 'intact', events: seq, head: previous }
        for (const row of rows) {
          const chained = chainedRowOf(row)
          seq += 1
          if (chained.seq !== seq) return { kind: 'broken', seq, detail: `Event ${seq} is missing.` }
          const stored = String(row['chain'])
          if (link(this.#key, previous, chained) !== stored) {
            return { kind: 'broken', seq, detail: this.#whyBroken(seq, stored) }
          }
          previous = stored
        }
      }
    } catch (error) {
      return { kind: 'broken', seq: seq + 1, detail: failureOf(error).detail }
    }
  }

  close(): void {
    this.#database.close()
  }

  #whyBroken(seq: number, stored: string): string {
    return stored.startsWith(`${this.#key.id}:`)
      ? `Event ${seq} is not as it was written.`
      : `Event ${seq} was written under another site key (${stored.split(':')[0] ?? ''}).`
  }

  #append(event: PunchEvent): void {
    const { tapId, atMs, kind, ...rest } = event
    const last = this.#database.get('SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1')
    const row = { seq: Number(last?.['seq'] ?? 0) + 1, tapId, atMs, kind, body: JSON.stringify(rest) }
    const chain = link(this.#key, last === undefined ? chainStart : String(last['chain']), row)
    this.#database.run(
      'INSERT INTO events (seq, tap_id, at_ms, kind, body, chain) VALUES (?, ?, ?, ?, ?, ?)',
      [row.seq, tapId, atMs, kind, row.body, chain],
    )
  }

  #write(body: () => void): JournalAnswer {
    try {
      this.#database.transaction(body)
      return { kind: 'ok' }
    } catch (error) {
      return { kind: 'failed', failure: failureOf(error) }
    }
  }
}

function failureOf(error: unknown): JournalFailure {
  if (error instanceof SqliteError) return { kind: error.problem, detail: error.message }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return { kind: problemOfErrno[String(error.code)] ?? 'cannot-open', detail: error.message }
  }
  throw error
}

const problemOfErrno: Readonly<Record<string, SqliteProblem>> = {
  EROFS: 'read-only',
  ENOSPC: 'full',
  EIO: 'io',
}

function chainedRowOf(row: SqlRow): ChainedRow {
  return {
    seq: Number(row['seq']),
    tapId: String(row['tap_id']),
    atMs: Number(row['at_ms']),
    kind: String(row['kind']),
    body: String(row['body']),
  }
}

/** Events are read back as this program wrote them; the chain, not this cast, says whether that still holds. */
function eventOf(row: SqlRow): PunchEvent {
  const { tapId, atMs, kind, body } = chainedRowOf(row)
  return { tapId, atMs, kind, ...(JSON.parse(body) as object) } as PunchEvent
}

function pendingOf(row: SqlRow): PendingTap {
  const stage: unknown =
    typeof row['stage_body'] === 'string'
      ? { kind: row['stage_kind'], ...(JSON.parse(row['stage_body']) as object) }
      : { kind: 'tapped' }
  return {
    tapId: String(row['tap_id']),
    userId: String(row['user_id']),
    tapped: eventOf(row) as PendingTap['tapped'],
    stage: stage as PendingTap['stage'],
  }
}
