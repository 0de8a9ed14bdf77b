import type { Instant } from '../../base/time/clock.ts'
import { correctionMs, wallOffsetMs, type TimeBounds } from '../server-time/time-bounds.ts'
import { jumpMs } from '../server-time/wall-clock-jumps.ts'

/**
 * MSAL sets `nbf` to this computer's time and `exp` to 600 s later (`ClientAssertion.createJwt`, msal-node
 * 7.2.3), and so does `client-assertion.ts`.
 */
export const assertionLifeMs = 600_000
/** Entra tolerates a clock difference of five minutes. */
const entraSkewMs = 300_000

/**
 * What an accepted assertion proves about this computer's clock. The assertion is dated by that clock, and
 * Entra accepts it from `nbf` − 5 min to `exp` + 5 min. So once a token was issued, the servers' time is at
 * most 5 min behind and 15 min ahead of this computer's clock, until that clock jumps. A client secret has no
 * date and proves nothing.
 */
export interface AcceptedAssertion {
  /** `signedAt`: when the assertion was made. */
  accepted(signedAt: Instant, now: Instant, jumps: number): void
  /** Whether these bounds of the servers' time are possible. */
  allows(bounds: TimeBounds, at: Instant, jumps: number): boolean
}

export function createAcceptedAssertion(): AcceptedAssertion {
  let acceptedAfterJumps: number | undefined
  return {
    accepted: (signedAt, now, jumps) => {
      const jumpedSince = Math.abs(wallOffsetMs(now) - wallOffsetMs(signedAt)) > jumpMs
      acceptedAfterJumps = jumpedSince ? undefined : jumps
    },
    allows: (bounds, at, jumps) => {
      if (acceptedAfterJumps !== jumps) return true
      const aheadMs = correctionMs(bounds, at)
      return aheadMs >= -entraSkewMs - jumpMs && aheadMs <= assertionLifeMs + entraSkewMs + jumpMs
    },
  }
}
