import { join } from 'node:path'
import type { BadgeNumberFormat } from '../badge/badge-number-format.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { Team } from '../base/team.ts'
import type { Files } from '../files/files.ts'
import type { Addition } from './additions/addition.ts'
import { AdditionsDirectory } from './additions/additions-directory.ts'
import { SharedAdditions } from './additions/shared-additions.ts'
import type { NumberFormats } from './badge-format/format-fits.ts'
import { watchFormats, type WatchedDirectory } from './badge-format/format-watch.ts'
import { combineDirectories } from './combined-directory.ts'
import type { SearchedDirectory } from './directory.ts'
import type { EnrollableDirectory } from './enrollable-directory.ts'
import { EntraDirectory } from './entra/entra-directory.ts'
import type { BadgeSettings } from './entra/entra-words.ts'
import type { BadgeProperty, GraphPeople } from './entra/graph-people.ts'
import { TeamMemberships } from './entra/team-memberships.ts'
import type { DirectoryKey } from './keyed-file.ts'
import { AccountNames } from './roster/account-names.ts'
import { RosterDirectory } from './roster/roster-directory.ts'
import type { ColumnNames } from './roster/roster-columns.ts'
import { withMemberships } from './with-memberships.ts'

/** The config's group `directory`. */
export type DirectoryConfig = {
  /** Absolute path of a folder with the additions of other kiosks. */
  readonly sharedAdditions?: string | undefined
} & (
  | {
      readonly kind: 'roster'
      /** Absolute. */
      readonly path: string
      readonly badgeNumberFormat: BadgeNumberFormat
      readonly columns: ColumnNames
      readonly entra?: BadgeSettings | undefined
    }
  | ({ readonly kind: 'entra' } & BadgeSettings)
)

export interface OpenDirectoryOptions {
  readonly directory: DirectoryConfig
  readonly formats: NumberFormats
  /** The teams whose members use the kiosk. */
  readonly teams: readonly Team[]
  readonly dataFolder: string
  readonly files: Files
  /** What asks Graph about people; `badge`: the property with the badge number. */
  people(badge: BadgeProperty): GraphPeople
  /** Called with all entries of the file of additions each time it was read: at the start, and when it changes. */
  additionsTaken?(entries: readonly Addition[]): void
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
  /** The servers' time if it is known. */
  nowMs(): number
  /** Of the site. */
  timeZone(): string
  readonly clock: Clock
  readonly log: Log
}

export interface OpenedDirectory {
  /** For taps: counts which badges are unknown, and in which format they would be known. */
  readonly watched: WatchedDirectory
  /** The same people, for practice taps, which are not counted. */
  readonly plain: SearchedDirectory
  /** The same people, to add and block badges. */
  readonly additions: AdditionsDirectory
}

/** Makes the directory that the config names. Reads nothing before `watched.start`. */
export function openDirectory(options: OpenDirectoryOptions): OpenedDirectory {
  const { directory, formats } = options
  const { sharedAdditions: folder } = directory
  const additions = new AdditionsDirectory(directoryOf(directory, options), {
    ...options,
    ...(folder !== undefined && { shared: new SharedAdditions({ ...options, folder }) }),
  })
  const isRoster = directory.kind === 'roster'
  const plain = isRoster && options.teams.length > 1 ? withTeams(additions, options) : additions
  return { watched: watchFormats(plain, formats, isRoster ? 'roster' : 'entra'), plain, additions }
}

/** Adds the teams of people whose row in the roster names none. */
function withTeams(directory: SearchedDirectory, options: OpenDirectoryOptions): SearchedDirectory {
  return withMemberships(
    directory,
    new TeamMemberships({
      ...options,
      teamIds: options.teams.map(({ id }) => id),
      people: options.people('employeeId'),
      path: join(options.dataFolder, membershipsFileName),
    }),
  )
}

function directoryOf(directory: DirectoryConfig, options: OpenDirectoryOptions): EnrollableDirectory {
  if (directory.kind === 'entra') return entraDirectory(directory, options)
  const accounts = new AccountNames({
    ...options,
    people: options.people('employeeId'),
    path: join(options.dataFolder, accountsFileName),
  })
  const roster = new RosterDirectory({ ...directory, ...options, accounts })
  return directory.entra === undefined
    ? roster
    : combineDirectories(roster, entraDirectory(directory.entra, options))
}

function entraDirectory(settings: BadgeSettings, options: OpenDirectoryOptions): EntraDirectory {
  return new EntraDirectory({
    ...options,
    ...settings,
    teamIds: options.teams.map(({ id }) => id),
    people: options.people(settings.badgeProperty),
    path: join(options.dataFolder, peopleFileName),
  })
}

/** How badges are looked up in Entra; undefined: they are not. */
export function entraSettings(directory: DirectoryConfig): BadgeSettings | undefined {
  return directory.kind === 'entra' ? directory : directory.entra
}

export const peopleFileName = 'people.json'
export const membershipsFileName = 'team-members.json'
export const accountsFileName = 'accounts.json'
