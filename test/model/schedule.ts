import fc from 'fast-check'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { Rules } from '../../electron/sandbox/rules.ts'
import type { Attack } from './adversary.ts'
import type { PowerCut } from './machine.ts'
import type { Fault } from './network.ts'
import type { Edit } from './service.ts'

/** One course of events, to be run against real kiosks: everything that happens around them. */
export interface Schedule {
  readonly rules: Pick<
    Rules,
    'secondClockOut' | 'clockOutOnBreak' | 'clockInWhileClockedIn' | 'dateTimeDigits'
  >
  /** Where a 429 says how long to wait, or does not. */
  readonly retryAfter: 'window' | 'absent'
  readonly kiosks: readonly KioskAtStart[]
  /** Whether IT has the kiosks leave a note. */
  readonly withNote: boolean
  /** For each person, how long ago each of their open cards was clocked in. */
  readonly cards: readonly (readonly number[])[]
  /** Two teams: in which of them each person is, and whether the directory knows. Absent: one team. */
  readonly teams?: { readonly of: readonly (0 | 1)[]; readonly areKnown: boolean }
  readonly seed: number
  readonly steps: readonly Step[]
  /** Who is there besides. */
  readonly player?: 'adversary' | 'liar'
}

export interface KioskAtStart {
  /** How far the computer's clock is ahead of the true time. */
  readonly wallAheadMs: number
  readonly cut: 'up' | 'refused' | 'quiet'
}

export type Step =
  | { readonly kind: 'tap'; readonly kiosk: number; readonly badge: BadgeId }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'network'; readonly kiosk: number; readonly cut: 'up' | 'refused' | 'quiet' }
  | { readonly kind: 'fault'; readonly kiosk: number; readonly fault: Fault }
  | { readonly kind: 'set-clock'; readonly kiosk: number; readonly byMs: number }
  | { readonly kind: 'power-cut'; readonly kiosk: number; readonly cut: PowerCut }
  | { readonly kind: 'edit'; readonly person: number; readonly edit: Edit }
  /** The edit happens right before the kiosk's next write takes effect: the race nobody can close. */
  | { readonly kind: 'race'; readonly kiosk: number; readonly edit: Edit }
  /**
   * Now, or the `nth` time from now on that the kiosk's program comes to that moment. `offFirst`: whoever attacks now
   * takes the computer's power away first.
   */
  | {
      readonly kind: 'attack'
      readonly kiosk: number
      readonly attack: Attack
      readonly at: PowerCut['at']
      readonly nth: number
      readonly offFirst: boolean
    }
  /** From now on; empty: nothing is between the kiosk and Graph. */
  | { readonly kind: 'spell'; readonly kiosk: number; readonly of: readonly (Fault | undefined)[] }

/** Three people; the first has two badges. */
export const people = [
  '7d5f0f0e-0000-4000-8000-0000000000a1',
  '7d5f0f0e-0000-4000-8000-0000000000b2',
  '7d5f0f0e-0000-4000-8000-0000000000c3',
] as const
const badges: Readonly<Record<string, string>> = {
  '04A1A1A1A1A1A1': people[0],
  '04A2A2A2A2A2A2': people[0],
  '04B1B1B1B1B1B1': people[1],
  '04C1C1C1C1C1C1': people[2],
}

export function userOf(badge: BadgeId): string | undefined {
  return badges[badge]
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

export const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })
export const weighted = <T>(...of: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> =>
  fc.oneof(...of.map(([weight, arbitrary]) => ({ weight, arbitrary })))

const duration = weighted(
  [8, between(0, 300)],
  [16, between(300, 25 * secondMs)],
  [12, between(25 * secondMs, 10 * minuteMs)],
  [5, between(10 * minuteMs, 6 * hourMs)],
  [1, between(6 * hourMs, 30 * hourMs)],
)
const clockError = weighted(
  [4, fc.constant(0)],
  [2, between(-90 * secondMs, 90 * secondMs)],
  [3, between(-5 * hourMs, 5 * hourMs)],
  [1, between(-400 * 24 * hourMs, 400 * 24 * hourMs)],
)
const cut = fc.constantFrom('up', 'refused', 'quiet')

const fault: fc.Arbitrary<Fault> = weighted<Fault>(
  [
    4,
    fc.record({
      kind: fc.constant('slow'),
      // A connector behind Shifts has half a minute to agree; whatever takes effect does so within 40 s.
      thereMs: weighted([3, between(0, 14 * secondMs)], [2, between(14 * secondMs, 38 * secondMs)]),
      backMs: between(0, 14 * secondMs),
    }),
  ],
  [4, fc.record({ kind: fc.constant('reset'), effect: fc.boolean() })],
  [2, fc.record({ kind: fc.constant('silence'), effect: fc.boolean() })],
  [
    2,
    fc.record({
      kind: fc.constant('status'),
      status: fc.constantFrom(500, 502, 503, 504),
      effect: fc.boolean(),
    }),
  ],
  [
    2,
    fc.record({
      kind: fc.constant('throttled'),
      retryAfterSeconds: fc.constantFrom(undefined, 0.5, 2.128, 9, 30, 600),
    }),
  ],
  [1, fc.record({ kind: fc.constant('html'), effect: fc.boolean() })],
)

const edit: fc.Arbitrary<Edit> = weighted<Edit>(
  [4, fc.constant({ kind: 'clock-out' })],
  [3, fc.constant({ kind: 'clock-in' })],
  [2, fc.constant({ kind: 'start-break' })],
  [
    3,
    fc.record({
      kind: fc.constant('set-time'),
      earlierMs: between(-30 * minuteMs, 3 * hourMs),
      keepsNote: fc.boolean(),
    }),
  ],
  [1, fc.constant({ kind: 'reopen' })],
)

const powerCut: fc.Arbitrary<PowerCut> = fc.record({
  at: fc.constantFrom('commit-begins', 'commit-ended', 'request-leaves', 'effect', 'answer', 'at-once'),
  nth: between(1, 4),
  offMs: weighted([3, between(100, minuteMs)], [1, between(minuteMs, 8 * hourMs)]),
  reboots: fc.boolean(),
})

export type Weighted = readonly [weight: number, step: fc.Arbitrary<Step>]

function step(kiosks: number, more: readonly Weighted[]): fc.Arbitrary<Step> {
  const kiosk = between(0, kiosks - 1)
  const badge = fc.constantFrom(...Object.keys(badges)).map((text) => text as BadgeId)
  return weighted<Step>(
    [10, fc.record({ kind: fc.constant('tap'), kiosk, badge })],
    [9, fc.record({ kind: fc.constant('wait'), ms: duration })],
    [4, fc.record({ kind: fc.constant('network'), kiosk, cut })],
    [6, fc.record({ kind: fc.constant('fault'), kiosk, fault })],
    [1, fc.record({ kind: fc.constant('set-clock'), kiosk, byMs: clockError })],
    [3, fc.record({ kind: fc.constant('power-cut'), kiosk, cut: powerCut })],
    [4, fc.record({ kind: fc.constant('edit'), person: between(0, people.length - 1), edit })],
    [1, fc.record({ kind: fc.constant('race'), kiosk, edit })],
    ...more,
  )
}

const agoMs = weighted(
  [6, between(20 * minuteMs, 9 * hourMs)],
  [1, between(0, minuteMs)],
  [2, between(15 * hourMs, 40 * hourMs)],
)

/** Schedules for so many kiosks on one team. `more`: steps of another player. */
export function schedules(kiosks: number, more: readonly Weighted[] = []): fc.Arbitrary<Schedule> {
  return fc.record({
    rules: fc.record({
      secondClockOut: fc.constantFrom('refuse', 'ignore', 'overwrite'),
      clockOutOnBreak: fc.constantFrom('accept', 'refuse'),
      clockInWhileClockedIn: fc.constantFrom('accept', 'refuse'),
      dateTimeDigits: fc.constantFrom(0, 3, 7),
    }),
    retryAfter: fc.constantFrom('window', 'absent'),
    kiosks: fc.array(
      fc.record({ wallAheadMs: clockError, cut: weighted([4, fc.constant('up')], [1, cut]) }),
      {
        minLength: kiosks,
        maxLength: kiosks,
      },
    ),
    withNote: weighted([5, fc.constant(true)], [1, fc.constant(false)]),
    cards: fc.tuple(
      fc.array(agoMs, { minLength: 1, maxLength: 2 }),
      fc.array(agoMs, { maxLength: 1 }),
      fc.array(agoMs, { minLength: 1, maxLength: 1 }),
    ),
    seed: fc.nat(),
    steps: fc.array(step(kiosks, more), { minLength: 1, maxLength: 30, size: 'max' }),
  })
}

/** The same with two teams, and every kiosk for both. */
export function schedulesOfTwoTeams(kiosks: number): fc.Arbitrary<Schedule> {
  const team = fc.constantFrom<0 | 1>(0, 1)
  const teams = fc.record({ of: fc.tuple(team, team, team), areKnown: fc.boolean() })
  return fc
    .record({ schedule: schedules(kiosks), teams })
    .map(({ schedule, teams }) => ({ ...schedule, teams }))
}
