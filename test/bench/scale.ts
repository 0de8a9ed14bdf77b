import { silentLog } from '../../electron/base/log/log.ts'
import { createDelivery, type Delivery } from '../../electron/kiosk/delivery.ts'
import type { PendingTap } from '../../electron/journal/journal.ts'
import { PaceLimiter } from '../../electron/sandbox/pace-limiter.ts'
import type { GraphAnswer } from '../../electron/graph/graph-failure.ts'
import { createTeams } from '../../electron/shifts/teams.ts'
import { createPace } from '../../electron/graph/pace.ts'
import type { CallOptions } from '../../electron/graph/call-options.ts'
import type { TimeCards } from '../../electron/shifts/time-cards/time-cards.ts'
import { FakeTimeCards } from '../fakes/fake-time-cards.ts'
import { seededRandom } from './seeded-random.ts'
import { createSwiftClock, type SwiftClock } from './swift-clock.ts'

/**
 * Many kiosks of one tenant in virtual time: the delivery, snapshot and pace that ship, a stand-in for the time cards,
 * and Microsoft's limits of 4 requests per second on a team and 30 in the tenant in front of it.
 */
export interface Fleet {
  readonly kiosks: number
  readonly kiosksATeam: number
  readonly tapsAKiosk: number
  /** `shift-change`: the taps come by chance over five minutes. `comeback`: all were taken hours ago, offline. */
  readonly course: 'shift-change' | 'comeback'
  readonly seed?: number
  /** Which second Microsoft's limits are counted in: of the clock, or the last 1,000 ms. Nobody documents it. */
  readonly second?: 'fixed' | 'sliding'
}

export interface FleetRun {
  readonly taps: number
  readonly settled: number
  readonly requests: number
  readonly throttled: number
  /** From the tap (or the comeback) until it was settled. */
  readonly settledMs: readonly number[]
}

const roundTripMs = 100
const shiftChangeMs = 5 * 60_000
const hourMs = 3_600_000
/** Who waits at the kiosk is promised something after that; from then on the tap is replayed. */
const personWaitsMs = 4_000
const maxRunMs = 24 * hourMs

export async function runFleet(fleet: Fleet): Promise<FleetRun> {
  const random = seededRandom(fleet.seed ?? 1)
  const clock = createSwiftClock()
  const limiter = new PaceLimiter()
  let requests = 0
  let throttled = 0
  const settledMs: number[] = []
  const teams = new Map<number, FakeTimeCards>()
  const deliveries: Delivery[] = []

  for (let kiosk = 0; kiosk < fleet.kiosks; kiosk += 1) {
    const team = Math.floor(kiosk / fleet.kiosksATeam)
    const cards = teams.get(team) ?? new FakeTimeCards(() => clock.now().wallMs)
    teams.set(team, cards)
    const pace = createPace({ clock, random })
    const send = async <T>(
      options: CallOptions,
      call: () => Promise<GraphAnswer<T>>,
    ): Promise<GraphAnswer<T>> => {
      const turn = await pace.turn({ priority: options.priority, teamId: String(team) })
      if (turn.kind !== 'go') {
        const retryAfterMs = turn.kind === 'paused' ? turn.forMs : 0
        return { kind: 'failed', failure: { kind: 'throttled', detail: 'paused', retryAfterMs } }
      }
      requests += 1
      await pass(clock, roundTripMs / 2)
      const limits = {
        perTeamPerSecond: 4,
        perTenantPerSecond: 30,
        retryAfter: 'window',
        second: fleet.second ?? 'sliding',
      } as const
      const refused = limiter.pass(String(team), clock.nowMs, limits)
      const answer = refused === undefined ? await call() : undefined
      await pass(clock, roundTripMs / 2)
      if (answer !== undefined) {
        pace.accepted()
        return answer
      }
      throttled += 1
      // Graph's own advice: whole seconds, at least one.
      const retryAfterMs = 1000
      pace.slowDown(retryAfterMs)
      return { kind: 'failed', failure: { kind: 'throttled', detail: '429', retryAfterMs } }
    }
    const timeCards = paced(cards, send)
    const tappedAtMs = new Map<string, number>()
    const delivery = createDelivery({
      journal: silentJournal,
      clockOut: {
        teams: createTeams([String(team)], () => timeCards, clock),
        maxOpenMs: 72 * hourMs,
        lateToleranceMs: 2 * 60_000,
        nowMs: () => clock.now().wallMs,
        correctionNote: (note) => note,
        body: () => ({ isAtApprovedLocation: true, notes: 'Badge kiosk' }),
      },
      clock,
      log: silentLog,
      random,
      tapTimeMs: ({ tapped }) => tapped.tappedAtMs,
      personWaits: (tapId) => clock.nowMs - (tappedAtMs.get(tapId) ?? -Infinity) < personWaitsMs,
      settled: (tapId) => settledMs.push(clock.nowMs - (tappedAtMs.get(tapId) ?? 0)),
      waitingChanged: () => undefined,
      journalFailed: () => undefined,
    })
    deliveries.push(delivery)
    for (let number = 0; number < fleet.tapsAKiosk; number += 1) {
      const userId = `person ${kiosk}-${number}`
      cards.add({ id: `TCK_${userId}`, userId, clockedInAtMs: clock.now().wallMs - 6 * hourMs })
      if (fleet.course === 'shift-change') {
        clock.after(random() * shiftChangeMs, () => {
          tappedAtMs.set(userId, clock.nowMs)
          delivery.take([tapOf(userId, clock.now().wallMs)])
        })
      } else {
        clock.after(random() * 2000, () => delivery.take([tapOf(userId, clock.now().wallMs - 2 * hourMs)]))
      }
    }
  }
  await clock.run(maxRunMs)
  return { taps: fleet.kiosks * fleet.tapsAKiosk, settled: settledMs.length, requests, throttled, settledMs }
}

function pass(clock: SwiftClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}

type Send = <T>(options: CallOptions, call: () => Promise<GraphAnswer<T>>) => Promise<GraphAnswer<T>>

function paced(cards: FakeTimeCards, send: Send): TimeCards {
  return {
    listOpen: (options) => send(options, () => cards.listOpen()),
    listOpenOfUser: (userId, options) => send(options, () => cards.listOpenOfUser(userId)),
    listOfUser: (userId, options) => send(options, () => cards.listOfUser(userId)),
    get: (cardId, options) => send(options, () => cards.get(cardId)),
    clockOut: (card, body, options) => send(options, () => cards.clockOut(card, body)),
    endBreak: (card, body, options) => send(options, () => cards.endBreak(card, body)),
    correctClockOut: (card, correction, options) =>
      send(options, () => cards.correctClockOut(card, correction)),
  }
}

function tapOf(userId: string, tappedAtMs: number): PendingTap {
  return {
    tapId: userId,
    userId,
    displayName: '',
    tapped: {
      tapId: userId,
      atMs: tappedAtMs,
      kind: 'tapped',
      tappedAtMs,
      clockCorrectionMs: 0,
      tappedAtMonotonicMs: 0,
      runId: 'run',
      kioskId: 'kiosk',
      badgeHmac: '',
      siteKeyId: '',
    },
    stage: { kind: 'tapped' },
  }
}

/** The journal has no part in what the service's limits do. */
const silentJournal: Parameters<typeof createDelivery>[0]['journal'] = {
  recordTap: () => ({ kind: 'ok' }),
  record: () => ({ kind: 'ok' }),
  recordBadgeChanges: () => ({ kind: 'ok' }),
  pending: () => ({ kind: 'ok', taps: [], withoutPerson: [], doubtful: [] }),
  changedByOthers: () => false,
  parkedTaps: () => 0,
  parkedSince: () => undefined,
  eventsOf: () => [],
  probe: () => ({ kind: 'ok' }),
  head: () => ({ seq: 0, link: '' }),
  carryOver: () => ({ kind: 'ok', carriedOver: 0 }),
  verify: () => Promise.reject(new Error('There is nothing to verify.')),
  eraseSettledPeople: () => ({ kind: 'ok', erased: 0, more: false }),
  compact: () => ({ kind: 'ok', taps: 0, doubtful: 0, more: false }),
  tidySetAside: () => ({ kind: 'ok', done: [], more: false }),
  close: () => undefined,
}
