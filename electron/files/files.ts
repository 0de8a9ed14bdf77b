import { z } from 'zod'

/**
 * Files that the config names. Any of them may be on a hung share, or be a pipe or a device, so the kiosk
 * checks, watches and reads them in a separate process (`file-access.ts`). The command line, which runs
 * before that process can be started, accesses them directly (`direct-files.ts`).
 */
export interface Files {
  /** The file's current state; follows links. */
  look(path: string): Promise<Answer<FileLook>>
  /** The names in a folder; `too-large` if there are more than `maxNames`. */
  list(path: string, maxNames: number): Promise<Answer<readonly string[]>>
  /** Whether a regular file can be opened for reading. Reads nothing. */
  tryOpen(path: string): Promise<Answer<null>>
  /** Reads a whole regular file. */
  read(path: string, maxBytes: number): Promise<Answer<Uint8Array>>
  /** SHA-256 of a regular file in base64. */
  digest(path: string, maxBytes: number): Promise<Answer<string>>
  /** Pieces of at most 64 KiB, valid until the next one. Throws `FileError`, and the signal's reason. */
  pieces(path: string, maxBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array>
  /** Reports when a file, or another renamed over it, may have changed: at most ten times a second. */
  watch(path: string, listener: FileListener): Promise<Answer<FileWatch>>
}

/** Files accessed through another process, until `stop`. */
export interface StoppableFiles extends Files {
  /** At once: requests in progress and all later ones fail. */
  stop(): void
}

export const fileLook = z.object({
  type: z.enum(['file', 'folder', 'other']),
  size: z.number(),
  mtimeMs: z.number(),
  ctimeMs: z.number(),
  ino: z.number(),
  mode: z.number(),
})

export type FileLook = Readonly<z.infer<typeof fileLook>>

export interface FileListener {
  changed(): void
  /** Called at most once, when watching has ended. */
  lost(): void
}

export interface FileWatch {
  close(): void
}

export type Answer<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: FileFailure }

export const fileFailure = z.discriminatedUnion('kind', [
  /** The operating system's error code, such as `ENOENT`. */
  z.object({ kind: z.literal('system'), code: z.string() }),
  z.object({ kind: z.literal('folder') }),
  /** A pipe, a device, a socket: reading it may never end. */
  z.object({ kind: z.literal('not-ordinary') }),
  z.object({ kind: z.literal('too-large') }),
  /** No answer for ten seconds, as on a hung share; or it took too long in total. */
  z.object({ kind: z.literal('no-answer') }),
  /** The process that reads files is not available. `how` is for the IT admin. */
  z.object({ kind: z.literal('no-process'), how: z.string() }),
  z.object({ kind: z.literal('stopped') }),
  /** A bug in this program. `text`: the error with its stack. */
  z.object({ kind: z.literal('fault'), code: z.string(), text: z.string() }),
])

export type FileFailure = Readonly<z.infer<typeof fileFailure>>

/** Thrown while a file is being read in pieces. */
export class FileError extends Error {
  readonly failure: FileFailure

  constructor(failure: FileFailure) {
    super(`The file cannot be read: ${failure.kind}`)
    this.failure = failure
  }
}

/** A fingerprint of a file's metadata, permissions included: it changes when the file changes. */
export function fileState({ type, mtimeMs, ctimeMs, size, ino, mode }: FileLook): string {
  return [type, mtimeMs, ctimeMs, size, ino, mode].join(':')
}

/** The wording for a file that did not answer, in messages to IT. */
export const noAnswerWords = 'did not answer within 10 s (a hung network share?)'
