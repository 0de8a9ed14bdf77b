import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
  type Stats,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt } from './attempt.ts'

/**
 * Files the kiosk writes: private to its account regardless of the umask, and never through a planted link.
 * On Windows, a file inherits its folder's access list, so modes are not changed there.
 */
const folderMode = 0o700
const fileMode = 0o600
const publicMode = 0o644
const othersMode = 0o077

const hasModes = process.platform !== 'win32'
const isOwn = ({ uid }: Stats): boolean => uid === process.geteuid?.()

/** Thrown instead of writing through a link or to a special file. Has the shape of a file system error. */
export class UnsafeFileError extends Error {
  override readonly name = 'UnsafeFileError'
  readonly code = 'EUNSAFE'
  readonly syscall = 'open'
  readonly path: string

  constructor(path: string, what: string) {
    super(`${path} is ${what}; the kiosk does not write there. Find out who put it there, and remove it.`)
    this.path = path
  }
}

/** Throws `UnsafeFileError` unless `path` is a regular file with a single name, or does not exist. */
export function refuseUnsafeFile(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats !== undefined) refuse(path, stats)
}

function refuse(path: string, stats: Stats): void {
  if (stats.isSymbolicLink()) throw new UnsafeFileError(path, 'a symbolic link')
  if (!stats.isFile()) throw new UnsafeFileError(path, 'not an ordinary file')
  if (stats.nlink > 1) throw new UnsafeFileError(path, 'a hard link: the file has another name elsewhere')
}

/** Suffixes of the files SQLite writes next to a database. SQLite opens them itself, and follows links. */
const databaseSidecars = ['-wal', '-shm', '-journal'] as const

/**
 * Checks a database that will be written, and the files SQLite writes next to it. Throws `UnsafeFileError`.
 */
export function refuseUnsafeDatabase(path: string): void {
  refuseUnsafeFile(path)
  refuseUnsafeDatabaseSidecars(path)
}

/** Only the files next to a database that is read: the database itself may be a link (to a backup). */
export function refuseUnsafeDatabaseSidecars(path: string): void {
  const real = existsSync(path) ? realpathSync(path) : path
  for (const ending of databaseSidecars) refuseUnsafeFile(`${real}${ending}`)
  refuseSuperJournal(`${real}-journal`)
}

/** Last bytes of a rollback journal that names a super-journal (`writeSuperJournal`, SQLite's pager.c). */
const superJournalMark = Buffer.from('d9d505f920a163d7', 'hex')

/**
 * SQLite rolls back such a journal when it opens the database, even read-only, and then deletes the file the
 * journal names, whatever that is. SQLite writes one only for a transaction over several databases; the kiosk
 * has none.
 */
function refuseSuperJournal(path: string): void {
  if (!existsSync(path)) return
  const file = openSync(path, constants.O_RDONLY | safeFlags())
  try {
    const end = Buffer.alloc(superJournalMark.length)
    readSync(file, end, 0, end.length, Math.max(0, fstatSync(file).size - end.length))
    if (end.equals(superJournalMark))
      throw new UnsafeFileError(path, 'a rollback journal that names another file for SQLite to delete')
  } finally {
    closeSync(file)
  }
}

/** Opens the file, creating it if missing, and returns its descriptor. Throws file system errors. */
export function openOwnFile(path: string, how: 'append' | 'update'): number {
  refuseUnsafeFile(path)
  const access = how === 'append' ? constants.O_WRONLY | constants.O_APPEND : constants.O_RDWR
  return checkedAfterOpening(path, openSync(path, access | constants.O_CREAT | safeFlags(), fileMode))
}

/** Reads a whole regular file as UTF-8. Throws file system errors. */
export function readOwnFile(path: string): string {
  refuseUnsafeFile(path)
  const file = checkedAfterOpening(path, openSync(path, constants.O_RDONLY | safeFlags()))
  try {
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/** Do not follow a link; do not block when opening a pipe. Windows has neither flag. */
function safeFlags(): number {
  return hasModes ? constants.O_NOFOLLOW | constants.O_NONBLOCK : 0
}

/** Checks again, because the file may have been swapped between the check and the open. */
function checkedAfterOpening(path: string, file: number): number {
  try {
    const stats = fstatSync(file)
    refuse(path, stats)
    tightenOpenFile(file)
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

export type Flush = 'flushed' | 'unflushed'

/** Like `tightenOwnFile`, for an open file; pipes and devices are left alone. */
export function tightenOpenFile(file: number): void {
  const stats = fstatSync(file)
  if (stats.isFile() && isTooOpen(stats)) attempt(() => fchmodSync(file, fileMode))
}

/** Creates a file that must not exist yet, containing `text`. Throws file system errors. */
export function makeOwnFile(path: string, text: string): void {
  makeFile(path, text, 'flushed', fileMode)
}

function makeFile(path: string, text: string, flush: Flush, mode: number): void {
  // `wx` follows no link, not even a dangling one.
  const file = openSync(path, 'wx', fileMode)
  try {
    // By descriptor: in a folder that others may write to, the name may already point elsewhere.
    if (hasModes && mode !== fileMode) fchmodSync(file, mode)
    writeSync(file, text)
    if (flush === 'flushed') fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Replaces the file atomically; a link is replaced, not followed. Throws file system errors. */
export function replaceOwnFile(path: string, text: string, flush: Flush = 'flushed'): void {
  ensureOwnFolder(dirname(path))
  replaceFile(path, text, flush, fileMode)
}

/** Like `replaceOwnFile`, but the folder must exist and keeps its permissions. Throws file system errors. */
export function replaceOwnFileInExistingFolder(path: string, text: string, flush: Flush = 'flushed'): void {
  replaceFile(path, text, flush, fileMode)
}

/** Like `replaceOwnFileInExistingFolder`, for a file that every account may read. */
export function replacePublicFile(path: string, text: string): void {
  replaceFile(path, text, 'unflushed', publicMode)
}

function replaceFile(path: string, text: string, flush: Flush, mode: number): void {
  // The suffix comes last, so that programs which look for files by extension do not pick this one up.
  const beside = `${path}.new`
  removeIfThere(beside)
  makeFile(beside, text, flush, mode)
  renameSync(beside, path)
}

/** Removes a link, not its target. A folder is left, and the error is thrown. */
function removeIfThere(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) unlinkSync(path)
}

/** Creates the folder if needed and removes other accounts' permissions. Throws if it cannot be created. */
export function ensureOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: folderMode })
  if (isTooOpen(statSync(path))) attempt(() => chmodSync(path, folderMode))
}

/**
 * Removes other accounts' permissions from the regular files in the folder. Opens none of them: on POSIX, a
 * process that closes any handle of a file loses its locks on it.
 */
export function tightenOwnFiles(folder: string): void {
  if (!hasModes) return
  for (const name of attempt(() => readdirSync(folder)) ?? []) tightenOwnFile(join(folder, name))
}

/** Removes other accounts' permissions from a regular file, if it belongs to this account. Never throws. */
export function tightenOwnFile(path: string): void {
  attempt(() => {
    const stats = lstatSync(path)
    if (stats.isFile() && stats.nlink === 1 && isTooOpen(stats)) chmodSync(path, fileMode)
  })
}

/** Whether other accounts have permissions on a file that this account owns, and may therefore change. */
function isTooOpen(stats: Stats): boolean {
  return hasModes && (stats.mode & othersMode) !== 0 && isOwn(stats)
}

/** Flushes a rename to disk, so that a power cut does not undo it. Windows needs no such call. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
