import { closeSync, existsSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { flushFolder } from '../../base/own-files.ts'
import { appendEvent, headOf } from '../store/event-rows.ts'
import { forgetSuspicion, type Damage } from './examine.ts'
import { failureOf } from '../failure.ts'
import { headFilePath, openHeadFile, readHeadFile } from '../chain/head-file.ts'
import { migrate } from '../store/migrations.ts'
import { ensureOpenTaps } from '../store/open-taps.ts'
import { recordPerson, recordUnvouchedPerson } from '../people.ts'
import { isSettling } from '../punch-event.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { isReplacementFor, sealReplacement } from './replacement.ts'
import { salvage, type Salvage, type SalvagedTap } from './salvage.ts'
import { openDatabase, openForReading, type Database } from '../store/sqlite.ts'

/** A damaged journal that was put out of the way, for the alarm that says so. */
export interface SetAside {
  /** Where the damaged file lies now, untouched; its write-ahead log beside it with the same ending as always. */
  readonly path: string
  readonly why: Damage | 'interrupted'
  readonly detail: string
  /** Taps that were not settled, or parked, and now stand in the new journal. */
  readonly carriedOver: number
  /** Of those, the ones that cannot be sent as they are: parked, for somebody to look at. */
  readonly parked: number
  /** Events the old journal is known to have held and that could not be read. */
  readonly unreadableEvents: number
}

/**
 * Starts a new journal in a damaged one's place. What can be read of open taps stands in the new one before the old
 * is moved, and a start after a crash in between finishes what was begun, so that no tap falls between the two.
 * Throws errors of SQLite and the file system; then the damaged journal is still where it was.
 */
export function setAsideDamaged(
  path: string,
  key: SiteKey,
  found: { readonly why: Damage; readonly detail: string; readonly lastKnownSeq: number | undefined },
  nowMs: number,
): SetAside {
  const saved = salvage(path, { own: key, earlier: [] }, found.lastKnownSeq)
  const { archive, ...counts } = replaceJournal(path, key, 'corrupt', saved, nowMs)
  const { why, detail } = found
  return { path: archive, why, detail, ...counts, unreadableEvents: saved.unreadableEvents }
}

/** What the journal that was there is called from now on: damaged, or under an earlier site key. */
type Archived = 'corrupt' | 'old-key'

export interface Replaced {
  /** Where the journal that was there lies now. */
  readonly archive: string
  readonly carriedOver: number
  /** Of those, the ones that cannot be sent as they are. */
  readonly parked: number
}

/** Puts a new journal with `saved` in the place of the one that is there, which is moved aside. */
export function replaceJournal(
  path: string,
  key: SiteKey,
  archived: Archived,
  saved: Salvage,
  nowMs: number,
): Replaced {
  removeLeftovers(path)
  const stamp = freeStamp(path, archived, nowMs)
  const replacement = namedAfter(path, 'new', stamp)
  const archive = namedAfter(path, archived, stamp)
  let parked: number
  try {
    parked = writeReplacement(replacement, key, saved, basename(archive), nowMs)
  } catch (error) {
    removeDatabase(replacement)
    throw error
  }
  moveAside(path, key, archived, stamp)
  return { archive, carriedOver: saved.taps.length, parked }
}

/** Before the replacement comes to its place: a journal with events and no head file of its own is damaged. */
function fileHead(path: string, key: SiteKey, replacement: string): void {
  const database = openForReading(replacement)
  try {
    openHeadFile(path, key, { head: headOf(database), walkFromSeq: 1 }).close()
  } finally {
    database.close()
  }
}

/** What a start after a crash finds in the place of a journal that is gone. */
export interface FinishedSettingAside {
  /** Whether the replacement is in its place now. */
  readonly isFinished: boolean
  readonly setAside?: SetAside
  /** Of replacements that nobody with the key has written, or not for that archive; they stay where they are. */
  readonly ignored: readonly string[]
}

/**
 * Where a crash came between the two renames: the replacement is whole, and only has to be put in its place. One that
 * the key does not vouch for as that archive's is ignored.
 */
export function finishSettingAside(path: string, key: SiteKey): FinishedSettingAside {
  const ignored: string[] = []
  if (existsSync(path)) return { isFinished: false, ignored }
  for (const stamp of stampsOf(path, 'new').toReversed()) {
    const archived = archiveKinds.find((kind) => existsSync(namedAfter(path, kind, stamp)))
    if (archived === undefined) continue
    const replacement = namedAfter(path, 'new', stamp)
    const target = namedAfter(path, archived, stamp)
    if (
      !isReplacementFor(replacement, key, basename(target)) ||
      isBehindHead(path, key, replacement, target)
    ) {
      ignored.push(replacement)
      continue
    }
    moveAside(path, key, archived, stamp)
    const what = archived === 'old-key' ? 'gave the journal a new site key' : 'set a damaged journal aside'
    const detail = `The program was ended while it ${what}; this start finished it.`
    const counts = { carriedOver: 0, parked: 0, unreadableEvents: 0 }
    return { isFinished: true, setAside: { path: target, why: 'interrupted', detail, ...counts }, ignored }
  }
  return { isFinished: false, ignored }
}

/**
 * Whether the head file tells of another end than the replacement's, once the archive's own lies beside the archive: then
 * the replacement has been in its place before, and a copy of it was put back.
 */
function isBehindHead(path: string, key: SiteKey, replacement: string, target: string): boolean {
  const filed = readHeadFile(path, key)
  if (filed === undefined || !existsSync(headFilePath(target))) return false
  const database = openForReading(replacement)
  try {
    const { seq, link } = headOf(database)
    return filed.head.seq !== seq || filed.head.link !== link
  } finally {
    database.close()
  }
}

const archiveKinds = ['old-key', 'corrupt'] as const satisfies readonly Archived[]

/** Removes replacements that never came to be used: no journal was set aside for them. */
export function removeLeftovers(path: string): void {
  for (const stamp of stampsOf(path, 'new'))
    if (!archiveKinds.some((kind) => existsSync(namedAfter(path, kind, stamp)))) removeLeftover(path, stamp)
}

/** What cannot be removed, such as a folder somebody has put there, costs no start. */
function removeLeftover(path: string, stamp: string): void {
  try {
    removeDatabase(namedAfter(path, 'new', stamp))
  } catch (error) {
    failureOf(error)
  }
}

/**
 * The database goes first: without it a start finds the replacement waiting. A write-ahead log must never stay
 * beside a database it does not belong to, so it has gone before the replacement comes.
 */
function moveAside(path: string, key: SiteKey, archived: Archived, stamp: string): void {
  const target = namedAfter(path, archived, stamp)
  const replacement = namedAfter(path, 'new', stamp)
  moveIfThere(path, target)
  // A database that is gone leaves an empty file, by which a start after a crash sees what was begun.
  if (!existsSync(target)) closeSync(openSync(target, 'wx', 0o600))
  moveIfThere(`${path}-wal`, `${target}-wal`)
  moveIfThere(`${path}-shm`, `${target}-shm`)
  // Once it has been moved, what stands in its place is the replacement's.
  if (!existsSync(headFilePath(target))) moveIfThere(headFilePath(path), headFilePath(target))
  flushFolder(dirname(path))
  fileHead(path, key, replacement)
  renameSync(replacement, path)
  flushFolder(dirname(path))
  forgetSuspicion(path)
}

/** Answers how many taps were parked because they cannot be sent as they are. */
function writeReplacement(
  path: string,
  key: SiteKey,
  saved: Salvage,
  fromFile: string,
  atMs: number,
): number {
  closeSync(openSync(path, 'wx', 0o600))
  const database = openDatabase(path, { journalMode: 'DELETE' })
  try {
    migrate(database)
    ensureOpenTaps(database, [])
    let parked = 0
    database.transaction(() => {
      for (const tap of saved.taps)
        if (carryOver(database, key, tap, fromFile, atMs) === 'parked') parked += 1
      sealReplacement(database, key, fromFile, atMs)
    })
    return parked
  } finally {
    database.close()
  }
}

function carryOver(
  database: Database,
  key: SiteKey,
  { events, person, sound }: SalvagedTap,
  fromFile: string,
  atMs: number,
): 'as-it-was' | 'parked' {
  const [first, ...rest] = events
  if (first?.kind !== 'tapped') return 'as-it-was'
  const { tapId } = first
  const isDoubtful = !sound || first.isDoubtful !== undefined
  appendEvent(database, key, isDoubtful ? { ...first, isDoubtful } : first)
  if (person !== undefined && isDoubtful) recordUnvouchedPerson(database, first, person)
  else if (person !== undefined) recordPerson(database, key, first, person)
  appendEvent(database, key, { tapId, atMs, kind: 'carried-over', fromFile })
  for (const event of rest) appendEvent(database, key, event)
  const isParked = isSettling(events.at(-1)?.kind ?? first.kind)
  if (sound && (isParked || (person !== undefined && !isDoubtful))) return 'as-it-was'
  const reason = person === undefined ? 'person-lost' : 'record-damaged'
  const detail =
    person === undefined
      ? 'Who tapped could not be read from the damaged journal.'
      : 'The chain does not vouch for what the damaged journal says of this tap: it may be settled, or have been made up.'
  appendEvent(database, key, { tapId, atMs, kind: 'parked', reason, detail })
  return 'parked'
}

/**
 * Where journals lie that were set aside, damaged or under an earlier key, oldest first; of some the write-ahead log
 * alone was left.
 */
export function setAsidePaths(journalPath: string): readonly string[] {
  const name = basename(journalPath)
  const found = readdirSync(dirname(journalPath)).flatMap((entry) =>
    entry.startsWith(`${name}.`) ? (setAsideEnding.exec(entry.slice(name.length)) ?? []) : [],
  )
  const stampOf = (ending: string): string => /\d{8}T.*/.exec(ending)?.[0] ?? ''
  return [...new Set(found)]
    .sort((a, b) => stampOf(a).localeCompare(stampOf(b)))
    .map((ending) => `${journalPath}${ending}`)
}

/** A replacement that was ignored lies beside its archive, and may hold names too. */
const setAsideEnding = /^\.(?:corrupt|old-key|new)-\d{8}T\d{6}Z(?:-\d+)?(?=$|-wal$)/

function namedAfter(path: string, what: Archived | 'new', stamp: string): string {
  return `${path}.${what}-${stamp}`
}

/** Oldest first. */
function stampsOf(path: string, what: Archived | 'new'): readonly string[] {
  const start = `${basename(path)}.${what}-`
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && /^\d{8}T\d{6}Z(-\d+)?$/.test(name.slice(start.length)))
    .map((name) => name.slice(start.length))
    .sort()
}

/** UTC to the second, such as `20260301T081500Z`. Nothing that lies there is ever written over. */
function freeStamp(path: string, archived: Archived, nowMs: number): string {
  const utc = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  for (let count = 1; ; count += 1) {
    const stamp = count === 1 ? utc : `${utc}-${count}`
    const target = namedAfter(path, archived, stamp)
    const taken = ['', '-wal', '-shm', '.head'].map((ending) => `${target}${ending}`)
    if (![...taken, namedAfter(path, 'new', stamp)].some((name) => existsSync(name))) return stamp
  }
}

function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
}

function removeDatabase(path: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
}
