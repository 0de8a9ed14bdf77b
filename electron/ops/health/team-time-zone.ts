import { join } from 'node:path'
import { attempt, failureCode } from '../../base/attempt.ts'
import { cut } from '../../base/text/cut.ts'
import { readOwnFile, replaceOwnFile } from '../../base/own-files.ts'
import { canonicalTimeZone } from '../../base/time/time-zone.ts'
import type { KioskConfig } from '../../config/config.ts'

/**
 * The team's time zone as last received from Shifts, saved for the command line, which does not use the
 * network. Every time it prints includes the UTC offset, so an outdated zone never makes a time wrong.
 */
const fileName = 'team-time-zone'
const maxNameLength = 100

/** Returns whether the zone could be saved; if not, the next start tries again. */
export function saveTeamTimeZone(dataFolder: string, timeZone: string): boolean {
  const write = (): void => replaceOwnFile(join(dataFolder, fileName), `${timeZone}\n`, 'unflushed')
  return failureCode(write) === undefined
}

/** Undefined if no zone has been saved yet, or the file does not hold a time zone. */
function readTeamTimeZone(dataFolder: string): string | undefined {
  const text = attempt(() => readOwnFile(join(dataFolder, fileName)))
  return text === undefined ? undefined : canonicalTimeZone(cut(text, maxNameLength).trim())
}

export interface ReportTimeZone {
  readonly timeZone: string
  /** Why the times are in UTC, for the reader. */
  readonly note?: string
}

/** The time zone for lists and exports: the config's, else the team's as last saved, else UTC. */
export function reportTimeZone(
  { timeZone }: Pick<KioskConfig['screen'], 'timeZone'>,
  dataFolder: string,
): ReportTimeZone {
  if (timeZone !== 'team') return { timeZone }
  const teamZone = readTeamTimeZone(dataFolder)
  if (teamZone !== undefined) return { timeZone: teamZone }
  return { timeZone: 'UTC', note: "Times are in UTC: this kiosk has not received the team's time zone yet." }
}
