import { SqliteError, type SqliteProblem } from './sqlite.ts'
import { echoed } from '../base/echo.ts'

export interface JournalFailure {
  /** `in-use`: another process sends from this journal. */
  readonly kind: SqliteProblem | 'newer-version' | 'site-key' | 'in-use'
  readonly detail: string
}

/** The failure an error of SQLite or of the file system stands for. Any other error is a bug and is thrown on. */
export function failureOf(error: unknown): JournalFailure {
  if (error instanceof SqliteError) return { kind: error.problem, detail: echoed(error.message) }
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

/** Whether the file itself is what is wrong: waiting will not mend it. */
export function isDamage({ kind }: JournalFailure): boolean {
  return kind === 'corrupt' || kind === 'not-a-database'
}

/** Whether somebody else has to mend it (free space, rights, the other program): a new start would change nothing. */
export function mendedByWaiting({ kind }: JournalFailure): boolean {
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
    case 'io':
    case 'cannot-open':
    case 'other':
      return false
    default:
      return kind satisfies never
  }
}
