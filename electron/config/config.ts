import { isRecord } from '../base/is-record.ts'
import type { SiteKeyPlaces } from '../base/site-key-places.ts'
import type { Team } from '../base/team.ts'
import type { SetupProblem } from '../contract/kiosk-state.ts'
import type { Credential } from './sign-in/credential.ts'
import type { KeyPath } from './key-name.ts'
import type { ConfigValues } from './schema/schema.ts'

/** The config as the kiosk uses it: with defaults, absolute paths and a resolved time zone. */
export interface KioskConfig extends Omit<ConfigValues, '$schema' | 'storage'> {
  readonly storage: Omit<ConfigValues['storage'], 'dataFolder'> & { readonly dataFolder: string }
}

/** The kiosk's teams in the config's order: one or more. */
export function teamsOf({
  teamId,
  teams,
}: Pick<ConfigValues['shifts'], 'teamId' | 'teams'>): readonly Team[] {
  const listed: NonNullable<typeof teams> = teams ?? (teamId === undefined ? [] : [{ id: teamId }])
  return listed.map(({ id, name = id }) => ({ id, name }))
}

/** The time zone for displaying times; with `team`, this computer's zone until the team's is known. */
export function timeZoneOf({ timeZone }: Pick<ConfigValues['screen'], 'timeZone'>): string {
  return timeZone === 'team' ? systemTimeZone() : timeZone
}

export function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Where a value came from. Lines and columns count from 1. */
export type ValueSource =
  | {
      readonly kind: 'file'
      /** The local file's path; absent for the shared file. */
      readonly file?: string
      readonly line: number
      readonly column: number
      /** The placeholders that were filled in, as written. */
      readonly placeholders?: readonly string[]
    }
  | { readonly kind: 'default' }
  | { readonly kind: 'environment'; readonly name: string }

/** A value of a config that is not valid, where it could be read. */
export interface ShownValue {
  readonly key: string
  /** Undefined if the value is not valid; it is never shown, since it may be a secret. */
  readonly value: unknown
  readonly source: ValueSource
}

export type LoadedConfig =
  | {
      readonly kind: 'ok'
      /** Absolute path of the shared file. */
      readonly path: string
      /** Absolute path of the local file; absent if there is none. */
      readonly localPath?: string
      /** SHA-256 of the texts of the config files, in hex. Absent if a file could not be read as text. */
      readonly contentId?: string
      readonly config: KioskConfig
      readonly credential: Credential
      readonly siteKeyPlaces: SiteKeyPlaces
      /** By dotted key, such as `shifts.teamId`; one entry for every value of `config`. */
      readonly sources: Readonly<Record<string, ValueSource>>
      readonly warnings: readonly SetupProblem[]
    }
  | ({
      readonly kind: 'bad'
      readonly path: string
      readonly localPath?: string
      readonly contentId?: string
      /** In the order of the schema. */
      readonly values: readonly ShownValue[]
    } & SetupProblems)

/** The first problems in file order; `moreProblems`: how many more there are, absent if none. */
export interface SetupProblems {
  readonly problems: readonly SetupProblem[]
  readonly moreProblems?: number
}

/** More than anybody fixes at a time, but few enough for a page and a log. */
export const maxProblems = 100

/** The first of `problems`; `left`: how many have already been left out. */
export function firstProblems(problems: readonly SetupProblem[], left = 0): SetupProblems {
  const moreProblems = Math.max(0, problems.length - maxProblems) + left
  return { problems: problems.slice(0, maxProblems), ...(moreProblems > 0 && { moreProblems }) }
}

/** The key of the client secret among the sources; it is never in a file. */
export const clientSecretKey = 'signIn.clientSecret'

/** All leaf values of a config, in the order of the schema. A list counts as one value. */
export function leavesOf(
  value: object,
  path: KeyPath = [],
): { readonly path: KeyPath; readonly value: unknown }[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    if (child === undefined) return []
    const here = [...path, key]
    return isRecord(child) ? leavesOf(child, here) : [{ path: here, value: child }]
  })
}
