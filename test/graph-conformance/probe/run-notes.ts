import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { CardNotes } from '../own-cards.ts'

/** What a run that was ended in the middle has left on a team. */
const noted = z.object({
  /** Each card bears one of them in its note; several where a run was ended while it deleted those of another. */
  marks: z.array(z.string()),
  /** Whether a card was being made of which no id is known yet. */
  isMaking: z.boolean(),
  /** Of the process that runs or ran. */
  pid: z.number().int(),
  cardIds: z.array(z.string()),
})
export type NotedRun = z.infer<typeof noted>

/** A small file of this account's own, written before each card is made. It never leaves this computer. */
export interface RunNotes extends CardNotes {
  readonly path: string
  /** What an earlier run has left; undefined: nothing. */
  readonly earlier: NotedRun | 'unreadable' | undefined
  /** Nothing is left on the team any more. */
  clear(): void
}

export function openRunNotes(folder: string, tenantId: string, teamId: string, mark: string): RunNotes {
  const name = createHash('sha256').update(`${tenantId}/${teamId}`.toLowerCase()).digest('hex').slice(0, 16)
  const path = join(folder, `probe-${name}.json`)
  const earlier = existsSync(path) ? readRun(path) : undefined
  const known = earlier === 'unreadable' ? undefined : earlier
  const cardIds = new Set<string>(known?.cardIds)
  const marks = [...(known?.marks ?? []), mark]
  let isMaking = false
  const write = (): void => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const draft = `${path}.${process.pid}`
    const file = openSync(draft, 'w', 0o600)
    const run: NotedRun = { marks, isMaking, pid: process.pid, cardIds: [...cardIds] }
    writeSync(file, JSON.stringify(run))
    fsyncSync(file)
    closeSync(file)
    renameSync(draft, path)
  }
  return {
    path,
    earlier,
    aboutToMake: () => {
      isMaking = true
      write()
    },
    made: (cardId) => {
      isMaking = false
      cardIds.add(cardId)
      write()
    },
    deleted: (cardId) => {
      cardIds.delete(cardId)
      write()
    },
    clear: () => rmSync(path, { force: true }),
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
