import { statSync } from 'node:fs'
import { JournalError } from '../failure.ts'

/**
 * The journal's files as they were when it was opened. SQLite keeps them open, and goes on writing to them after
 * somebody has removed or replaced them: nobody would ever find again what it says is on the disk.
 */
export interface OpenFiles {
  /** Throws `JournalError` (`replaced`) where other files, or none, are at the journal's path now. */
  check(): void
}

/**
 * As long as a connection is open SQLite makes neither of the two others anew (sqlite.org/walformat.html): the last
 * connection removes them, and ours is one.
 */
const endings = ['', '-wal', '-shm'] as const

export function watchOpenFiles(path: string): OpenFiles {
  const known = new Map<string, string>()
  /** A log that was not there when the journal was opened is known from the first look after a commit. */
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

/** Of the file itself, not of its name; `undefined`: there is none. In bigint, since Windows' numbers are large. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}:${found.ino}`
}
