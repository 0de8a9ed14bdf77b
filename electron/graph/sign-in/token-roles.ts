import { z } from 'zod'

/**
 * All a kiosk needs: "timeCard: clockOut" (Microsoft Graph v1.0) names it as the only application permission, and it
 * needs an administrator's consent ("Microsoft Graph permissions reference").
 */
export const writePermission = 'Schedule.ReadWrite.All'
export const readPermission = 'Schedule.Read.All'

/** For IT. Consent counts from the next token on. */
export const howToConsent =
  'App registration > API permissions: add the application permission Schedule.ReadWrite.All (not a delegated one), then ' +
  'Grant admin consent. It counts from the next token on, after some minutes.'

/** Whether these roles are known, and lack what it takes to end time cards. */
export function lacksWritePermission(roles: readonly string[] | undefined): boolean {
  return roles?.includes(writePermission) === false
}

/** What is missing in these roles for ending time cards, in words; undefined: nothing. */
export function missingIn(roles: readonly string[]): string | undefined {
  if (!lacksWritePermission(roles)) return undefined
  return roles.includes(readPermission)
    ? `Only ${readPermission}: no time card could be ended.`
    : `${writePermission} is missing, or nobody has consented to it.`
}

const claims = z.object({ roles: z.array(z.string().max(200)).max(500).optional() })
/** Entra's tokens have some thousand characters. */
const longestToken = 50_000

/**
 * The application permissions that an access token names (its `roles` claim; without any consent it is absent). Undefined
 * where the token cannot be read: Microsoft asks clients not to rely on what is in a token, so nothing but a hint to people may
 * come of it ("Access tokens", Microsoft identity platform).
 */
export function rolesIn(accessToken: string): readonly string[] | undefined {
  const [, payload, signature, ...more] = accessToken.split('.')
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  if (accessToken.length > longestToken) return undefined
  try {
    const text = Buffer.from(payload, 'base64url').toString('utf8')
    return claims.parse(JSON.parse(text)).roles ?? []
  } catch {
    return undefined
  }
}
