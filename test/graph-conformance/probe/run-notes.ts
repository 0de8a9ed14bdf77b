import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { errorCode } from '../../../electron/base/error-code.ts'
import type { CardNotes } from '../own-cards.ts'

/** What a run that was ended in the middle has left on a team. */
const noted = z.object({
  /** Each card bears one of them in its note; several where a run was ended while it deleted those of another. */
  marks: z.array(z.string()),
  /** Whether a card was being made of which no id is known yet. */
  isMaking: z.boolean(),
  /** Of the process that runs or ran. */
  pid: z.number().int(),
  /** A hash of the user's id: the cards are that user's. */
  user: z.string(),
  cardIds: z.array(z.string()),
})
export type NotedRun = z.infer<typeof noted>

/** A small file of this account's own, written before each card is made. It never leaves this computer. */
export interface RunNotes extends CardNotes {
  readonly path: string
  /** What an earlier run has left; undefined: nothing. */
  readonly earlier: NotedRun | 'unreadable' | undefined
  /** Whether the earlier run was with another user. */
  readonly isOfAnotherUser: boolean
  /** Whether there may be a card of which no id is known. */
  readonly isMaking: boolean
  /** Before anything is made. `taken`: another probe was quicker; any other text: why the file cannot be written. */
  claim(): 'ok' | 'taken' | { readonly code: string }
  /** Nothing of an earlier run is left; this one goes on. */
  forget(): void
  /** Nothing is left on the team any more. */
  clear(): void
}

export interface RunNotesOptions {
  readonly folder: string
  readonly tenantId: string
  readonly teamId: string
  readonly userId: string
  readonly mark: string
}

export function openRunNotes({ folder, tenantId, teamId, userId, mark }: RunNotesOptions): RunNotes {
  const name = createHash('sha256').update(`${tenantId}/${teamId}`.toLowerCase()).digest('hex').slice(0, 16)
  const path = join(folder, `probe-${name}.json`)
  const earlier = existsSync(path) ? readRun(path) : undefined
  const known = earlier === 'unreadable' ? undefined : earlier
  const cardIds = new Set<string>(known?.cardIds)
  const marks = [...(known?.marks ?? []), mark]
  const user = createHash('sha256').update(`${tenantId}/${userId}`.toLowerCase()).digest('hex').slice(0, 16)
  /** Those of which an answer is lost stay among them. */
  let beingMade = known?.isMaking === true ? 1 : 0
  const writeDraft = (): string => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const draft = `${path}.${process.pid}`
    const file = openSync(draft, 'w', 0o600)
    const run: NotedRun = { marks, isMaking: beingMade > 0, user, pid: process.pid, cardIds: [...cardIds] }
    writeSync(file, JSON.stringify(run))
    fsyncSync(file)
    closeSync(file)
    return draft
  }
  const write = (): void => renameSync(writeDraft(), path)
  /** Of what is better than noted: a card that is noted and gone costs the next start a look. */
  const writeIfPossible = (): void => {
    try {
      write()
    } catch {
      // A full disk must not keep the rest of the cards from being deleted.
    }
  }
  return {
    path,
    earlier,
    isOfAnotherUser: known !== undefined && known.user !== user,
    get isMaking() {
      return beingMade > 0
    },
    claim: () => {
      try {
        removeDrafts(path)
        if (known === undefined) return linkInto(writeDraft(), path)
        write()
        return 'ok'
      } catch (problem) {
        return { code: errorCode(problem) }
      }
    },
    aboutToMake: () => {
      beingMade += 1
      write()
    },
    settled: () => {
      beingMade -= 1
      writeIfPossible()
    },
    made: (cardId) => {
      cardIds.add(cardId)
      write()
    },
    deleted: (cardId) => {
      cardIds.delete(cardId)
      writeIfPossible()
    },
    forget: () => {
      beingMade = 0
      cardIds.clear()
      write()
    },
    clear: () => {
      beingMade = 0
      rmSync(path, { force: true })
    },
  }
}

/** What runs left behind that were killed while they wrote. */
function removeDrafts(path: string): void {
  if (!existsSync(dirname(path))) return
  const start = `${basename(path)}.`
  for (const name of readdirSync(dirname(path))) {
    const isLeft = name.startsWith(start) && !lives(Number(name.slice(start.length)))
    if (isLeft) rmSync(join(dirname(path), name), { force: true })
  }
}

/** Not where another is by now: a rename would take its place. */
function linkInto(draft: string, path: string): 'ok' | 'taken' {
  try {
    linkSync(draft, path)
    return 'ok'
  } catch (problem) {
    if (errorCode(problem) === 'EEXIST') return 'taken'
    throw problem
  } finally {
    rmSync(draft, { force: true })
  }
}

function readRun(path: string): NotedRun | 'unreadable' {
  try {
    return noted.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return 'unreadable'
  }
}

/** Where a program keeps what it needs between two runs, on each system. */
export function stateFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const own = 'shifts-badge-kiosk'
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), own)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', own)
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), own)
}

/** Whether a process with this number lives, other than this one. */
export function lives(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (problem) {
    return (problem as { readonly code?: unknown }).code === 'EPERM'
  }
}
