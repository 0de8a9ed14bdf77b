import { teamsOf, type KioskConfig } from '../config/config.ts'
import { good, problem, type CheckResult } from './check-result.ts'

/** The IDs of `build/config.sample.jsonc`; `test/check/offline.test.ts` compares them. */
const sampleIds: ReadonlySet<string> = new Set([
  '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
  '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
  '7d444840-9dc0-11d1-b245-5ffdce74fad2',
])

/** Whether a GUID is a placeholder that still has to be replaced. */
export function isPlaceholderId(id: string): boolean {
  const text = id.toLowerCase()
  const digits = text.replaceAll('-', '')
  return sampleIds.has(text) || new Set(digits).size === 1 || digits.startsWith('123456781234')
}

/** Checks that the IDs are neither placeholders nor duplicates; not whether they exist. */
export function checkIds({ signIn, shifts }: KioskConfig): CheckResult {
  const ids = {
    'signIn.tenantId': signIn.tenantId,
    'signIn.clientId': signIn.clientId,
    ...(shifts.teamId !== undefined && { 'shifts.teamId': shifts.teamId }),
    ...Object.fromEntries((shifts.teams ?? []).map(({ id }, index) => [`shifts.teams[${index}].id`, id])),
  }
  const placeholders = Object.entries(ids).flatMap(([key, id]) => (isPlaceholderId(id) ? [key] : []))
  if (placeholders.length > 0) {
    return problem(
      'config.ids',
      `${placeholders.length === 1 ? 'Still an example ID' : 'Still example IDs'}: ${placeholders.join(', ')}.`,
      "Enter your own: tenant and client ID are on the app registration's overview page in the Microsoft Entra admin " +
        'center, the team ID is the groupId in the link that Teams copies (… > Get link to team).',
    )
  }
  const all = Object.values(ids)
  const twice = new Set(all.map((id) => id.toLowerCase())).size < all.length
  if (twice) {
    return problem(
      'config.ids',
      'Two of signIn.tenantId, signIn.clientId and the team IDs are the same.',
      'Each has a different ID: copy them again.',
    )
  }
  const listed = teamsOf(shifts).map(({ id }) => id)
  return good(
    'config.ids',
    `Tenant ${signIn.tenantId}, app ${signIn.clientId}, ${listed.length === 1 ? 'team' : 'teams'} ${listed.join(', ')}.`,
  )
}
