import { z } from 'zod'

/**
 * The only permission a kiosk needs: "timeCard: clockOut" (Microsoft Graph v1.0) lists it as the only
 * application permission, and it requires an administrator's consent ("Microsoft Graph permissions
 * reference").
 */
export const writePermission = 'Schedule.ReadWrite.All'
export const readPermission = 'Schedule.Read.All'

/** For IT. Consent takes effect with the next token. */
export const howToConsent =
  'App registration > API permissions: add the application permission Schedule.ReadWrite.All (not a delegated one), then ' +
  'Grant admin consent. It takes effect with the next token, after some minutes.'

/** Whether these roles are known and do not allow ending time cards. */
export function lacksWritePermission(roles: readonly string[] | undefined): boolean {
  return roles?.includes(writePermission) === false
}

/** Which permission to end time cards is missing; undefined if none. */
export function describeMissing(roles: readonly string[]): string | undefined {
  if (!lacksWritePermission(roles)) return undefined
  return roles.includes(readPermission)
    ? `The app has only ${readPermission}: no time card can be ended.`
    : `${writePermission} is missing, or has no admin consent.`
}

const claims = z.object({ roles: z.array(z.string().max(200)).max(500).optional() })
/** Entra's tokens are a few thousand characters long. */
const maxTokenLength = 50_000

/**
 * The application permissions in an access token (its `roles` claim, which is absent without any consent).
 * Undefined if the token cannot be read: Microsoft asks clients not to rely on a token's content, so use the
 * result only as a hint for people ("Access tokens", Microsoft identity platform).
 */
export function rolesIn(accessToken: string): readonly string[] | undefined {
  const [, payload, signature, ...more] = accessToken.split('.')
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  if (accessToken.length > maxTokenLength) return undefined
  try {
    const text = Buffer.from(payload, 'base64url').toString('utf8')
    return claims.parse(JSON.parse(text)).roles ?? []
  } catch {
    return undefined
  }
}
