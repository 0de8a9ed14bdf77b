import { join } from 'node:path'
import { cut } from '../../base/text/cut.ts'
import { readOwnFile, replaceOwnFile } from '../../base/own-files.ts'
import { canonicalTimeZone } from '../../base/time/time-zone.ts'
import type { KioskConfig } from '../../config/config.ts'

/**
 * The team's time zone as Shifts last told it, kept for the command line, which asks nobody: each time it writes carries
 * its offset, so a wrong zone makes no time wrong.
 */
const fileName = 'team-time-zone'
const longestName = 100

/** Answers whether it could be kept; where it could not, the next start tries again. */
export function keepTeamTimeZone(dataFolder: string, timeZone: string): boolean {
  try {
    replaceOwnFile(join(dataFolder, fileName), `${timeZone}\n`, 'unflushed')
    return true
  } catch {
    return false
  }
}

/** Undefined: no kiosk has heard it yet, or what lies there is no time zone. */
function readTeamTimeZone(dataFolder: string): string | undefined {
  try {
    return canonicalTimeZone(cut(readOwnFile(join(dataFolder, fileName)), longestName).trim())
  } catch {
    return undefined
  }
}

export interface ReportTimeZone {
  readonly timeZone: string
  /** For whoever reads the times: why they are in UTC. */
  readonly note?: string
}

/** The zone that lists and exports write times in: the config's, or the team's as it was last told, or UTC. */
export function reportTimeZone(
  { timeZone }: Pick<KioskConfig['screen'], 'timeZone'>,
  dataFolder: string,
): ReportTimeZone {
  if (timeZone !== 'team') return { timeZone }
  const teamZone = readTeamTimeZone(dataFolder)
  if (teamZone !== undefined) return { timeZone: teamZone }
  return { timeZone: 'UTC', note: "Times are in UTC: this kiosk has not been told the team's time zone yet." }
}
