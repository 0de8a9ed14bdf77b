import { z } from 'zod'

const claims = z.object({ roles: z.array(z.string().max(200)).max(500) })
/** Entra's tokens have some thousand characters. */
const longestToken = 50_000

/**
 * The application permissions that an access token names (its `roles` claim), for the diagnostics alone. Undefined where
 * it names none that can be read: Microsoft asks clients not to rely on what is in a token, so nothing but a hint to IT
 * may come of it ("Access tokens", Microsoft identity platform).
 */
export function rolesIn(accessToken: string): readonly string[] | undefined {
  const [, payload, signature, ...more] = accessToken.split('.')
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  if (accessToken.length > longestToken) return undefined
  try {
    const text = Buffer.from(payload, 'base64url').toString('utf8')
    return claims.safeParse(JSON.parse(text)).data?.roles
  } catch {
    return undefined
  }
}
