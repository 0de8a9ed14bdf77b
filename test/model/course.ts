import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { LogFields } from '../../electron/base/log/log-fields.ts'
import type { Log } from '../../electron/base/log/log.ts'
import type { LogEvent } from '../../electron/base/log/log-events.ts'
import { createAdversary, type Adversary, type Attack } from './adversary.ts'
import { createMachine, hourMs, type Machine, type PowerCut } from './machine.ts'
import { memoryDisk } from './memory-disk.ts'
import { createModelClock, type ModelClock } from './model-clock.ts'
import { people, userOf, type Schedule, type Step } from './schedule.ts'
import { createService, secondTeamId, teamId, type Service } from './service.ts'

/** A schedule that was run to its end: what the world looks like now, for the oracle to judge. */
export interface Course {
  readonly schedule: Schedule
  readonly startMs: number
  readonly clock: ModelClock
  readonly service: Service
  readonly machines: readonly Machine[]
  /** What was seen to be wrong on the way. */
  readonly violations: readonly string[]
  /** By kiosk. */
  readonly players: readonly Player[]
}

/** What there is besides a kiosk's computer where somebody else plays along. */
export interface Player {
  readonly journalPath: string
  /** Everything the kiosk said, with the true time. */
  readonly logged: readonly Logged[]
  readonly adversary: Adversary
  /** The tap that was taken once the attacks were over. */
  lastTapId?: string
}

export interface Logged {
  readonly atMs: number
  /** Of the program's runs, which one. */
  readonly run: number
  readonly event: LogEvent
  readonly fields: LogFields
}

interface PlannedAttack {
  readonly at: PowerCut['at']
  readonly attack: Attack
  left: number
}

const shortCut: PowerCut = { at: 'at-once', nth: 1, offMs: 1_000, reboots: true }
/** How long everything may take to settle once the world is good again. */
const maxDrainMs = 12 * hourMs

/** Runs the schedule in virtual time, lets everything settle, and hands the world to `judge`. */
export async function runSchedule<T>(schedule: Schedule, judge: (course: Course) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(memoryDisk, 'shifts-kiosk-model-'))
  const { random } = Math
  // The kiosks' jitter comes from the schedule too, so that a seed determines the whole course.
  const seeded = mulberry32(schedule.seed)
  Math.random = seeded
  const machines: Machine[] = []
  try {
    const clock = createModelClock()
    const startMs = clock.nowMs
    const violations: string[] = []
    const violate = (what: string): void => void violations.push(what)
    const teamOf = (userId: string): string =>
      schedule.teams?.of[people.findIndex((id) => id === userId)] === 1 ? secondTeamId : teamId
    const service = await createService(clock, rulesOf(schedule), people, teamOf)
    for (const [index, ages] of schedule.cards.entries()) {
      for (const age of ages) service.addCard(people[index] ?? '', clock.nowMs - age)
    }
    const players: (Player & { readonly planned: PlannedAttack[] })[] = []
    for (const [number, { wallAheadMs, cut }] of schedule.kiosks.entries()) {
      const journalPath = join(folder, `kiosk${number}`, 'journal.db')
      const logged: Logged[] = []
      const adversary = createAdversary({
        journalPath,
        people,
        cards: () => service.tenant.cards(),
        nowMs: () => clock.nowMs,
        isKioskOn: () => machine.isOn,
        run: () => machine.runs,
        lines: () => logged.length,
      })
      const planned: PlannedAttack[] = []
      players.push({ journalPath, logged, adversary, planned })
      const machine: Machine = createMachine({
        number,
        clock,
        service,
        journalPath,
        wallAheadMs,
        note: schedule.withNote ? `Badge kiosk Dock ${number}` : '',
        random: seeded,
        userOf,
        ...(schedule.teams !== undefined && {
          teams: {
            ids: [teamId, secondTeamId],
            ...(schedule.teams.areKnown && { of: (userId) => [teamOf(userId)] }),
          },
        }),
        violate,
        confirmed: (tapId, cardId) => {
          const isEnded = service.history.some((change) => change.cardId === cardId && !change.open)
          if (!isEnded) violate(`confirmed on screen for ${tapId}, and its card was never ended`)
        },
        ...(schedule.player !== undefined && {
          log: logTo(logged, clock, () => machines[number]?.runs ?? 1),
        }),
        ...(schedule.player === 'adversary' && {
          isAttacked: true,
          reached: (moment) => strikeAt(moment, planned, adversary),
        }),
      })
      machine.network.cut = cut
      machines.push(machine)
    }
    for (const step of schedule.steps) {
      if (step.kind === 'attack') {
        const { attack, at, nth, offFirst } = step
        const player = players[step.kiosk]
        if (at === 'at-once' && offFirst) machines[step.kiosk]?.plan(shortCut)
        if (at === 'at-once') player?.adversary.strike(attack)
        else player?.planned.push({ at, attack, left: nth })
      } else await take(step, machines, service, clock)
      await clock.settle()
    }
    for (const { planned } of players) planned.length = 0
    await settleDown(machines, clock)
    if (schedule.player === 'adversary') {
      for (const [number, player] of players.entries())
        await tapOnceMore(machines[number], player, service, clock)
      await settleDown(machines, clock)
    }
    return await judge({ schedule, startMs, clock, service, machines, violations, players })
  } finally {
    Math.random = random
    for (const machine of machines) await machine.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

function rulesOf({ rules, retryAfter }: Schedule): Parameters<typeof createService>[1] {
  return { ...rules, pace: { perTeamPerSecond: 4, perTenantPerSecond: 30, retryAfter } }
}

/** Once the attacks are over the kiosk has to work again: somebody who has just clocked in taps. */
async function tapOnceMore(
  machine: Machine | undefined,
  player: Player,
  service: Service,
  clock: ModelClock,
): Promise<void> {
  if (machine === undefined) return
  service.addCard(people[1], clock.nowMs)
  await clock.advance(hourMs)
  machine.tap('04B1B1B1B1B1B1' as BadgeId)
  const tapId = machine.taps.at(-1)?.tapId
  if (tapId !== undefined) player.lastTapId = tapId
}

function strikeAt(moment: PowerCut['at'], planned: PlannedAttack[], adversary: Adversary): void {
  for (const one of planned.filter(({ at }) => at === moment)) {
    one.left -= 1
    if (one.left > 0) continue
    planned.splice(planned.indexOf(one), 1)
    adversary.strike(one.attack)
  }
}

function logTo(logged: Logged[], clock: ModelClock, run: () => number): Log {
  const say = (event: LogEvent, fields: LogFields = {}): void =>
    void logged.push({ atMs: clock.nowMs, run: run(), event, fields })
  return { info: say, warn: say, error: say }
}

async function take(
  step: Exclude<Step, { kind: 'attack' }>,
  machines: readonly Machine[],
  service: Service,
  clock: ModelClock,
): Promise<void> {
  const machine = 'kiosk' in step ? machines[step.kiosk] : undefined
  switch (step.kind) {
    case 'wait':
      return clock.advance(step.ms)
    case 'edit':
      return service.edit(step.edit, people[step.person] ?? '')
    case 'tap':
      machine?.tap(step.badge)
      return
    case 'network':
      if (machine !== undefined) machine.network.cut = step.cut
      return
    case 'fault':
      machine?.network.faults.push(step.fault)
      return
    case 'set-clock':
      machine?.jumpWall(step.byMs)
      return
    case 'power-cut':
      machine?.plan(step.cut)
      return
    case 'race':
      if (machine !== undefined) {
        machine.beforeWrite = async ({ cardId }) => {
          machine.beforeWrite = undefined
          const userId = service.tenant.card(cardId)?.userId
          if (userId !== undefined) await service.edit(step.edit, userId)
        }
      }
      return
    case 'spell':
      if (machine !== undefined) machine.network.spell = step.of
      return
    default:
      step satisfies never
  }
}

/** Without faults, power cuts or edits, until no tap is waiting. */
async function settleDown(machines: readonly Machine[], clock: ModelClock): Promise<void> {
  for (const machine of machines) {
    machine.network.cut = 'up'
    machine.network.faults.length = 0
    machine.network.spell = []
    machine.beforeWrite = undefined
    machine.steady()
  }
  const untilMs = clock.nowMs + maxDrainMs
  const isQuiet = (): boolean => machines.every(({ kiosk }) => kiosk?.state.waitingTaps === 0)
  await clock.advance(30_000)
  while (!isQuiet() && clock.nowMs < untilMs) await clock.advance(60_000)
  // Requests that were given up may still be on their way.
  await clock.advance(60_000)
}

/** A small generator of numbers from 0 up to 1, the same for the same seed (Tommy Ettinger's mulberry32). */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
