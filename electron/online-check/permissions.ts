import { howToConsent, describeMissing, writePermission } from '../graph/sign-in/token-roles.ts'
import { howToConsentTo, missingPermissions } from '../directory/entra/entra-words.ts'
import { good, notChecked, problem, warning, type CheckResult } from '../check/check-result.ts'

/** The permission with which the team's members can be read. */
export const forMembers = 'GroupMember.Read.All'
const besideMembers = 'User.Read.All'

/** What the kiosk does with the permissions to read people. */
export interface UsesOfPeople {
  /** Those it needs. */
  readonly needed: readonly string[]
  /** Whether it reads the members of the teams, if that is allowed. */
  readonly readsMembers: boolean
}

/**
 * Compares the permissions in the token's `roles` ("Access token claims reference") with those that are
 * needed. Apps should treat access tokens as opaque, so the roles are used only for this report. `roles`:
 * undefined if the token cannot be decoded.
 */
export function checkPermissions(
  roles: readonly string[] | undefined,
  { needed: forPeople, readsMembers }: UsesOfPeople = { needed: [], readsMembers: false },
): CheckResult {
  if (roles === undefined) return notChecked('sign-in.permissions', 'The token cannot be read.')
  const missing = describeMissing(roles)
  if (missing !== undefined) return problem('sign-in.permissions', missing, howToConsent)
  const unread = missingPermissions(roles, forPeople)
  if (unread.length > 0)
    return problem('sign-in.permissions', `Missing: ${unread.join(', ')}.`, `${howToConsentTo(unread)}.`)
  const seesMembers = roles.includes(forMembers)
  const wanted = [writePermission, ...forPeople, ...(seesMembers ? [forMembers, besideMembers] : [])]
  const superfluous = roles.filter((role) => !wanted.includes(role))
  if (superfluous.length > 0) {
    return warning(
      'sign-in.permissions',
      `${writePermission} is granted. Not needed: ${superfluous.map(shown).join(', ')}.`,
      'Remove what is not needed, unless another program signs in as this app: whoever gets the key gets all permissions.',
    )
  }
  if (forPeople.length > 0) {
    const granted = [writePermission, ...forPeople].join(', ')
    return good('sign-in.permissions', `${granted} are granted, and no unneeded permission.`)
  }
  const extra =
    seesMembers && !readsMembers ? ` ${forMembers} is used only by this check and may be removed.` : ''
  return good('sign-in.permissions', `${writePermission} is granted, and no unneeded permission.${extra}`)
}

/** The name of a permission; any other text is not shown. */
function shown(role: string): string {
  return /^[\w.-]{1,100}$/.test(role) ? role : '(a name that cannot be shown)'
}
