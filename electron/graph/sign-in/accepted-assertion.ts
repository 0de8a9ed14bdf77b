import type { Instant } from '../../base/time/clock.ts'
import { correctionMs, wallOffsetMs, type TimeBounds } from '../server-time/time-bounds.ts'
import { jumpMs } from '../server-time/wall-clock-jumps.ts'

/**
 * MSAL writes `nbf` = this computer's time and `exp` = 600 s later (`ClientAssertion.createJwt`, msal-node 7.2.3), and so
 * does `client-assertion.ts`.
 */
export const assertionLifeMs = 600_000
/** Entra allows for clocks that differ by five minutes. */
const entraSkewMs = 300_000

/**
 * What an accepted assertion says of this computer's clock. The certificate's assertion is dated by that clock, and
 * Entra takes it from `nbf` − 5 min to `exp` + 5 min. So once a token was issued, the servers' time is at most 5 min
 * behind this computer's clock and 15 min ahead of it, until that clock jumps. A client secret has no date: it says
 * nothing.
 */
export interface AcceptedAssertion {
  /** `signedAt`: when the assertion was made. */
  accepted(signedAt: Instant, now: Instant, jumps: number): void
  /** Whether these bounds of the servers' time can be true. */
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
