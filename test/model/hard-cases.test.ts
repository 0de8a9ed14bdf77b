import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { PunchEvent } from '../../electron/journal/punch-event.ts'
import { runSchedule, type Course } from './course.ts'
import type { Fault } from './network.ts'
import { eventsOf, judge } from './oracle.ts'
import { people, type Schedule, type Step } from './schedule.ts'

/** Short courses that once went wrong, or that stand for a rule of their own. */

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const [first] = people
const badge = '04B1B1B1B1B1B1' as BadgeId
const tap: Step = { kind: 'tap', kiosk: 0, badge }
const wait = (ms: number): Step => ({ kind: 'wait', ms })
const offline: Step = { kind: 'network', kiosk: 0, cut: 'refused' }
const online: Step = { kind: 'network', kiosk: 0, cut: 'up' }
const edit = (what: Extract<Step, { kind: 'edit' }>['edit']): Step => ({
  kind: 'edit',
  person: 1,
  edit: what,
})

function schedule(steps: readonly Step[], more: Partial<Schedule> = {}): Schedule {
  return {
    rules: {
      secondClockOut: 'refuse',
      clockOutOnBreak: 'accept',
      clockInWhileClockedIn: 'accept',
      dateTimeDigits: 3,
    },
    retryAfter: 'window',
    kiosks: [{ wallAheadMs: 0, cut: 'up' }],
    withNote: true,
    cards: [[], [6 * hourMs], []],
    seed: 1,
    steps,
    ...more,
  }
}

interface Ran {
  /** The last line of the first tap at the first kiosk. */
  readonly last: PunchEvent | undefined
  /** Of each kiosk's first tap, the kinds of its lines. */
  readonly events: readonly string[]
  /** When the person's cards were ended, in minutes from the course's start. */
  readonly endedAfterMin: readonly number[]
}

async function run(asked: Schedule): Promise<Ran> {
  return runSchedule(asked, async (course: Course) => {
    expect(await judge(course)).toEqual([])
    const ended = course.service.tenant.cards().filter(({ userId }) => userId !== first)
    return {
      last: course.machines[0]?.lastOf.get('k0t1'),
      events: course.machines.map((machine, number) =>
        eventsOf(machine, `k${number}t1`)
          .map(({ event }) => event.kind)
          .join(' '),
      ),
      endedAfterMin: ended.map(
        ({ clockOutEvent }) =>
          Math.round((Date.parse(clockOutEvent?.dateTime ?? '') - course.startMs) / minuteMs) + 0,
      ),
    }
  })
}

test('with a PC clock hours ahead, the first answer of a server corrects the time of the tap', async () => {
  const kiosks = [{ wallAheadMs: 3 * hourMs, cut: 'refused' as const }]
  const steps = [tap, wait(hourMs), edit({ kind: 'clock-in' }), wait(hourMs), online]
  const { last, endedAfterMin } = await run(schedule(steps, { kiosks }))
  expect(last?.kind).toBe('confirmed')
  // The card clocked in after the tap stays open.
  expect(endedAfterMin).toEqual([0, NaN])
})

test("the servers' time survives a power cut once something is about to be sent", async () => {
  const kiosks = [{ wallAheadMs: -2 * hourMs, cut: 'refused' as const }]
  const cut = { at: 'effect', nth: 2, offMs: minuteMs, reboots: true } as const
  const steps: Step[] = [tap, wait(hourMs), { kind: 'power-cut', kiosk: 0, cut }, online]
  const { last, endedAfterMin } = await run(schedule(steps, { kiosks }))
  expect(last?.kind).toBe('confirmed')
  expect(endedAfterMin).toEqual([0])
})

test("a clock-out time that a manager changed stays, even if Teams kept the kiosk's note on it", async () => {
  const cut = { at: 'answer', nth: 2, offMs: 4 * hourMs, reboots: false } as const
  const moved = edit({ kind: 'set-time', earlierMs: 90 * minuteMs, keepsNote: true })
  const steps: Step[] = [
    offline,
    tap,
    wait(hourMs),
    { kind: 'power-cut', kiosk: 0, cut },
    online,
    wait(2 * minuteMs),
    moved,
  ]
  const { last, endedAfterMin } = await run(schedule(steps))
  expect(last?.kind).toBe('superseded')
  expect(endedAfterMin[0]).toBeLessThan(-20)
})

test('after a tap during a break, the late clock-out also ends the break at the tap', async () => {
  const steps = [edit({ kind: 'start-break' }), wait(minuteMs), offline, tap, wait(hourMs), online]
  for (const clockOutOnBreak of ['accept', 'refuse'] as const) {
    const { rules } = schedule([])
    const { last, endedAfterMin } = await run(schedule(steps, { rules: { ...rules, clockOutOnBreak } }))
    expect(last?.kind).toBe('confirmed')
    expect(endedAfterMin).toEqual([1])
  }
})

test('of two open cards, a second tap ends the newer one that was reopened seconds after its end', async () => {
  const steps: Step[] = [
    { ...tap, badge: '04A1A1A1A1A1A1' as BadgeId },
    wait(5_000),
    { kind: 'edit', person: 0, edit: { kind: 'reopen' } },
    wait(5_000),
    { ...tap, badge: '04A2A2A2A2A2A2' as BadgeId },
  ]
  const cards = [[15 * hourMs, 6 * hourMs], [], []]
  const states = await runSchedule(schedule(steps, { cards }), async (course) => {
    expect(await judge(course)).toEqual([])
    return course.service.tenant.cards().map(({ state }) => state)
  })
  expect(states).toEqual(['clockedIn', 'clockedOut'])
})

test.each([0, 1_225_688])(
  'a tap ends no second card, even if a manager reopened a parallel one and moved the end of the first back by %i ms',
  async (earlierMs) => {
    const { rules } = schedule([])
    const tapOfFirst: Step = { ...tap, badge: '04A1A1A1A1A1A1' as BadgeId }
    const managers = (what: Extract<Step, { kind: 'edit' }>['edit']): Step => ({
      kind: 'edit',
      person: 0,
      edit: what,
    })
    // With the second tap the power fails, and once it is back the answer to its clock-out is lost.
    const cut = { at: 'commit-begins', nth: 4, offMs: 1_407, reboots: false } as const
    const steps: Step[] = [
      ...[tapOfFirst, { kind: 'power-cut', kiosk: 0, cut } as const, wait(25_000)],
      ...[{ kind: 'set-clock', kiosk: 0, byMs: 2_514 } as const, tapOfFirst, wait(1_647)],
      managers({ kind: 'reopen' }),
      ...[offline, wait(300)],
      managers({ kind: 'set-time', earlierMs, keepsNote: false }),
    ]
    const cards = [[20 * minuteMs, 20 * minuteMs + 1], [], []]
    const secondTap = await runSchedule(
      schedule(steps, { cards, rules: { ...rules, dateTimeDigits: 0 } }),
      async (course) => {
        expect(await judge(course)).toEqual([])
        return course.machines[0]?.lastOf.get('k0t2')
      },
    )
    expect(secondTap).toMatchObject({ kind: 'superseded' })
  },
)

test('a card that was opened 75 seconds before the tap, and that the list does not show yet, is ended in place of the one before', async () => {
  const oldPage: Step = { kind: 'fault', kiosk: 0, fault: { kind: 'stale', ageMs: minuteMs } }
  const byPhone = [edit({ kind: 'clock-out' }), edit({ kind: 'clock-in' })]
  const tapOfOther: Step = { ...tap, badge: '04C1C1C1C1C1C1' as BadgeId }
  // The list of the other person's tap is from before all that, and serves this tap too.
  const steps = [...byPhone, wait(59_000), oldPage, tapOfOther, wait(14_000), tap, wait(minuteMs)]
  const cards = [[], [6 * hourMs], [6 * hourMs]]
  const settled = await runSchedule(schedule(steps, { cards, player: 'liar' }), async (course) => {
    expect(await judge(course)).toEqual([])
    expect(course.service.tenant.cards().map(({ state }) => state)).toEqual(Array(3).fill('clockedOut'))
    return course.machines[0]?.lastOf.get('k0t2')
  })
  expect(settled).toMatchObject({ kind: 'confirmed' })
})

test('a card that was ended by phone while the kiosk was offline is left as it was', async () => {
  const steps = [offline, tap, wait(5 * minuteMs), edit({ kind: 'clock-out' }), wait(hourMs), online]
  const { last, endedAfterMin } = await run(schedule(steps))
  expect(last).toMatchObject({ kind: 'superseded' })
  expect(endedAfterMin).toEqual([5])
})

test('a stale read of a card known to be ended is not taken for somebody’s edit', async () => {
  const lostAnswer = { kind: 'reset', effect: true } as const
  const oldPage = { kind: 'stale', ageMs: 30_000 } as const
  const truth = Array.from({ length: 20 }, () => undefined)
  // The list, the clock-out, the look at the card, and the reading for its correction.
  const spell: Step = { kind: 'spell', kiosk: 0, of: [undefined, lostAnswer, undefined, oldPage, ...truth] }
  const { last, endedAfterMin } = await run(
    schedule([offline, tap, wait(hourMs), spell, online, wait(10 * minuteMs)]),
  )
  expect(last).toMatchObject({ kind: 'confirmed' })
  expect(endedAfterMin).toEqual([0])
})

test('where an old page shows only the end by phone, a clock-out that took effect unheard after it is left', async () => {
  const { rules } = schedule([])
  const truth = Array.from({ length: 20 }, () => undefined)
  const unheard = { kind: 'status', status: 500, effect: true } as const
  const oldPage = (ageMs: number): Fault => ({ kind: 'stale', ageMs })
  // The list shows the card as open, the look at it the end by phone.
  const spell: Step = { kind: 'spell', kiosk: 0, of: [oldPage(50_000), unheard, oldPage(20_000), ...truth] }
  const steps = [edit({ kind: 'clock-out' }), wait(40_000), spell, tap, wait(5 * minuteMs)]
  const lied = { rules: { ...rules, secondClockOut: 'overwrite' as const }, player: 'liar' as const }
  const { last, events } = await run(schedule(steps, lied))
  expect(last).toMatchObject({ kind: 'superseded' })
  expect(events).toEqual(['tapped sending superseded'])
})

test('of two kiosks without notes that end one card, either may be the one that sets the time of the taps', async () => {
  const both = (step: Extract<Step, { kiosk: number }>): Step[] => [step, { ...step, kiosk: 1 }]
  const truth = Array.from({ length: 20 }, () => undefined)
  const late = (thereMs: number): Fault => ({ kind: 'slow', thereMs, backMs: 0 })
  const steps: Step[] = [
    ...both({ kind: 'network', kiosk: 0, cut: 'refused' }),
    ...both({ kind: 'tap', kiosk: 0, badge }),
    wait(hourMs),
    // The first ends the card, and comes to read it only once the second has found it ended and set the time.
    { kind: 'spell', kiosk: 0, of: [undefined, undefined, late(10_000), ...truth] },
    { kind: 'spell', kiosk: 1, of: [undefined, late(2_000), ...truth] },
    ...both({ kind: 'network', kiosk: 0, cut: 'up' }),
    // Both begin anew, and so at the same moment.
    ...both({ kind: 'power-cut', kiosk: 0, cut: { at: 'at-once', nth: 1, offMs: 1_000, reboots: false } }),
    wait(5 * minuteMs),
  ]
  const kiosks = [
    { wallAheadMs: 0, cut: 'up' as const },
    { wallAheadMs: 0, cut: 'up' as const },
  ]
  const { events, endedAfterMin } = await run(schedule(steps, { kiosks, withNote: false }))
  expect(events).toEqual([
    'tapped sending clocked-out confirmed',
    'tapped sending clocked-out correcting confirmed',
  ])
  expect(endedAfterMin).toEqual([0])
})

test('once a kiosk has stopped it sends nothing, not even queued requests', async () => {
  const cards = [[6 * hourMs], [6 * hourMs], [6 * hourMs]]
  await runSchedule(schedule([], { cards }), async ({ machines: [machine], clock }) => {
    for (const text of ['04A1A1A1A1A1A1', '04A2A2A2A2A2A2', '04B1B1B1B1B1B1', '04C1C1C1C1C1C1'])
      machine?.tap(text as BadgeId)
    await clock.advance(400)
    const leftBefore = machine?.network.sent.length
    await machine?.kiosk?.stop()
    await clock.advance(minuteMs)
    expect(leftBefore).toBe(4)
    expect(machine?.network.sent.length).toBe(leftBefore)
  })
})

test.each(['refuse', 'ignore', 'overwrite'] as const)(
  'the race that no client can close has the documented effect, if a second clock-out gets: %s',
  async (secondClockOut) => {
    const { rules } = schedule([])
    const race: Step = { kind: 'race', kiosk: 0, edit: { kind: 'clock-out' } }
    const steps = [offline, tap, wait(hourMs), race, online, wait(2 * minuteMs)]
    const { last, endedAfterMin } = await run(schedule(steps, { rules: { ...rules, secondClockOut } }))
    if (secondClockOut === 'overwrite') {
      expect(last?.kind).toBe('confirmed')
      expect(endedAfterMin).toEqual([0])
    } else {
      expect(last?.kind).toBe('superseded')
      expect(endedAfterMin[0]).toBeGreaterThanOrEqual(60)
    }
  },
)

test('a tap whose clock-out is ignored, since the card was ended once its break was, is confirmed in that second', async () => {
  const { rules } = schedule([])
  const race: Step = { kind: 'race', kiosk: 0, edit: { kind: 'clock-out' } }
  // By then the clock-out has been refused for the break, and the break has been ended.
  const steps = [edit({ kind: 'start-break' }), tap, wait(300), race, wait(2 * minuteMs)]
  const { last, endedAfterMin } = await run(
    schedule(steps, { rules: { ...rules, clockOutOnBreak: 'refuse', secondClockOut: 'ignore' } }),
  )
  expect(last).toMatchObject({ kind: 'confirmed', how: 'answered' })
  expect(endedAfterMin).toEqual([0])
})

test.each(['refuse', 'ignore', 'overwrite'] as const)(
  'a card that was ended by phone in a pause that Graph asked for is left as it was, if a second clock-out gets: %s',
  async (secondClockOut) => {
    const { rules } = schedule([])
    const truth = Array.from({ length: 20 }, () => undefined)
    const throttled = { kind: 'throttled', retryAfterSeconds: 100 } as const
    // The list, and the clock-out.
    const spell: Step = { kind: 'spell', kiosk: 0, of: [undefined, throttled, ...truth] }
    const byPhone = [
      edit({ kind: 'clock-out' }),
      edit({ kind: 'set-time', earlierMs: hourMs, keepsNote: true }),
    ]
    const steps = [spell, tap, wait(minuteMs), ...byPhone, wait(5 * minuteMs)]
    const { last, endedAfterMin } = await run(schedule(steps, { rules: { ...rules, secondClockOut } }))
    expect(last).toMatchObject({ kind: 'superseded' })
    expect(endedAfterMin).toEqual([-59])
  },
)

test('a journal in which somebody put an event of another key after a missing one goes on taking taps', async () => {
  const attack = (what: Extract<Step, { kind: 'attack' }>['attack']): Step => ({
    kind: 'attack',
    kiosk: 0,
    attack: what,
    at: 'at-once',
    nth: 1,
    offFirst: false,
  })
  const forged = { link: 'foreign', person: 0, place: 'end', offsetMs: 0 } as const
  const steps = [
    attack({ kind: 'insert-event', event: 'confirmed', tap: 'new', ...forged }),
    attack({ kind: 'insert-event', event: 'tapped', tap: 'open', ...forged }),
    attack({ kind: 'delete-events', tap: 'open', which: 'first' }),
  ]
  await runSchedule(schedule(steps, { player: 'adversary' }), async ({ machines, players }) => {
    expect(machines[0]?.kiosk?.state.screen.name).toBe('ready')
    expect(machines[0]?.lastOf.get(players[0]?.lastTapId ?? '')).toMatchObject({ kind: 'confirmed' })
    return Promise.resolve()
  })
})

test('a clock-out that Shifts took after a 429 is not sent again, if the journal could not take its result', async () => {
  const attack: Step = {
    kind: 'attack',
    kiosk: 0,
    attack: { kind: 'relabel-events', tap: 'open' },
    at: 'commit-begins',
    nth: 2,
    offFirst: false,
  }
  const throttled: Step = {
    kind: 'fault',
    kiosk: 0,
    fault: { kind: 'throttled', retryAfterSeconds: undefined },
  }
  const steps = [{ ...tap, badge: '04A1A1A1A1A1A1' as BadgeId }, throttled, attack, wait(25_000), online]
  const { rules } = schedule([])
  const lied = schedule(steps, {
    rules: { ...rules, secondClockOut: 'overwrite', dateTimeDigits: 0 },
    cards: [[15 * hourMs], [], [20 * minuteMs]],
    seed: 0,
    player: 'adversary',
  })
  await runSchedule(lied, async ({ service }) => {
    const clockOuts = service.history.filter(
      ({ by }) => by.kind === 'kiosk' && by.request.what === 'clockOut' && by.request.tapId === 'k0t1',
    )
    expect(clockOuts).toHaveLength(1)
    return Promise.resolve()
  })
})
