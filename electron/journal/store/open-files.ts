import { statSync } from 'node:fs'
import { JournalError } from '../failure.ts'

/**
 * Detects that the journal's files were removed or replaced while open. SQLite keeps writing to the old open
 * files, so whatever it commits would be lost.
 */
export interface OpenFiles {
  /** Throws `JournalError` (`replaced`) if other files, or none, are at the journal's path now. */
  check(): void
}

/**
 * While a connection is open, SQLite does not recreate `-wal` and `-shm` (sqlite.org/walformat.html): only
 * the last connection removes them.
 */
const endings = ['', '-wal', '-shm'] as const

export function watchOpenFiles(path: string): OpenFiles {
  const known = new Map<string, string>()
  /** Remembers a log that did not exist at the opening from the first check after a commit. */
  const look = (): void => {
    for (const ending of endings) {
      const file = `${path}${ending}`
      const identity = identityOf(file)
      const before = known.get(file)
      if (before !== undefined && identity !== before) {
        const what = identity === undefined ? 'was removed' : 'was replaced'
        throw new JournalError('replaced', `${file} ${what} while the journal was open.`)
      }
      if (identity !== undefined) known.set(file, identity)
    }
  }
  look()
  return { check: look }
}

/** Device and inode; `undefined`: no such file. As bigint, since the numbers are large on Windows. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}:${found.ino}`
}
