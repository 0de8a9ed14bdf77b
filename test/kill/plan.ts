import { lateMoments as late, liveMoments as live, type Moment } from './moments.ts'

/**
 * One round at a site. `live`: people tap, the kiosk is killed, and perhaps killed again while it recovers.
 * `late`: a kiosk that starts finds a tap from long ago, and is killed while it delivers that.
 */
export interface Round {
  readonly kind: 'live' | 'late'
  /** The kiosk is killed once at each, and started again in between. */
  readonly moments: readonly Moment[]
}

const cycle: readonly Round[] = [
  { kind: 'live', moments: [live.onceRecorded] },
  { kind: 'live', moments: [live.inACommit] },
  { kind: 'late', moments: [late.beforeTheChange, late.beforeTheCorrection] },
  { kind: 'live', moments: [live.beforeTheRequest] },
  { kind: 'live', moments: [live.aroundTheRequest] },
  { kind: 'late', moments: [late.afterTheChange, late.afterTheCorrection] },
  { kind: 'live', moments: [live.beforeTheChange] },
  { kind: 'live', moments: [live.inACommit, late.whileRecovering] },
  { kind: 'live', moments: [live.changesLater] },
  { kind: 'late', moments: [late.aroundTheAnswer, late.aroundTheCorrection] },
  { kind: 'live', moments: [live.afterTheChange] },
  { kind: 'live', moments: [live.aroundTheAnswer] },
  { kind: 'late', moments: [late.beforeTheReading, late.inACommit] },
  { kind: 'live', moments: [live.inACommit] },
  { kind: 'live', moments: [live.atRandom] },
]

/** Rounds with `kills` kills in all. */
export function planRounds(kills: number): Round[] {
  const rounds: Round[] = []
  let left = kills
  while (left > 0) {
    for (const { kind, moments } of cycle) {
      if (left === 0) break
      const some = moments.slice(0, left)
      rounds.push({ kind, moments: some })
      left -= some.length
    }
  }
  return rounds
}
