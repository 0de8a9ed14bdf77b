import type { SiteKeyPlaces } from '../base/site-key-places.ts'
import type { SetupProblem } from '../contract/kiosk-state.ts'
import type { Credential } from './sign-in/credential.ts'
import type { KeyPath } from './key-name.ts'
import type { ConfigValues } from './schema/schema.ts'

/**
 * The config as the kiosk uses it: defaults in place, paths absolute, the time zone `team` or an IANA name,
 * endpoints without a slash at the end.
 */
export interface KioskConfig extends Omit<ConfigValues, '$schema' | 'storage'> {
  readonly storage: Omit<ConfigValues['storage'], 'dataFolder'> & { readonly dataFolder: string }
}

/** The zone to write times in: this computer's, where the team's is asked for and nobody has told it yet. */
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
      /** The local file; absent: the shared one. */
      readonly file?: string
      readonly line: number
      readonly column: number
      /** Those that were filled in, as written. */
      readonly placeholders?: readonly string[]
    }
  | { readonly kind: 'default' }
  | { readonly kind: 'environment'; readonly name: string }

/** A value of a config that cannot be used, as far as it is known. */
export interface ShownValue {
  readonly key: string
  /** Undefined: it is not right, and not repeated. */
  readonly value: unknown
  readonly source: ValueSource
}

export type LoadedConfig =
  | {
      readonly kind: 'ok'
      /** The file's absolute path. */
      readonly path: string
      /** That of the local file; absent: there is none. */
      readonly localPath?: string
      /** SHA-256 of what the config files hold, in hex. Absent: a file could not be read as text. */
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

/** The first problems in the order of the file, and how many more there are; absent: none. */
export interface SetupProblems {
  readonly problems: readonly SetupProblem[]
  readonly moreProblems?: number
}

/** More than anybody fixes at a time, and few enough for a page and a log. */
export const mostProblems = 100

/** The first of `problems`; `left`: how many were left out before. */
export function firstProblems(problems: readonly SetupProblem[], left = 0): SetupProblems {
  const moreProblems = Math.max(0, problems.length - mostProblems) + left
  return { problems: problems.slice(0, mostProblems), ...(moreProblems > 0 && { moreProblems }) }
}

/** Under which key the client secret stands among the sources; it is in no file. */
export const clientSecretKey = 'signIn.clientSecret'

/** Every single value of a config, a list being one value, in the order of the schema. */
export function leavesOf(
  value: object,
  path: KeyPath = [],
): { readonly path: KeyPath; readonly value: unknown }[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    if (child === undefined) return []
    const here = [...path, key]
    return typeof child === 'object' && child !== null && !Array.isArray(child)
      ? leavesOf(child, here)
      : [{ path: here, value: child }]
  })
}
