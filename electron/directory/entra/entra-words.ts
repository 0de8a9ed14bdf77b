import type { BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { failureCodes, type GraphFailure } from '../../graph/graph-failure.ts'
import type { PeopleReport } from './people-index.ts'

export const usersPermission = 'User.Read.All'
export const membersPermission = 'GroupMember.Read.All'

/** For each permission, those that include it ("Microsoft Graph permissions reference"). */
const includedIn: ReadonlyMap<string, readonly string[]> = new Map([
  [usersPermission, ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']],
  [
    membersPermission,
    [
      'GroupMember.ReadWrite.All',
      'Group.Read.All',
      'Group.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  ],
])

/** The permissions that are needed and that the token lacks. Default: those to read the people of a team. */
export function missingPermissions(
  roles: readonly string[],
  needed: readonly string[] = [usersPermission, membersPermission],
): readonly string[] {
  return needed.filter(
    (wanted) => ![wanted, ...(includedIn.get(wanted) ?? [])].some((role) => roles.includes(role)),
  )
}

/** Whether waiting does not help: an admin has to change something. */
export function needsAdmin({ kind }: GraphFailure): boolean {
  switch (kind) {
    case 'forbidden':
    case 'not-found':
    case 'rejected':
    case 'unreadable':
    case 'too-long':
      return true
    // An alarm of its own says why there is no token.
    case 'no-token':
    case 'unauthorized':
    case 'throttled':
    case 'unavailable':
    case 'no-answer':
      return false
    default:
      return kind satisfies never
  }
}

/** Why the members of a team could not be read, and what to do. For the IT admin. */
export function notReadWords(failure: GraphFailure, teamId: string): string {
  const { kind, detail, roles } = failure
  switch (kind) {
    case 'forbidden': {
      const missing = roles === undefined ? [] : missingPermissions(roles)
      // Without a status, `GraphPeople` has found it in a list of members that hides their properties.
      const hidden = failure.status === undefined ? [usersPermission] : [usersPermission, membersPermission]
      const wanted = missing.length === 0 ? hidden : missing
      return `Graph does not show the members of team ${teamId} (${failureCodes(failure)}): ${howToConsentTo(wanted)}`
    }
    case 'not-found':
      return `Graph found no team ${teamId} (${failureCodes(failure)}): check the ID in the group shifts of the config`
    case 'no-token':
    case 'unauthorized':
    case 'throttled':
    case 'unavailable':
    case 'no-answer':
    case 'rejected':
    case 'unreadable':
    case 'too-long':
      return `the members of team ${teamId} could not be read (${failureCodes(failure)}): ${detail}`
    default:
      return kind satisfies never
  }
}

/** Takes effect with the next token, after some minutes. */
export function howToConsentTo(permissions: readonly string[]): string {
  const names = permissions.join(' and ')
  return `App registration > API permissions: add the application permission ${names}, then Grant admin consent`
}

const doubtfulShare = 0.05
const doubtfulPeople = 20

export interface BadgeSettings {
  readonly badgeProperty: string
  readonly badgeNumberFormat: BadgeNumberFormat
}

/** Why the badge numbers in Entra may not be the intended ones; undefined if there is no doubt. */
export function doubtsAboutPeople(
  { people, withoutBadge, unreadable, shared }: PeopleReport,
  { badgeProperty, badgeNumberFormat }: BadgeSettings,
): string | undefined {
  const withBadge = people - withoutBadge
  const isMuch = (count: number): boolean =>
    count > 0 && (count >= doubtfulPeople || count >= withBadge * doubtfulShare)
  const doubts = [
    people === 0 && 'the team has no members',
    people > 0 &&
      withBadge === 0 &&
      `none of ${people} people has a badge number in ${badgeProperty}: is it kept elsewhere (badgeProperty)?`,
    isMuch(unreadable) &&
      `${unreadable} of ${withBadge} badge numbers in ${badgeProperty} are not "${badgeNumberFormat}" (badgeNumberFormat)`,
    isMuch(shared) && `${shared} badge numbers in ${badgeProperty} belong to more than one person`,
  ].filter((doubt) => doubt !== false)
  return doubts.length === 0 ? undefined : `Entra: ${doubts.join('; ')}`
}
