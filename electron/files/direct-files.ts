import { createHash } from 'node:crypto'
import { constants, watch, type Stats } from 'node:fs'
import { open, opendir, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { inspect } from 'node:util'
import { errorCode, isSystemError } from '../base/error-code.ts'
import {
  FileError,
  type Answer,
  type FileFailure,
  type FileListener,
  type FileLook,
  type FileWatch,
  type Files,
} from './files.ts'

const pieceBytes = 64 * 1024
const changesEveryMs = 100
/** Enough for an error's stack. */
const maxTextLength = 5_000
/** If a pipe replaces the file at the last moment, opening it does not block. */
const openFlags = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK)

/** Accesses files from this process. Refuses pipes and devices unopened. Waits forever for a hung share. */
export const directFiles: Files = {
  look: (path) => answered(async () => lookOf(await stat(path))),
  list: (path, maxNames) => answered(() => namesIn(path, maxNames)),
  tryOpen: (path) =>
    answered(async () => {
      await (await openOrdinary(path, Infinity)).close()
      return null
    }),
  read: (path, maxBytes) => answered(() => wholeOf(piecesOf(path, maxBytes))),
  digest: (path, maxBytes) => answered(() => digestOf(piecesOf(path, maxBytes))),
  pieces: (path, maxBytes, signal) => piecesOf(path, maxBytes, signal),
  watch: (path, listener) => answered(() => Promise.resolve(watchFile(path, listener))),
}

async function namesIn(path: string, maxNames: number): Promise<readonly string[]> {
  const names: string[] = []
  for await (const { name } of await opendir(path)) {
    if (names.length >= maxNames) throw new FileError({ kind: 'too-large' })
    names.push(name)
  }
  return names
}

/** Watches the folder but reports only changes of this file, throttled. */
function watchFile(path: string, listener: FileListener): FileWatch {
  const name = basename(path)
  let due: NodeJS.Timeout | undefined
  const watcher = watch(dirname(path), { persistent: false })
  const close = (): void => {
    clearTimeout(due)
    watcher.close()
  }
  watcher.on('change', (_, changed) => {
    // Not every platform reports which file changed.
    if (due !== undefined || (typeof changed === 'string' && changed !== name)) return
    due = setTimeout(() => {
      due = undefined
      listener.changed()
    }, changesEveryMs).unref()
  })
  watcher.once('error', () => {
    close()
    listener.lost()
  })
  return { close }
}

/**
 * Reuses one buffer: a stream allocates a buffer for each piece, which stays as garbage until V8 collects it.
 */
async function* piecesOf(path: string, maxBytes: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted()
  const file = await openOrdinary(path, maxBytes)
  try {
    const buffer = new Uint8Array(pieceBytes)
    let read = 0
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return
      read += bytesRead
      // The file may grow while it is being read.
      if (read > maxBytes) throw new FileError({ kind: 'too-large' })
      yield buffer.subarray(0, bytesRead)
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw new FileError(failureOf(error))
  } finally {
    await file.close()
  }
}

/** Checked before opening, since opening a device has side effects; and after, in case it was swapped. */
async function openOrdinary(path: string, maxBytes: number): Promise<FileHandle> {
  try {
    refuse(await stat(path), maxBytes)
    const file = await open(path, openFlags)
    try {
      refuse(await file.stat(), maxBytes)
      return file
    } catch (error) {
      await file.close()
      throw error
    }
  } catch (error) {
    throw new FileError(failureOf(error))
  }
}

function refuse(stats: Stats, maxBytes: number): void {
  if (stats.isDirectory()) throw new FileError({ kind: 'folder' })
  if (!stats.isFile()) throw new FileError({ kind: 'not-ordinary' })
  if (stats.size > maxBytes) throw new FileError({ kind: 'too-large' })
}

function lookOf(stats: Stats): FileLook {
  const { size, mtimeMs, ctimeMs, ino, mode } = stats
  const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other'
  return { type, size, mtimeMs, ctimeMs, ino, mode }
}

export async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const copies: Uint8Array[] = []
  for await (const piece of pieces) copies.push(Buffer.from(piece))
  return Buffer.concat(copies)
}

export async function digestOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of pieces) hash.update(piece)
  return hash.digest('base64')
}

export async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'ok', value: await work() }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  }
}

export function failureOf(error: unknown): FileFailure {
  if (error instanceof FileError) return error.failure
  const code = errorCode(error)
  if (isSystemError(error)) return { kind: 'system', code }
  return { kind: 'fault', code, text: inspect(error).slice(0, maxTextLength) }
}
