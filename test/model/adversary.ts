import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isSettling } from '../../electron/journal/punch-event.ts'
import {
  openPlainDatabase,
  SqliteError,
  type Database,
  type SqlRow,
} from '../../electron/journal/store/sqlite.ts'
import { siteKey } from './machine.ts'

/** What somebody does who may write to the data folder and has neither the site key nor the kiosk's account. */
export type Attack =
  /** An event at the end, or before the first one. */
  | {
      readonly kind: 'insert-event'
      readonly event: (typeof forgedKinds)[number]
      readonly tap: Target | 'new'
      readonly link: Link
      readonly person: number
      readonly place: 'end' | 'start'
      readonly offsetMs: number
    }
  | { readonly kind: 'delete-events'; readonly tap: Target; readonly which: 'last' | 'first' | 'all' }
  | {
      readonly kind: 'edit-event'
      readonly tap: Target
      readonly what: 'time' | 'card' | 'kind' | 'tap' | 'body'
      readonly person: number
    }
  | { readonly kind: 'relabel-events'; readonly tap: Target }
  | {
      readonly kind: 'people'
      readonly tap: Target
      readonly what: 'user' | 'user-and-seal' | 'seal' | 'delete' | 'copy' | 'tap'
      readonly person: number
    }
  | { readonly kind: 'open-taps'; readonly what: 'insert' | 'delete' | 'no-triggers'; readonly tap: Target }
  | { readonly kind: 'gap'; readonly tap: Target; readonly deletes: boolean }
  | { readonly kind: 'details'; readonly tap: Target }
  | { readonly kind: 'trigger'; readonly does: (typeof hostileTriggers)[number]; readonly person: number }
  | { readonly kind: 'drop-table'; readonly table: (typeof tables)[number] }
  | { readonly kind: 'delete-files'; readonly files: readonly Ending[] }
  /** Keeps a copy of the folder as it is. */
  | { readonly kind: 'copy-files' }
  /** `which`: of the copies, from the newest on. */
  | { readonly kind: 'put-back'; readonly which: number; readonly files: readonly Ending[] }
  | { readonly kind: 'forge-head'; readonly as: 'of-the-end' | 'of-the-start' | 'nonsense' | 'with-own-mac' }
  | { readonly kind: 'flip-byte'; readonly file: Ending; readonly at: number }

/** Which tap of those in the journal: the newest that is open, the newest that is settled, or any. */
export type Target = 'open' | 'settled' | 'first'
/** `own`: the own key's id with a MAC that nobody has made. `copied`: of another event. */
export type Link = 'foreign' | 'own' | 'copied' | 'last'
export type Ending = (typeof endings)[number]

export const endings = ['', '-wal', '-shm', '.head'] as const
export const tables = ['people', 'marks', 'gaps', 'details', 'open_taps', 'events'] as const
export const hostileTriggers = ['other-person', 'swallow-tapped', 'confirm-at-once', 'other-time'] as const
export const forgedKinds = [
  'tapped',
  'sending',
  'clocked-out',
  'correcting',
  'confirmed',
  'superseded',
  'parked',
  'retry-requested',
  'carried-over',
  'compacted',
] as const

/** What an attack met. */
export interface Strike {
  readonly attack: Attack
  readonly atMs: number
  readonly isKioskOn: boolean
  /** The program's run, and how much it had logged. */
  readonly run: number
  readonly lines: number
  /** The last event of the newest tap that was not settled; `none`: all were. */
  readonly met: string
  /** False: SQLite or the file system would not have it. */
  readonly done: boolean
}

export interface Adversary {
  readonly strikes: readonly Strike[]
  strike(attack: Attack): void
}

export interface AdversaryOptions {
  readonly journalPath: string
  readonly people: readonly string[]
  /** Ids of cards, each with whose it is. */
  cards(): readonly { readonly id: string; readonly userId: string }[]
  nowMs(): number
  isKioskOn(): boolean
  run(): number
  lines(): number
}

const foreignKeyId = '0badf00d'
const mac = (text: string): string => text.repeat(64).slice(0, 64)
const foreign = `${foreignKeyId}:${mac('ab')}`
/** With the id of the kiosk's key, which every link shows. */
const unmade = `${siteKey.id}:${mac('cd')}`

export function createAdversary(options: AdversaryOptions): Adversary {
  const { journalPath, people } = options
  const strikes: Strike[] = []
  const copies: ReadonlyMap<Ending, Buffer>[] = []
  let forged = 0

  const carryOut = (attack: Attack): void => {
    switch (attack.kind) {
      case 'delete-files':
        for (const ending of attack.files) rmSync(journalPath + ending, { force: true })
        return
      case 'copy-files':
        copies.unshift(copyOf(journalPath))
        return
      case 'put-back': {
        const copy = copies[attack.which % Math.max(1, copies.length)]
        if (copy !== undefined) putBack(journalPath, copy, attack.files)
        return
      }
      case 'flip-byte':
        flipByte(journalPath + attack.file, attack.at)
        return
      case 'forge-head':
        writeFileSync(`${journalPath}.head`, forgedHead(journalPath, attack.as))
        return
      default:
        withDatabase(journalPath, (database) => carryOutBySql(database, attack))
    }
  }

  const carryOutBySql = (
    database: Database,
    attack: Exclude<
      Attack,
      { kind: 'delete-files' | 'copy-files' | 'put-back' | 'flip-byte' | 'forge-head' }
    >,
  ): void => {
    if (attack.kind === 'drop-table') {
      database.exec(`DROP TABLE ${attack.table}`)
      return
    }
    if (attack.kind === 'trigger') {
      database.exec(triggerSql(attack.does, people[attack.person] ?? ''))
      return
    }
    database.exec(
      'DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed',
    )
    if (attack.kind === 'insert-event') {
      insertEvent(database, attack)
      return
    }
    const tapId = tapOf(database, attack.tap)
    if (tapId === undefined) return
    const ofTap = `tap_id = '${tapId}'`
    switch (attack.kind) {
      case 'delete-events': {
        const one = { last: 'max(seq)', first: 'min(seq)', all: 'seq' }[attack.which]
        database.exec(`DELETE FROM events WHERE seq IN (SELECT ${one} FROM events WHERE ${ofTap})`)
        return
      }
      case 'edit-event':
        editEvent(database, tapId, attack)
        return
      case 'relabel-events':
        database.exec(`UPDATE events SET chain = '${foreignKeyId}' || substr(chain, 9) WHERE ${ofTap}`)
        return
      case 'people':
        editPeople(database, tapId, attack)
        return
      case 'open-taps':
        editOpenTaps(database, tapId, attack.what)
        return
      case 'gap': {
        database.exec(
          `INSERT INTO gaps SELECT max(seq), max(seq), (SELECT chain FROM events AS e WHERE e.seq = max(events.seq))
             FROM events WHERE ${ofTap}`,
        )
        if (attack.deletes) database.exec(`DELETE FROM events WHERE seq IN (SELECT first_seq FROM gaps)`)
        return
      }
      case 'details':
        database.exec(`INSERT OR REPLACE INTO details VALUES ('${tapId}', 'made up', '${foreign}')`)
        return
      default:
        attack satisfies never
    }
  }

  const cardOf = (person: number): string => {
    const mine = options.cards().filter(({ userId }) => userId === people[person])
    return (mine.at(-1) ?? options.cards()[0])?.id ?? 'TCK_none'
  }

  const insertEvent = (
    database: Database,
    { event, tap, link, person, place, offsetMs }: Extract<Attack, { kind: 'insert-event' }>,
  ): void => {
    const tapId = (tap === 'new' ? undefined : tapOf(database, tap)) ?? `forged${(forged += 1)}`
    const last = database.get('SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1')
    const like = database.get('SELECT chain FROM events WHERE kind = ? ORDER BY seq DESC LIMIT 1', [event])
    const links: Record<Link, string> = {
      foreign,
      own: unmade,
      copied: linkOf(like),
      last: linkOf(last),
    }
    const nowMs = options.nowMs()
    const atMs = nowMs + offsetMs
    const body = bodyOf(event, { cardId: cardOf(person), atMs })
    database.run('INSERT INTO events (seq, tap_id, at_ms, kind, body, chain) VALUES (?, ?, ?, ?, ?, ?)', [
      place === 'end' ? Number(last?.['seq'] ?? 0) + 1 : 0,
      tapId,
      nowMs,
      event,
      JSON.stringify(body),
      links[link],
    ])
    if (event !== 'tapped') return
    const seal = link === 'foreign' ? foreign : unmade
    database.run('INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?)', [
      tapId,
      nowMs,
      people[person] ?? '',
      'Somebody',
      seal,
    ])
  }

  const editEvent = (
    database: Database,
    tapId: string,
    { what, person }: Extract<Attack, { kind: 'edit-event' }>,
  ): void => {
    const last = `seq = (SELECT max(seq) FROM events WHERE tap_id = '${tapId}')`
    switch (what) {
      case 'time':
        database.exec(
          `UPDATE events SET body = json_set(body, '$.tappedAtMs', ${options.nowMs() - 7_200_000})
             WHERE tap_id = '${tapId}'`,
        )
        return
      case 'card':
        database.exec(
          `UPDATE events SET body = json_set(body, '$.cardId', '${cardOf(person)}') WHERE tap_id = '${tapId}'`,
        )
        return
      case 'kind':
        database.exec(`UPDATE events SET kind = 'confirmed' WHERE ${last}`)
        return
      case 'tap':
        database.exec(
          `UPDATE events SET tap_id = 'other' WHERE tap_id = '${tapId}';
           UPDATE people SET tap_id = 'other' WHERE tap_id = '${tapId}'`,
        )
        return
      case 'body':
        database.exec(`UPDATE events SET body = substr(body, 2) WHERE ${last}`)
        return
      default:
        what satisfies never
    }
  }

  const editPeople = (
    database: Database,
    tapId: string,
    { what, person }: Extract<Attack, { kind: 'people' }>,
  ): void => {
    const user = `user_id = '${people[person] ?? ''}'`
    const seal = `seal = '${foreignKeyId}' || substr(seal, 9)`
    const sql: Record<typeof what, string> = {
      user: `UPDATE people SET ${user}`,
      'user-and-seal': `UPDATE people SET ${user}, ${seal}`,
      seal: `UPDATE people SET ${seal}`,
      delete: 'DELETE FROM people',
      copy: `UPDATE people SET (user_id, display_name, seal) =
        (SELECT user_id, display_name, seal FROM people AS p ORDER BY recorded_ms LIMIT 1)`,
      tap: `UPDATE people SET tap_id = 'nobody'`,
    }
    database.exec(`${sql[what]} WHERE tap_id = '${tapId}'`)
  }

  return {
    strikes,
    strike: (attack) => {
      const met = whatIsOpen(journalPath)
      let done = true
      try {
        carryOut(attack)
      } catch (error) {
        if (!(error instanceof SqliteError)) throw error
        done = false
      }
      strikes.push({
        attack,
        atMs: options.nowMs(),
        isKioskOn: options.isKioskOn(),
        run: options.run(),
        lines: options.lines(),
        met,
        done,
      })
    },
  }
}

function linkOf(row: SqlRow | undefined): string {
  return row === undefined ? unmade : String(row['chain'])
}

function bodyOf(
  kind: (typeof forgedKinds)[number],
  { cardId, atMs }: { readonly cardId: string; readonly atMs: number },
): object {
  switch (kind) {
    case 'tapped':
      return {
        tappedAtMs: atMs,
        clockCorrectionMs: 0,
        tappedAtMonotonicMs: 0,
        runId: 'forged',
        kioskId: 'dock-0',
        badgeHmac: 'forged',
        siteKeyId: siteKey.id,
      }
    case 'sending':
      return { cardId, note: '', tappedAtMs: atMs }
    case 'clocked-out':
      return { cardId, endedAtMs: atMs, how: 'answered', note: '', tappedAtMs: atMs }
    case 'correcting':
      return { cardId, toMs: atMs, note: '', tappedAtMs: atMs }
    case 'confirmed':
      return { cardId, endedAtMs: atMs, how: 'answered' }
    case 'superseded':
      return { cardId, endedAtMs: atMs }
    case 'parked':
      return { reason: 'rejected', detail: 'made up' }
    case 'retry-requested':
      return {}
    case 'carried-over':
      return { fromFile: 'memory' }
    case 'compacted':
      return { events: 1, gapsDigest: 'made up' }
    default:
      return kind satisfies never
  }
}

function editOpenTaps(database: Database, tapId: string, what: 'insert' | 'delete' | 'no-triggers'): void {
  switch (what) {
    case 'insert':
      database.run('INSERT OR REPLACE INTO open_taps VALUES (?, 1)', [tapId])
      return
    case 'delete':
      database.run('DELETE FROM open_taps')
      return
    case 'no-triggers':
      database.exec('DROP TRIGGER IF EXISTS open_taps_open; DROP TRIGGER IF EXISTS open_taps_settle')
      return
    default:
      what satisfies never
  }
}

function triggerSql(does: (typeof hostileTriggers)[number], userId: string): string {
  const onEvents = (body: string): string =>
    `DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed;
     CREATE TRIGGER IF NOT EXISTS hostile AFTER INSERT ON events WHEN NEW.kind = 'tapped' BEGIN ${body}; END`
  switch (does) {
    case 'other-person':
      return `CREATE TRIGGER IF NOT EXISTS hostile AFTER INSERT ON people
        BEGIN UPDATE people SET user_id = '${userId}' WHERE tap_id = NEW.tap_id; END`
    case 'swallow-tapped':
      return onEvents('DELETE FROM events WHERE seq = NEW.seq')
    case 'confirm-at-once':
      return onEvents(
        `INSERT INTO events VALUES (NEW.seq + 1, NEW.tap_id, NEW.at_ms, 'confirmed', '{}', NEW.chain)`,
      )
    case 'other-time':
      return onEvents(
        `UPDATE events SET body = json_set(body, '$.tappedAtMs', NEW.at_ms - 7200000) WHERE seq = NEW.seq`,
      )
    default:
      return does satisfies never
  }
}

function withDatabase(path: string, use: (database: Database) => void): void {
  if (!existsSync(path)) return
  const database = openPlainDatabase(path)
  try {
    use(database)
  } finally {
    database.close()
  }
}

interface LastEvent {
  readonly tapId: string
  readonly kind: string
}

function lastEvents(database: Database): readonly LastEvent[] {
  return database
    .all(
      `SELECT tap_id, kind FROM events AS e
         WHERE kind <> 'compacted' AND seq = (SELECT max(seq) FROM events WHERE tap_id = e.tap_id) ORDER BY seq`,
    )
    .map((row: SqlRow) => ({ tapId: String(row['tap_id']), kind: String(row['kind']) }))
}

function tapOf(database: Database, target: Target): string | undefined {
  const last = lastEvents(database)
  switch (target) {
    case 'open':
      return (last.findLast(({ kind }) => !isSettling(kind)) ?? last.at(-1))?.tapId
    case 'settled':
      return (last.findLast(({ kind }) => isSettling(kind)) ?? last.at(-1))?.tapId
    case 'first':
      return last[0]?.tapId
    default:
      return target satisfies never
  }
}

function whatIsOpen(path: string): string {
  let met = 'none'
  try {
    withDatabase(path, (database) => {
      met = lastEvents(database).findLast(({ kind }) => !isSettling(kind))?.kind ?? 'none'
    })
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
  }
  return met
}

function copyOf(path: string): ReadonlyMap<Ending, Buffer> {
  const copy = new Map<Ending, Buffer>()
  for (const ending of endings) {
    if (existsSync(path + ending)) copy.set(ending, readFileSync(path + ending))
  }
  return copy
}

/** As other files, not written over: SQLite maps some of them into its memory. */
function putBack(path: string, copy: ReadonlyMap<Ending, Buffer>, files: readonly Ending[]): void {
  for (const ending of files) {
    rmSync(path + ending, { force: true })
    const bytes = copy.get(ending)
    if (bytes !== undefined) writeFileSync(path + ending, bytes, { mode: 0o600 })
  }
}

function flipByte(path: string, at: number): void {
  if (!existsSync(path)) return
  const bytes = readFileSync(path)
  const place = at % Math.max(1, bytes.length)
  // The schema's version in SQLite's header: a newer program's journal is not this one's to replace, by design.
  if (!path.endsWith('-wal') && place >= 60 && place < 64) return
  bytes[place] = (bytes[place] ?? 0) ^ 0x41
  writeFileSync(path, bytes, { flag: 'r+' })
}

function forgedHead(path: string, as: Extract<Attack, { kind: 'forge-head' }>['as']): string {
  if (as === 'nonsense') return 'nonsense\n'
  let end = `0:`
  try {
    withDatabase(path, (database) => {
      const row = database.get('SELECT seq, chain FROM events ORDER BY seq DESC LIMIT 1')
      if (row !== undefined) end = `${Number(row['seq'])}:${String(row['chain'])}`
    })
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
  }
  if (as === 'of-the-start') return `0: 1 ${mac('0')}\n`
  const had = existsSync(`${path}.head`) ? readFileSync(`${path}.head`, 'utf8').trim().split(' ').at(-1) : ''
  return `${end} 999999 ${as === 'with-own-mac' ? (had ?? '') : mac('1')}\n`
}
