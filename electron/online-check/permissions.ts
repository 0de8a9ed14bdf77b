import { howToConsent, describeMissing, writePermission } from '../graph/sign-in/token-roles.ts'
import { good, notChecked, problem, warning, type CheckResult } from '../check/check-result.ts'

/** Lets this check see who is in the team; the kiosk itself never asks. */
export const forMembers = 'GroupMember.Read.All'
const besideMembers = 'User.Read.All'

/**
 * What the app was consented to, by the token's `roles` ("Access token claims reference"). To an app a token is none to
 * look into; this is for people to read, and nothing is decided by it but what to say. `roles`: undefined where the token
 * cannot be looked into.
 */
export function checkPermissions(roles: readonly string[] | undefined): CheckResult {
  if (roles === undefined) return notChecked('sign-in.permissions', 'The token cannot be read.')
  const missing = describeMissing(roles)
  if (missing !== undefined) return problem('sign-in.permissions', missing, howToConsent)
  const seesMembers = roles.includes(forMembers)
  const wanted = [writePermission, ...(seesMembers ? [forMembers, besideMembers] : [])]
  const superfluous = roles.filter((role) => !wanted.includes(role))
  if (superfluous.length > 0) {
    return warning(
      'sign-in.permissions',
      `${writePermission} is there. Not needed: ${superfluous.map(shown).join(', ')}.`,
      'Remove what is not needed, unless another program signs in as this app: who gets the key gets it all.',
    )
  }
  const extra = seesMembers ? ` ${forMembers} serves this check alone, and may be removed.` : ''
  return good('sign-in.permissions', `${writePermission}, and nothing that is not needed.${extra}`)
}

/** A name of a permission, and nothing else that may stand there. */
function shown(role: string): string {
  return /^[\w.-]{1,100}$/.test(role) ? role : '(a name that cannot be shown)'
}
