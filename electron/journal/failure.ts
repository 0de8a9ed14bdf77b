import { SqliteError, type SqliteProblem } from './store/sqlite.ts'
import { echoed } from '../base/text/echo.ts'

export interface JournalFailure {
  /**
   * `in-use`: another process sends from this journal. `tampered`: the chain does not vouch for what is
   * there.
   * `replaced`: the files at the journal's path are no longer the ones that are open.
   */
  readonly kind: SqliteProblem | 'newer-version' | 'site-key' | 'in-use' | 'tampered' | 'replaced'
  readonly detail: string
}

export interface JournalFailed {
  readonly kind: 'failed'
  readonly failure: JournalFailure
}

/** Somebody other than the kiosk has changed the journal or its files. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly kind: 'tampered' | 'replaced'
  constructor(kind: 'tampered' | 'replaced', message: string) {
    super(message)
    this.kind = kind
  }
}

/**
 * Converts an error of SQLite or the file system into a failure. Rethrows any other error, which is a bug.
 */
export function failureOf(error: unknown): JournalFailure {
  if (error instanceof SqliteError) return { kind: error.problem, detail: echoed(error.message) }
  if (error instanceof JournalError) return { kind: error.kind, detail: echoed(error.message) }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return { kind: problemOfErrno[String(error.code)] ?? 'cannot-open', detail: echoed(error.message) }
  }
  throw error
}

const problemOfErrno: Readonly<Record<string, SqliteProblem>> = {
  EROFS: 'read-only',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EIO: 'io',
}

/** Whether the file itself is damaged: a retry will not fix it. */
export function isDamage({ kind }: JournalFailure): boolean {
  return kind === 'corrupt' || kind === 'not-a-database' || kind === 'tampered'
}

/** Whether the cause is outside (disk space, rights, another program), so that a restart would not help. */
export function isTransient({ kind }: JournalFailure): boolean {
  switch (kind) {
    case 'full':
    case 'read-only':
    case 'busy':
    case 'in-use':
    case 'newer-version':
    case 'site-key':
      return true
    case 'corrupt':
    case 'not-a-database':
    case 'tampered':
    case 'replaced':
    case 'io':
    case 'cannot-open':
    case 'refused':
    case 'other':
      return false
    default:
      return kind satisfies never
  }
}
