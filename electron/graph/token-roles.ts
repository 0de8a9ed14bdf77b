import { z } from 'zod'

const claims = z.object({ roles: z.array(z.string().max(200)).max(500).optional() })
/** Entra's tokens have some thousand characters. */
const longestToken = 50_000

/**
 * The application permissions that an access token names (its `roles` claim; without any consent it is absent). Undefined where the token cannot be read: Microsoft asks clients not to rely on what is in a token, so nothing but a hint to IT
 * may come of it ("Access tokens", Microsoft identity platform).
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
