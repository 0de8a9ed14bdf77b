import { isSettling, type PunchEvent } from '../../electron/journal/punch-event.ts'
import { SqliteError } from '../../electron/journal/store/sqlite.ts'
import type { Strike } from './adversary.ts'
import type { Course, Logged, Player } from './course.ts'
import type { Machine, TrueTap } from './machine.ts'
import {
  believedTimes,
  clockErrorMs,
  eventsOf,
  isOf,
  judgeEffects,
  judgeOutcome,
  judgeOverwrites,
  judgePace,
  type View,
} from './oracle.ts'

/**
 * Says everything that is wrong with a course in which somebody wrote to the data folder without the site key:
 *
 *  - Nothing is sent for a tap the kiosk did not take, nor about a card of anybody but the tap's person; no clock-out
 *    time becomes another than the tap's.
 *  - Each accepted tap is delivered correctly, or parked, or its loss is reported: the kiosk said so after it
 *    took the tap, or `verify` does, with a head that it logged since then.
 *  - Once the attacks are over the kiosk works again by itself: the next tap is confirmed.
 *
 * Let pass: an older copy of the journal, put in place without a head that contradicts it while the kiosk was off, or
 * went off before it had opened that copy. The kiosk then does over again what the copy does not hold. Heads that it
 * logged have to show that.
 */
export async function judgeAttacked(course: Course): Promise<readonly string[]> {
  const wrong = [...course.violations]
  for (const [number, machine] of course.machines.entries()) {
    const player = course.players[number]
    if (player === undefined) continue
    const heads = await createHeads(machine, player)
    const isRolledBack =
      player.adversary.strikes.some((strike) => rollsBack(strike, machine, player)) &&
      heads.doNotHold(-Infinity)
    wrong.push(...judgeSent(course, machine), ...judgePace(machine))
    if (!isRolledBack) wrong.push(...judgeOverwrites(course, machine))
    for (const tap of machine.taps) {
      judgeTap({ course, machine, tap, player, heads, isRolledBack, wrong: (what) => wrong.push(what) })
    }
    wrong.push(...judgeLastTap(machine, player))
  }
  return wrong
}

interface Heads {
  /** Whether `verify` finds something wrong, with the heads that were logged from then on. */
  doNotHold(fromMs: number): boolean
}

async function createHeads(machine: Machine, { logged }: Player): Promise<Heads> {
  const plain = await machine.journal.verify()
  const contradicted: number[] = []
  const seen = new Set<string>()
  for (const { atMs, event, fields } of logged.toReversed()) {
    if (event !== 'journal.head' || seen.has(String(fields['link']))) continue
    seen.add(String(fields['link']))
    const expectedHead = { seq: Number(fields['seq']), link: String(fields['link']) }
    if (expectedHead.seq === 0) continue
    const check = await machine.journal.verify({ expectedHead })
    if (check.kind !== 'intact') contradicted.push(atMs)
  }
  return {
    doNotHold: (fromMs) => plain.kind !== 'intact' || contradicted.some((atMs) => atMs >= fromMs),
  }
}

/** A kiosk that is off, or that ends before it has opened the files that are there now: nothing that runs knows better. */
function rollsBack(
  { attack, isKioskOn, run, lines }: Strike,
  { runs }: Machine,
  { logged }: Player,
): boolean {
  if (attack.kind !== 'put-back' && attack.kind !== 'delete-files') return false
  const isReopened = logged.slice(lines).some((line) => line.run === run && line.event === 'journal.opened')
  return !isKioskOn || (runs > run && !isReopened)
}

function judgeSent({ service, clock }: Course, machine: Machine): readonly string[] {
  const wrong: string[] = []
  for (const change of service.history) {
    if (change.by.kind !== 'kiosk') continue
    const { request } = change.by
    const tap = machine.taps.find(({ tapId }) => tapId === request.tapId)
    const what = `${request.what} of ${change.cardId} for ${request.tapId}`
    if (tap === undefined) wrong.push(`${what}, which nobody made`)
    else if (tap.userId !== change.userId) wrong.push(`${what}: a card of somebody else's`)
  }
  for (const { tapId, atMs } of machine.taps) if (atMs > clock.nowMs) wrong.push(`${tapId} is to come`)
  return wrong
}

interface Case {
  readonly course: Course
  readonly machine: Machine
  readonly tap: TrueTap
  readonly player: Player
  readonly heads: Heads
  readonly isRolledBack: boolean
  readonly wrong: (what: string) => void
}

function judgeTap({ course, machine, tap, player, heads, isRolledBack, wrong }: Case): void {
  const events = eventsOf(machine, tap.tapId)
  const [first] = events
  const last = events.findLast(({ isDoubtful }) => isDoubtful !== true)
  if (first === undefined) {
    if (tap.promised) wrong(`${tap.tapId}: promised and not in the journal`)
    return
  }
  const onDisk = eventsOnDisk(machine, tap.tapId)
  const say = (what: string): void =>
    wrong(
      `${tap.tapId}: ${what} (${events.map(({ event }) => event.kind).join(' ')}; ` +
        `found ${onDisk.map(({ kind }) => kind).join(' ')})`,
    )
  const times = believedTimes(machine, tap, events)
  const view: View = { course, machine, tap, times, settledAtMs: last?.atMs ?? course.clock.nowMs, say }
  judgeTimesSet(view)
  // Done over again, as the older copy had it; the heads show that.
  if (isRolledBack) return
  judgeEffects(view)
  // The person was told that the tap is not saved.
  if (last === undefined) {
    if (tap.promised) say('promised and not saved')
    return
  }
  const final = onDisk.at(-1)
  const settled = isSettling(last.event.kind) && !isParkedByHand(last.event) ? last.event : undefined
  if (settled !== undefined) judgeOutcome(view, settled)
  const isDone = settled !== undefined && settled.kind !== 'parked'
  const isParked = final?.kind === 'parked'
  // If the power failed right after the commit, the tap was never reported to be on disk.
  const isTold = player.logged.some(
    ({ event, fields }) => event === 'tap.recorded' && fields['tapId'] === tap.tapId,
  )
  if (isDone || isParked || !isTold) return
  const named = player.logged.some((line) => line.atMs >= first.atMs && tellsOfLoss(line))
  if (!named && !heads.doNotHold(first.atMs)) say('lost, and nothing tells of it')
}

/** None where they cannot be read. */
function eventsOnDisk({ journal }: Machine, tapId: string): readonly PunchEvent[] {
  try {
    return journal.eventsOf(tapId)
  } catch (error) {
    if (error instanceof SqliteError) return []
    throw error
  }
}

/** By the chain and not by Shifts: it is for a manager to look at. */
function isParkedByHand(event: PunchEvent): boolean {
  return event.kind === 'parked' && (event.reason === 'record-damaged' || event.reason === 'person-lost')
}

function tellsOfLoss({ event, fields }: Logged): boolean {
  return (
    event === 'journal.set-aside' ||
    event === 'journal.unusable' ||
    (event === 'health.alarm' && fields['alarm'] === 'journal-set-aside')
  )
}

/** Whatever is done to the journal: the kiosk never sets a time but that of a tap. */
function judgeTimesSet({ course, tap, times, say }: View): void {
  for (const change of course.service.history) {
    if (change.by.kind !== 'kiosk' || change.by.request.what !== 'put' || !isOf(change, tap.tapId)) continue
    const { clockedOutAtMs = Infinity } = change
    if (times.some((ms) => Math.abs(ms - clockedOutAtMs) <= clockErrorMs)) continue
    say(`${change.cardId} was set to ${new Date(clockedOutAtMs).toISOString()}`)
  }
}

function judgeLastTap(machine: Machine, { lastTapId }: Player): readonly string[] {
  const screen = machine.kiosk?.state.screen.name
  const tap = machine.taps.find(({ tapId }) => tapId === lastTapId)
  const last = lastTapId === undefined ? undefined : machine.lastOf.get(lastTapId)
  if (screen !== 'ready') return [`once the attacks are over the kiosk shows ${String(screen)}`]
  if (tap?.promised !== true) return ['once the attacks are over a tap is not taken']
  return last?.kind === 'confirmed' ? [] : [`the tap after the attacks ends as ${String(last?.kind)}`]
}
