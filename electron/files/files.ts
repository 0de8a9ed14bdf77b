/**
 * Files that IT names by path. Any of them may lie on a share that hangs, or be a pipe or a device; so the kiosk looks
 * at them, watches and reads them in a process of its own (`file-access.ts`). The command line, which runs before that
 * process can be started, does so directly (`direct-files.ts`).
 */
export interface Files {
  /** What is there now; a link is followed. */
  look(path: string): Promise<Answer<FileLook>>
  /** Whether an ordinary file could be read. Reads nothing. */
  tryOpen(path: string): Promise<Answer<null>>
  /** The whole of an ordinary file. */
  read(path: string, largestBytes: number): Promise<Answer<Uint8Array>>
  /** SHA-256 of an ordinary file in base64. */
  digest(path: string, largestBytes: number): Promise<Answer<string>>
  /**
   * An ordinary file piece by piece, of 64 KiB at most: each piece is good until the next is asked for. Throws
   * `FileError`, and the signal's reason.
   */
  pieces(path: string, largestBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array>
  /**
   * Tells when a file may have changed, ten times a second at most, until it is closed or `lost` is called. The folder
   * is what is watched, since files are replaced by renaming another one over them.
   */
  watch(path: string, listener: FileListener): Promise<Answer<FileWatch>>
}

/** Files that are looked at elsewhere, which ends with `stop`. */
export interface StoppableFiles extends Files {
  /** At once: whatever is under way fails, and so does all that is asked from then on. */
  stop(): void
}

export interface FileLook {
  readonly type: 'file' | 'folder' | 'other'
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly ino: number
  readonly mode: number
}

export interface FileListener {
  changed(): void
  /** Called at most once; nothing is told from then on. */
  lost(): void
}

export interface FileWatch {
  close(): void
}

export type Answer<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: FileFailure }

export type FileFailure =
  /** The operating system's own code, such as `ENOENT`. */
  | { readonly kind: 'system'; readonly code: string }
  | { readonly kind: 'folder' }
  /** A pipe, a device, a socket: reading it may never end. */
  | { readonly kind: 'not-ordinary' }
  | { readonly kind: 'too-large' }
  /** Nothing came for ten seconds, as from a share that hangs; or it took too long in all. */
  | { readonly kind: 'no-answer' }
  /** The process that reads files is not available. `how` is for the IT admin. */
  | { readonly kind: 'no-process'; readonly how: string }
  | { readonly kind: 'stopped' }
  /** The program itself failed over it. `text`: the error with its stack. */
  | { readonly kind: 'fault'; readonly code: string; readonly text: string }

/** Thrown while a file is read piece by piece. */
export class FileError extends Error {
  readonly failure: FileFailure

  constructor(failure: FileFailure) {
    super(`The file cannot be read: ${failure.kind}`)
    this.failure = failure
  }
}

/** How messages to IT call what did not answer. */
/** Distinguishes one state of a file from another, without reading it. Who may read it is part of it (`mode`, `ctimeMs`). */
export function fileState({ type, mtimeMs, ctimeMs, size, ino, mode }: FileLook): string {
  return [type, mtimeMs, ctimeMs, size, ino, mode].join(':')
}

export const noAnswerWords = 'did not answer within 10 s (a share that hangs?)'
