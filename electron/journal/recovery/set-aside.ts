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
import type { ParkedReason } from '../parked-reasons.ts'
import { isSettling } from '../punch-event.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { isReplacementFor, sealReplacement } from './replacement.ts'
import { salvage, type Salvage, type SalvagedTap } from './salvage.ts'
import { openDatabase, readDatabase, type Database } from '../store/sqlite.ts'

/** A damaged journal that was set aside, for the alarm. */
export interface SetAside {
  /** New path of the damaged file, unchanged; its write-ahead log is beside it (`-wal`). */
  readonly path: string
  readonly why: Damage | 'interrupted'
  readonly detail: string
  /** Unsettled or parked taps that were copied to the new journal. */
  readonly carriedOver: number
  /** Of those, the ones that cannot be sent and were parked for somebody to check. */
  readonly parked: number
  /** Events known to have been in the old journal that could not be read. */
  readonly unreadableEvents: number
}

/**
 * Replaces a damaged journal with a new one. The readable open taps are in the new journal before the old one
 * is moved, and after a crash in between the next start finishes the replacement, so no tap is lost. Throws
 * errors of SQLite and the file system; then the damaged journal is still in place.
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

/** The kind of archive: a damaged journal, or one under an earlier site key. */
type Archived = 'corrupt' | 'old-key'

export interface Replaced {
  /** New path of the old journal. */
  readonly archive: string
  readonly carriedOver: number
  /** Of those, the ones that cannot be sent and were parked. */
  readonly parked: number
}

/** Moves the current journal aside and replaces it with a new one that holds `saved`. */
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

/**
 * Writes the head file before the replacement is in place: a journal with events and no head file is damaged.
 */
function fileHead(path: string, key: SiteKey, replacement: string): void {
  openHeadFile(path, key, { head: readDatabase(replacement, headOf), walkFromSeq: 1 }).close()
}

/** The result of finishing an interrupted replacement after a crash. */
export interface FinishedSettingAside {
  /** Whether the replacement is now in place. */
  readonly isFinished: boolean
  readonly setAside?: SetAside
  /** Replacements not written with the key, or not for that archive; they stay where they are. */
  readonly ignored: readonly string[]
}

/**
 * Finishes a replacement after a crash between the two renames: the replacement is complete and is only moved
 * into place. Ignores one that the key does not vouch for as the replacement of that archive.
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
 * Whether the head file differs from the replacement's head after the archive's own head file was moved: then
 * the replacement has been in place before, and this is a copy that somebody put back.
 */
function isBehindHead(path: string, key: SiteKey, replacement: string, target: string): boolean {
  const filed = readHeadFile(path, key)
  if (filed === undefined || !existsSync(headFilePath(target))) return false
  const { seq, link } = readDatabase(replacement, headOf)
  return filed.head.seq !== seq || filed.head.link !== link
}

const archiveKinds = ['old-key', 'corrupt'] as const satisfies readonly Archived[]

/** Removes unused replacements: those for which no journal was set aside. */
export function removeLeftovers(path: string): void {
  for (const stamp of stampsOf(path, 'new'))
    if (!archiveKinds.some((kind) => existsSync(namedAfter(path, kind, stamp)))) removeLeftover(path, stamp)
}

/** Ignores failures, such as a folder at that path: they must not prevent a start. */
function removeLeftover(path: string, stamp: string): void {
  try {
    removeDatabase(namedAfter(path, 'new', stamp))
  } catch (error) {
    failureOf(error)
  }
}

/**
 * Moves the database first: if it is missing, the next start finds the replacement. A write-ahead log must
 * never be beside a database it does not belong to, so it is moved before the replacement is put in place.
 */
function moveAside(path: string, key: SiteKey, archived: Archived, stamp: string): void {
  const target = namedAfter(path, archived, stamp)
  const replacement = namedAfter(path, 'new', stamp)
  moveIfThere(path, target)
  // For a missing database creates an empty file, by which a start after a crash detects the replacement.
  if (!existsSync(target)) closeSync(openSync(target, 'wx', 0o600))
  moveIfThere(`${path}-wal`, `${target}-wal`)
  moveIfThere(`${path}-shm`, `${target}-shm`)
  // If it has been moved already, the file at this path belongs to the replacement.
  if (!existsSync(headFilePath(target))) moveIfThere(headFilePath(path), headFilePath(target))
  flushFolder(dirname(path))
  fileHead(path, key, replacement)
  renameSync(replacement, path)
  flushFolder(dirname(path))
  forgetSuspicion(path)
}

/** Returns how many taps were parked because they cannot be sent. */
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
  const reason: ParkedReason = person === undefined ? 'person-lost' : 'record-damaged'
  const detail =
    person === undefined
      ? 'Who tapped could not be read from the damaged journal.'
      : 'The chain of the damaged journal does not vouch for this tap: it may be settled already, or forged.'
  appendEvent(database, key, { tapId, atMs, kind: 'parked', reason, detail })
  return 'parked'
}

/**
 * Paths of journals that were set aside, damaged or under an earlier key, oldest first. Of some only the
 * write-ahead log may be left.
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

/** Includes ignored replacements (`new`), which may contain names too. */
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

/** UTC to the second, such as `20260301T081500Z`. Numbered if taken, so that no file is overwritten. */
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
