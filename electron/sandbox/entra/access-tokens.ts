import { randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { attempt } from '../../base/attempt.ts'
import { graphFailure, type GraphFailure } from '../graph/graph-errors.ts'

const claims = z.object({ roles: z.array(z.string()), exp: z.number() })

/** Issues and checks access tokens, which hold the permissions: later consent needs a new one. */
export class AccessTokens {
  #key = randomBytes(32)
  /** Cache: the last valid token and its expiry, because clients send the same one repeatedly. */
  #lastGood:
    { readonly token: string; readonly roles: readonly string[]; readonly untilMs: number } | undefined
  readonly #tenantId: string
  readonly #clientId: string
  readonly #audience: string

  constructor(identity: { readonly tenantId: string; readonly clientId: string; readonly audience: string }) {
    this.#tenantId = identity.tenantId
    this.#clientId = identity.clientId
    this.#audience = identity.audience
  }

  async issue(permissions: readonly string[], nowMs: number, lifeSeconds: number): Promise<string> {
    const nowSeconds = Math.floor(nowMs / 1000)
    return new SignJWT({ appid: this.#clientId, roles: [...permissions], tid: this.#tenantId, ver: '1.0' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(`https://sts.windows.net/${this.#tenantId}/`)
      .setSubject(this.#clientId)
      .setAudience(this.#audience)
      .setJti(randomUUID())
      .setIssuedAt(nowSeconds)
      .setNotBefore(nowSeconds)
      .setExpirationTime(nowSeconds + lifeSeconds)
      .sign(this.#key)
  }

  /** Invalidates every token issued so far. */
  revokeAll(): void {
    this.#key = randomBytes(32)
    this.#lastGood = undefined
  }

  /** The permissions in the request's token, or a 401. */
  async check(authorization: string | null, nowMs: number): Promise<readonly string[] | GraphFailure> {
    const token = /^Bearer ([^\s]+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return unauthorized('Access token is empty.')
    if (this.#lastGood?.token === token && nowMs < this.#lastGood.untilMs) return this.#lastGood.roles
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        audience: this.#audience,
        currentDate: new Date(nowMs),
      })
      const { exp, roles } = claims.parse(payload)
      this.#lastGood = { token, roles, untilMs: exp * 1000 }
      return roles
    } catch (problem) {
      if (problem instanceof errors.JWTExpired) {
        return unauthorized('Lifetime validation failed, the token is expired.')
      }
      if (problem instanceof errors.JOSEError) {
        return unauthorized(isJwt(token) ? 'Access token validation failure.' : 'JWT is not well formed.')
      }
      throw problem
    }
  }
}

function isJwt(token: string): boolean {
  return Object.keys(attempt(() => decodeJwt(token)) ?? {}).length > 0
}

function unauthorized(message: string): GraphFailure {
  return graphFailure(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate': 'Bearer realm="", error="invalid_token"',
  })
}
