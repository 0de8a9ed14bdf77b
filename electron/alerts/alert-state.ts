import { z } from 'zod'
import { attempt, failureCode } from '../base/attempt.ts'
import { readOwnFile, replaceOwnFile } from '../base/own-files.ts'
import type { ChainHead } from '../journal/chain/chain.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'

/**
 * The state that has to survive a restart. Holds no names: they are read from the journal for each message.
 */
export interface AlertState {
  /** Checkpoint: every tap parked up to here has been reported, or no longer needs action. */
  readonly toldUpTo?: ChainHead | undefined
  /** Alarms that are raised, or that are over but not reported yet; oldest first. */
  readonly episodes: readonly Episode[]
  /** How many episodes were dropped because too many waited to be reported. */
  readonly dropped: number
  /** How often an alarm was cleared too soon to be reported by itself. */
  readonly brief: number
  /** The day of the last heartbeat that was accepted, such as `2026-03-01`, in the team's zone. */
  readonly heartbeat?: string | undefined
}

export interface Episode {
  readonly alarm: string
  readonly detail: string
  readonly fromMs: number
  /** Absent while the alarm is raised. */
  readonly toMs?: number | undefined
  readonly isBeginTold: boolean
}

export const firstState: AlertState = { episodes: [], dropped: 0, brief: 0 }

const shape = z.object({
  toldUpTo: z.object({ seq: z.int().min(0), link: z.string() }).optional(),
  episodes: z
    .array(
      z.object({
        alarm: z.string(),
        detail: z.string(),
        fromMs: z.number(),
        toMs: z.number().optional(),
        isBeginTold: z.boolean(),
      }),
    )
    .max(1_000),
  dropped: z.number(),
  brief: z.number(),
  heartbeat: z.string().optional(),
})

/** Keeps the state in a file. */
export interface AlertStore {
  /** Undefined while the site key is not available yet; retried later. */
  load(): AlertState | undefined
  /** Returns undefined once the state is on disk, otherwise the error code. */
  save(state: AlertState): string | undefined
}

/**
 * Stores the state in a file in the data folder. It is replaced atomically, so that a kill leaves either the
 * old or the new state. An HMAC with the site key prevents others from marking taps as reported. A file that
 * does not verify is ignored, and then every parked tap is reported again.
 */
export function alertFile(path: string, siteKey: () => SiteKey | undefined): AlertStore {
  return {
    load: () => {
      const key = siteKey()
      return key === undefined ? undefined : (read(path, key) ?? firstState)
    },
    save: (state) => {
      const key = siteKey()
      if (key === undefined) return 'no site key'
      const text = JSON.stringify(state)
      return failureCode(() => replaceOwnFile(path, `${text}\n${key.hmac('alerts', text)}\n`))
    },
  }
}

function read(path: string, key: SiteKey): AlertState | undefined {
  const [text = '', mac] = attempt(() => readOwnFile(path))?.split('\n', 2) ?? []
  return key.hmac('alerts', text) === mac ? attempt(() => shape.parse(JSON.parse(text))) : undefined
}
