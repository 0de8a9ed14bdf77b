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

/**
 * The files the kiosk itself writes: private to its account whatever the umask, and never through a link that somebody
 * has planted. On Windows a file's rights come from its folder's access list, so modes are left alone there.
 */
const folderMode = 0o700
const fileMode = 0o600
const publicMode = 0o644
const othersMode = 0o077

const hasModes = process.platform !== 'win32'
const isOwn = ({ uid }: Stats): boolean => uid === process.geteuid?.()

/** Thrown in place of writing through a link, or to what is no ordinary file. Looks like an error of the file system. */
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

/** Throws `UnsafeFileError` unless `path` is an ordinary file with a single name, or nothing. */
export function refuseUnsafeFile(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats !== undefined) refuse(path, stats)
}

function refuse(path: string, stats: Stats): void {
  if (stats.isSymbolicLink()) throw new UnsafeFileError(path, 'a symbolic link')
  if (!stats.isFile()) throw new UnsafeFileError(path, 'not an ordinary file')
  if (stats.nlink > 1) throw new UnsafeFileError(path, 'a hard link: the file has another name elsewhere')
}

/** What SQLite writes beside a database. It opens all of them by itself, and follows links. */
const besideDatabase = ['-wal', '-shm', '-journal'] as const

/** The same for a database that is to be written, and the files SQLite writes beside it. */
export function refuseUnsafeDatabase(path: string): void {
  refuseUnsafeFile(path)
  refuseUnsafeBesideDatabase(path)
}

/**
 * For a database that is only read, and may well be a link (to the latest backup); SQLite may write beside the file that
 * the link leads to.
 */
export function refuseUnsafeBesideDatabase(path: string): void {
  const real = existsSync(path) ? realpathSync(path) : path
  for (const ending of besideDatabase) refuseUnsafeFile(`${real}${ending}`)
  refuseSuperJournal(`${real}-journal`)
}

/** Ends a rollback journal that names a super-journal (`writeSuperJournal`, SQLite's pager.c). */
const superJournalMark = Buffer.from('d9d505f920a163d7', 'hex')

/**
 * SQLite rolls such a journal back when it opens the database, be it only to read it, and then deletes the file that it
 * names, whatever file that is. It writes one itself only for a transaction over several databases: the kiosk has none.
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

/**
 * Opens the file, making it where there is none, and gives its descriptor. `append`: writes go to its end; `update`:
 * for reading and writing. Throws errors of the file system.
 */
export function openOwnFile(path: string, how: 'append' | 'update'): number {
  refuseUnsafeFile(path)
  const access = how === 'append' ? constants.O_WRONLY | constants.O_APPEND : constants.O_RDWR
  return checkedAfterOpening(path, openSync(path, access | constants.O_CREAT | safeFlags(), fileMode))
}

/** Reads the whole of an ordinary file. Throws errors of the file system. */
export function readOwnFile(path: string): string {
  refuseUnsafeFile(path)
  const file = checkedAfterOpening(path, openSync(path, constants.O_RDONLY | safeFlags()))
  try {
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/** A link is refused, and opening a pipe does not wait for whoever is at its other end. Windows has neither flag. */
function safeFlags(): number {
  return hasModes ? constants.O_NOFOLLOW | constants.O_NONBLOCK : 0
}

/** Once more, since it may have been exchanged between the look and the opening. */
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

/** The same as `tightenOwnFile`, for an open one; pipes and devices are left alone. */
export function tightenOpenFile(file: number): void {
  const stats = fstatSync(file)
  if (stats.isFile() && isTooOpen(stats)) tolerate(() => fchmodSync(file, fileMode))
}

/** Makes a file that must not be there yet, with `text` in it. Throws errors of the file system. */
export function makeOwnFile(path: string, text: string, flush: Flush = 'flushed'): void {
  makeFile(path, text, flush, fileMode)
}

function makeFile(path: string, text: string, flush: Flush, mode: number): void {
  // `wx` follows no link, not even one to nothing.
  const file = openSync(path, 'wx', fileMode)
  try {
    // By the open file: where others may write to the folder, its name may lead elsewhere by now.
    if (hasModes && mode !== fileMode) fchmodSync(file, mode)
    writeSync(file, text)
    if (flush === 'flushed') fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Puts `text` in the file's place at once, so that nobody reads half of it and a link there is replaced, not followed.
 * Throws errors of the file system.
 */
export function replaceOwnFile(path: string, text: string, flush: Flush = 'flushed'): void {
  ensureOwnFolder(dirname(path))
  replaceFile(path, text, flush, fileMode)
}

/** The same in a folder that has to be there, and whose rights are left alone. Throws errors of the file system. */
export function replaceOwnFileThere(path: string, text: string, flush: Flush = 'flushed'): void {
  replaceFile(path, text, flush, fileMode)
}

/**
 * The same for a file that every account may read, in a folder of IT's choice whose rights are left alone. The folder has
 * to be there. Throws errors of the file system.
 */
export function replacePublicFile(path: string, text: string): void {
  replaceFile(path, text, 'unflushed', publicMode)
}

function replaceFile(path: string, text: string, flush: Flush, mode: number): void {
  // Whoever reads the folder by an ending must not take this for the file.
  const beside = `${path}.new`
  removeIfThere(beside)
  makeFile(beside, text, flush, mode)
  renameSync(beside, path)
}

/** A link is removed itself; a folder is left, and the error told. */
function removeIfThere(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) unlinkSync(path)
}

/** Makes the folder where need be, and takes away what others may do in it. Throws where it cannot be made. */
export function ensureOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: folderMode })
  if (isTooOpen(statSync(path))) tolerate(() => chmodSync(path, folderMode))
}

/**
 * Takes away what others may do with the ordinary files that lie in the folder. Opens none of them: where POSIX rules,
 * a process that closes any handle of a file gives up its locks on it.
 */
export function tightenOwnFiles(folder: string): void {
  if (!hasModes) return
  for (const name of tolerate(() => readdirSync(folder)) ?? []) tightenOwnFile(join(folder, name))
}

export function tightenOwnFile(path: string): void {
  tolerate(() => {
    const stats = lstatSync(path)
    if (stats.isFile() && stats.nlink === 1 && isTooOpen(stats)) chmodSync(path, fileMode)
  })
}

/** Only what is ours can be changed. */
function isTooOpen(stats: Stats): boolean {
  return hasModes && (stats.mode & othersMode) !== 0 && isOwn(stats)
}

function tolerate<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch {
    return undefined
  }
}

/** So that a power cut does not undo a rename. Windows has no such thing, and flushes names by itself. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
