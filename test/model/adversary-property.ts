import fc from 'fast-check'
import {
  endings,
  forgedKinds,
  hostileTriggers,
  tables,
  type Attack,
  type Ending,
  type Strike,
  type Target,
} from './adversary.ts'
import { judgeAttacked } from './adversary-oracle.ts'
import type { Course } from './course.ts'
import { checkSchedules, playerRuns } from './model-property.ts'
import { between, people, schedules, weighted, type Schedule, type Step } from './schedule.ts'

const person = between(0, people.length - 1)
const tap = weighted<Target>([6, fc.constant('open')], [2, fc.constant('settled')], [1, fc.constant('first')])
const files = weighted<readonly Ending[]>(
  [3, fc.constant(endings)],
  [2, fc.constant<readonly Ending[]>(['', '-wal', '-shm'])],
  [3, fc.subarray([...endings], { minLength: 1 })],
)

const attack: fc.Arbitrary<Attack> = weighted<Attack>(
  [
    8,
    fc.record({
      kind: fc.constant('insert-event'),
      event: fc.constantFrom(...forgedKinds),
      tap: weighted<Target | 'new'>([3, tap], [2, fc.constant('new')]),
      link: fc.constantFrom('foreign', 'own', 'copied', 'last'),
      person,
      place: weighted<'end' | 'start'>([8, fc.constant('end')], [1, fc.constant('start')]),
      offsetMs: between(-3 * 3_600_000, 0),
    }),
  ],
  [4, fc.record({ kind: fc.constant('delete-events'), tap, which: fc.constantFrom('last', 'first', 'all') })],
  [
    4,
    fc.record({
      kind: fc.constant('edit-event'),
      tap,
      what: fc.constantFrom('time', 'card', 'kind', 'tap', 'body'),
      person,
    }),
  ],
  [2, fc.record({ kind: fc.constant('relabel-events'), tap })],
  [
    5,
    fc.record({
      kind: fc.constant('people'),
      tap,
      what: fc.constantFrom('user', 'user-and-seal', 'seal', 'delete', 'copy', 'tap'),
      person,
    }),
  ],
  [
    3,
    fc.record({
      kind: fc.constant('open-taps'),
      what: fc.constantFrom('insert', 'delete', 'no-triggers'),
      tap,
    }),
  ],
  [2, fc.record({ kind: fc.constant('gap'), tap, deletes: fc.boolean() })],
  [1, fc.record({ kind: fc.constant('details'), tap })],
  [
    2,
    fc.record({
      kind: fc.constant('trigger'),
      does: fc.constantFrom(...hostileTriggers),
      person,
    }),
  ],
  [1, fc.record({ kind: fc.constant('drop-table'), table: fc.constantFrom(...tables) })],
  [3, fc.record({ kind: fc.constant('delete-files'), files })],
  [3, fc.constant({ kind: 'copy-files' })],
  [4, fc.record({ kind: fc.constant('put-back'), which: between(0, 3), files })],
  [
    2,
    fc.record({
      kind: fc.constant('forge-head'),
      as: fc.constantFrom('of-the-end', 'of-the-start', 'nonsense', 'with-own-mac'),
    }),
  ],
  [2, fc.record({ kind: fc.constant('flip-byte'), file: fc.constantFrom(...endings), at: fc.nat() })],
)

const attackStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('attack'),
  kiosk: fc.constant(0),
  attack,
  at: weighted(
    [3, fc.constant('at-once')],
    [2, fc.constantFrom('commit-begins', 'commit-ended', 'request-leaves', 'effect', 'answer')],
  ),
  nth: between(1, 3),
  offFirst: fc.boolean(),
})

const attacked: fc.Arbitrary<Schedule> = schedules(1, [[14, attackStep]]).map((schedule) => ({
  ...schedule,
  player: 'adversary',
}))

/** Runs random schedules with somebody who writes to the data folder, and reports what happened. */
export async function checkAttacked(): Promise<void> {
  const counted = new Map<string, number>()
  const count = (what: string): void => void counted.set(what, (counted.get(what) ?? 0) + 1)
  await checkSchedules('model, an adversary on the disk', attacked, playerRuns, async (course) => {
    const wrong = await judgeAttacked(course)
    tally(course, count)
    return wrong
  })
  const lines = [...counted].sort(([a], [b]) => a.localeCompare(b)).map(([what, times]) => `${times} ${what}`)
  process.stdout.write(`model, an adversary on the disk: ${lines.join(', ')}\n`)
}

function tally({ players, machines }: Course, count: (what: string) => void): void {
  for (const { adversary, logged } of players) {
    for (const strike of adversary.strikes) for (const what of wordsOf(strike)) count(what)
    for (const { event } of logged) if (counts.some((one) => one === event)) count(event)
  }
  for (const { lastOf } of machines) {
    for (const event of lastOf.values()) {
      if (event.kind === 'parked') count(`parked as ${event.reason}`)
      else count(event.kind)
    }
  }
}

const counts = ['journal.set-aside', 'journal.unusable', 'journal.taps-restored', 'journal.given-up'] as const

function wordsOf({ attack: { kind }, met, isKioskOn, done }: Strike): readonly string[] {
  if (!done) return ['attacks that SQLite refused']
  return [
    `attack ${kind}`,
    `attacks on a kiosk that ${isKioskOn ? 'runs' : 'is off'}`,
    `attacks that met ${met === 'none' ? 'no open tap' : `a tap that was ${met}`}`,
  ]
}
