import { z } from 'zod'
import { errorCode } from '../base/error-code.ts'
import { readOwnFile, replaceOwnFile } from '../base/own-files.ts'
import type { ChainHead } from '../journal/chain/chain.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'

/** What has to outlast the program. It names nobody: who tapped is read from the journal for each message. */
export interface AlertState {
  /** Every tap parked up to here was told, or needs nobody any more. */
  readonly toldUpTo?: ChainHead | undefined
  /** Alarms that stand, or that are over and not told yet; oldest first. */
  readonly episodes: readonly Episode[]
  /** Alarms that were dropped, since too many waited to be told. */
  readonly dropped: number
  /** How often alarms came and went too soon to be told one by one. */
  readonly brief: number
  /** The day of the last heartbeat that was accepted, such as `2026-03-01`, in the team's zone. */
  readonly heartbeat?: string | undefined
}

export interface Episode {
  readonly alarm: string
  readonly detail: string
  readonly fromMs: number
  /** Absent: it stands. */
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
  /** Undefined: nobody has the site key yet; asked again later. */
  load(): AlertState | undefined
  /** It is on the disk when this answers undefined; else the error's code. */
  save(state: AlertState): string | undefined
}

/**
 * A file in the data folder, replaced as a whole, so that a kill leaves the state before or the one after. It is keyed
 * with the site key: nobody else can make the kiosk take a tap for told. What is not its own counts as none, and then
 * every tap that is parked is told anew.
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
      try {
        replaceOwnFile(path, `${text}\n${key.hmac('alerts', text)}\n`)
        return undefined
      } catch (error) {
        return errorCode(error)
      }
    },
  }
}

function read(path: string, key: SiteKey): AlertState | undefined {
  try {
    const [text = '', mac] = readOwnFile(path).split('\n', 2)
    if (key.hmac('alerts', text) !== mac) return undefined
    return shape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
