import type { Instant } from '../../base/time/clock.ts'
import type { FieldsByEvent, LogEvent } from '../../base/log/log-events.ts'
import { logEntry, type LogEntry, type LogLevel } from '../../base/log/log.ts'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { BadgeRead, UnreadableProblem } from '../../badge/badge-reader.ts'
import type { ReaderStatus, RefusalReason } from '../../contract/kiosk-state.ts'
import { supportCode } from '../../journal/support-code.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../../directory/directory.ts'
import {
  isKept,
  isLeftOnReader,
  isSameTap,
  isShownAsLeftOnReader,
  latestOf,
  sameEndMs,
  sameVisitMs,
  streakAfter,
} from './repeated-taps.ts'
import { arrange, displace, noScreenSlots, type ScreenSlots } from './screen-slots.ts'
import { refusalOf, type IdentifiedTap, type Tap, type TapResult, type TapStage } from './tap.ts'

/**
 * The core: what happens to a tap while the person stands at the kiosk. Pure: `step(flow, event, nowMs)`
 * returns the new flow and the effects to run; ids come with the events.
 *
 *   phase        what moves it on                          what the person sees
 *   heard        looked up → recording, or settled         heard
 *   recording    on the disk → delivering, or settled      heard
 *                the same, Shifts not reachable → saved
 *   delivering   patience ended → saved; result → settled  heard
 *   saved        result → settled                          saved here
 *   settled      –                                         confirmed, or refused with its reason
 *
 * A person displaced by the next tap continues in a slot (`screen-slots.ts`).
 */
export interface TapFlow {
  readonly settings: FlowSettings
  readonly reader: ReaderStatus
  readonly directory: DirectoryStatus
  readonly journal: JournalStatus
  /** Whether Graph answered the last request, or none was sent yet. If not, nobody waits for it. */
  readonly isShiftsReachable: boolean
  /** Taps that the screen may still show, oldest first; at most `rememberedTaps`. */
  readonly taps: ReadonlyMap<string, Tap>
  /** The tap on screen. `showing` is new for each receipt, so that an old timer does not end a new one. */
  readonly shown: { readonly tapId: string; readonly showing: number } | undefined
  /** How many receipts have appeared. */
  readonly showings: number
  readonly slots: ScreenSlots
  /** When the timer that is already running arranges the slots again. */
  readonly arrangedAgainAtMs: number | undefined
}

export interface FlowSettings {
  /** A badge read again within this time since it was last seen is the same tap. */
  readonly repeatWindowMs: number
  /** Number of slots on the screen beside the latest tap. */
  readonly slots: number
}

export type JournalStatus = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly detail: string }

export type FlowEvent =
  | {
      readonly kind: 'badge-read'
      readonly tapId: string
      readonly tappedAtMs: number
      readonly read: BadgeRead
    }
  | { readonly kind: 'badge-left'; readonly badge: BadgeId; readonly at: Instant }
  | { readonly kind: 'looked-up'; readonly tapId: string; readonly answer: DirectoryAnswer }
  | { readonly kind: 'recorded'; readonly tapId: string }
  | { readonly kind: 'not-recorded'; readonly tapId: string; readonly detail: string }
  | { readonly kind: 'settled'; readonly tapId: string; readonly result: TapResult }
  | { readonly kind: 'patience-ended'; readonly tapId: string }
  | { readonly kind: 'receipt-over'; readonly showing: number }
  /** `atMs`: when it was due, as a timer may be early. */
  | { readonly kind: 'slots-due'; readonly atMs: number }
  | { readonly kind: 'reader'; readonly status: ReaderStatus }
  | { readonly kind: 'directory'; readonly status: DirectoryStatus }
  | { readonly kind: 'journal'; readonly status: JournalStatus }
  | { readonly kind: 'shifts'; readonly isReachable: boolean }

export type Effect =
  | { readonly kind: 'look-up'; readonly tapId: string; readonly badge: BadgeId }
  /** Write it to the disk, then send it to Shifts. */
  | { readonly kind: 'record'; readonly tap: IdentifiedTap }
  /** The person did not see the outcome. */
  | { readonly kind: 'not-told'; readonly tap: Tap }
  | { readonly kind: 'wait'; readonly afterMs: number; readonly event: FlowEvent }
  | { readonly kind: 'log'; readonly entry: LogEntry }

export interface Step {
  readonly flow: TapFlow
  readonly effects: readonly Effect[]
}

/**
 * How long a person waits for Shifts before *saved here* tells them that they may go. From the read of the
 * badge, as `maxLookUpMs` is: within four seconds each person sees more than *heard*.
 */
export const patienceMs = 4_000
/** How long each receipt stays, unless a new tap takes its place. */
const shownMs = { saved: 5_000, confirmed: 5_000, refused: 8_000 } as const
const rememberedTaps = 200

export function initialFlow(settings: FlowSettings): TapFlow {
  return {
    settings,
    reader: { kind: 'starting' },
    directory: { kind: 'loading' },
    journal: { kind: 'failed', detail: 'The journal is not open yet.' },
    isShiftsReachable: true,
    taps: new Map(),
    shown: undefined,
    showings: 0,
    slots: noScreenSlots(settings.slots),
    arrangedAgainAtMs: undefined,
  }
}

/** Whether taps can be saved and looked up. If not, the screen says out of service, and taps are ignored. */
export function acceptsTaps(flow: TapFlow): boolean {
  return flow.journal.kind === 'ready' && flow.directory.kind === 'ready'
}

/** `nowMs`: on the monotonic clock. */
export function step(flow: TapFlow, event: FlowEvent, nowMs: number): Step {
  return arrangeSlots(leaveByItself(flow, apply(flow, event, nowMs)), nowMs)
}

function apply(flow: TapFlow, event: FlowEvent, nowMs: number): Step {
  switch (event.kind) {
    case 'badge-read':
      return badgeRead(flow, event, nowMs)
    case 'badge-left':
      return { flow: badgeLeft(flow, event), effects: [] }
    case 'looked-up':
      return move(flow, event.tapId, (tap) => lookedUp(tap, event.answer))
    case 'recorded':
      return move(flow, event.tapId, (tap) => recorded(tap, flow.isShiftsReachable))
    case 'not-recorded':
      return move(flow, event.tapId, (tap) =>
        refuse(tap, { kind: 'not-recorded', code: supportCode(tap.tapId) }),
      )
    case 'settled':
      return move(flow, event.tapId, (tap) => settle(tap, sameVisit(flow, tap, event.result)))
    case 'patience-ended':
      return move(flow, event.tapId, patienceEnded)
    case 'receipt-over':
      return {
        flow: flow.shown?.showing === event.showing ? { ...flow, shown: undefined } : flow,
        effects: [],
      }
    case 'slots-due':
      // Cleared, since a timer may fire a fraction of a millisecond early: then another is needed.
      return {
        flow: event.atMs === flow.arrangedAgainAtMs ? { ...flow, arrangedAgainAtMs: undefined } : flow,
        effects: [],
      }
    case 'reader':
      return { flow: { ...flow, reader: event.status }, effects: [] }
    case 'directory':
      return { flow: { ...flow, directory: event.status }, effects: [] }
    case 'journal':
      return { flow: { ...flow, journal: event.status }, effects: [] }
    case 'shifts':
      return { flow: { ...flow, isShiftsReachable: event.isReachable }, effects: [] }
    default:
      return event satisfies never
  }
}

/** Starts a timer for each receipt that appears or changes; *heard* has none, since a result replaces it. */
function leaveByItself(before: TapFlow, { flow, effects }: Step): Step {
  const shown = shownTap(flow)
  if (shown === undefined || flow.shown === undefined) return { flow, effects }
  const sameShowing = before.shown?.showing === flow.shown.showing
  if (sameShowing && shownTap(before)?.stage === shown.stage) return { flow, effects }
  const afterMs = isShownAsLeftOnReader(shown) ? shownMs.refused : shownForMs(shown.stage)
  if (afterMs === undefined) return { flow, effects }
  const showing = flow.showings + 1
  return {
    flow: { ...flow, showings: showing, shown: { ...flow.shown, showing } },
    effects: [...effects, { kind: 'wait', afterMs, event: { kind: 'receipt-over', showing } }],
  }
}

export function shownTap(flow: TapFlow): Tap | undefined {
  return flow.shown === undefined ? undefined : flow.taps.get(flow.shown.tapId)
}

function shownForMs(stage: TapStage): number | undefined {
  if (stage.phase === 'saved') return shownMs.saved
  return stage.phase === 'settled' ? shownMs[stage.result.kind] : undefined
}

function arrangeSlots({ flow, effects }: Step, nowMs: number): Step {
  const { slots, taps, notTold, dueAtMs } = arrange(flow.slots, flow.taps, flow.shown?.tapId, nowMs)
  const { arrangedAgainAtMs = Infinity } = flow
  // An earlier moment that is waited for arranges again, and then waits for this one.
  const isNew = dueAtMs !== undefined && dueAtMs < arrangedAgainAtMs
  return {
    flow: { ...flow, slots, taps, ...(isNew && { arrangedAgainAtMs: dueAtMs }) },
    effects: [
      ...effects,
      ...notTold.map((tap): Effect => ({ kind: 'not-told', tap })),
      ...(isNew
        ? [
            {
              kind: 'wait',
              afterMs: Math.ceil(dueAtMs - nowMs),
              event: { kind: 'slots-due', atMs: dueAtMs },
            } as const,
          ]
        : []),
    ],
  }
}

function badgeRead(
  flow: TapFlow,
  { tapId, tappedAtMs, read }: Extract<FlowEvent, { kind: 'badge-read' }>,
  nowMs: number,
): Step {
  const atMs = read.at.monotonicMs
  // Unreadable badges may belong to different people, so they are never a repeat.
  const earlier = read.kind === 'badge' ? latestOf(flow.taps, read.badge) : undefined
  const streak = streakAfter(earlier, atMs)
  if (!acceptsTaps(flow)) {
    const effects = [log('warn', 'tap.not-accepted', { tapId })]
    const seen = earlier === undefined ? flow : remember(flow, { ...earlier, lastSeenMs: atMs, streak })
    // A refusal needs time to be read; any other receipt would look like the answer to this tap.
    const stays = refusalOf(shownTap(flow)) !== undefined
    return { flow: stays ? seen : leaveLarge(seen, tapId, nowMs), effects }
  }
  if (earlier !== undefined && isLeftOnReader({ streak }))
    return badgeLeftOnReader(flow, { ...earlier, lastSeenMs: atMs, streak }, nowMs)
  const tap: Tap = {
    tapId,
    at: read.at,
    tappedAtMs,
    stage: { phase: 'heard' },
    lastSeenMs: atMs,
    streak,
    told: {},
  }
  if (read.kind === 'unreadable') {
    // The reader has logged what was wrong with it. This line names the tap, whose code the screen shows.
    const refused = refuse(tap, reasonOf(read.problem, tapId))
    return {
      flow: show(flow, refused.tap, nowMs),
      effects: [log('info', 'reader.unreadable', { tapId, problem: read.problem }), ...refused.effects],
    }
  }
  if (read.wasThereAtStart === true && earlier === undefined) {
    const refused = refuse({ ...tap, badge: read.badge }, { kind: 'badge-left-on-reader' })
    return { flow: show(flow, refused.tap, nowMs), effects: refused.effects }
  }
  if (earlier !== undefined && isSameTap(earlier, atMs, flow.settings.repeatWindowMs)) {
    return {
      flow: show(flow, { ...earlier, lastSeenMs: atMs, streak }, nowMs),
      effects: [log('info', 'tap.repeated', { tapId: earlier.tapId })],
    }
  }
  return {
    flow: show(flow, { ...tap, badge: read.badge }, nowMs),
    effects: [
      log('info', 'tap.heard', { tapId }),
      { kind: 'wait', afterMs: patienceMs, event: { kind: 'patience-ended', tapId } },
      { kind: 'look-up', tapId, badge: read.badge },
    ],
  }
}

/** Shows that a badge was left on the reader, but never replaces another person's receipt. */
function badgeLeftOnReader(flow: TapFlow, tap: Tap, nowMs: number): Step {
  const isFirst = !isLeftOnReader(flow.taps.get(tap.tapId) ?? tap)
  const isSomebodyElses = flow.shown !== undefined && flow.shown.tapId !== tap.tapId
  return {
    flow: isSomebodyElses ? remember(flow, tap) : show(flow, tap, nowMs),
    effects: isFirst ? [log('warn', 'tap.badge-left-on-reader', { tapId: tap.tapId })] : [],
  }
}

/** Whether the person no longer waits for it. */
function isDone({ phase }: TapStage): boolean {
  return phase === 'settled' || phase === 'saved'
}

function badgeLeft(flow: TapFlow, { badge, at }: Extract<FlowEvent, { kind: 'badge-left' }>): TapFlow {
  const tap = latestOf(flow.taps, badge)
  return tap === undefined
    ? flow
    : remember(flow, { ...tap, lastSeenMs: Math.max(tap.lastSeenMs, at.monotonicMs) })
}

/**
 * Shows the confirmation again to a person who was clocked out here minutes ago and taps again to be sure. The
 * minutes count from the tap that ended the card: otherwise tapping now and then would show it for hours, and a
 * tap meant for another shift would look done.
 */
function sameVisit(flow: TapFlow, tap: Tap, result: TapResult): TapResult {
  if (result.kind !== 'refused' || result.reason.kind !== 'already-clocked-out') return result
  const { clockedOutAtMs } = result.reason
  for (const other of [...flow.taps.values()].reverse()) {
    const earlier = other.stage.phase === 'settled' ? other.stage.result : undefined
    if (earlier?.kind !== 'confirmed' || earlier.isShownAgain === true) continue
    const isTheirs = other.person !== undefined && other.person.userId === tap.person?.userId
    const isThisVisit = tap.at.monotonicMs - other.at.monotonicMs <= sameVisitMs
    const isThatEnd = Math.abs(earlier.endedAtMs - clockedOutAtMs) <= sameEndMs
    if (isTheirs && isThisVisit && isThatEnd) return { ...earlier, isShownAgain: true }
  }
  return result
}

interface Moved {
  readonly tap: Tap
  readonly effects: readonly Effect[]
}

function lookedUp(tap: Tap, answer: DirectoryAnswer): Moved {
  if (tap.stage.phase !== 'heard') return { tap, effects: [] }
  switch (answer.kind) {
    case 'unknown':
      return refuse(tap, { kind: 'unknown-badge' })
    case 'ambiguous':
      return refuse(tap, { kind: 'ambiguous-badge' })
    case 'disabled':
      return refuse(tap, { kind: 'account-disabled' })
    case 'blocked':
      return refuse(tap, { kind: 'badge-blocked' })
    case 'not-reached':
      return refuse(tap, { kind: 'badge-not-checked' })
    case 'found': {
      const { person } = answer
      if (tap.badge === undefined) return { tap, effects: [] }
      const identified: IdentifiedTap = { ...tap, badge: tap.badge, person, stage: { phase: 'recording' } }
      return { tap: identified, effects: [{ kind: 'record', tap: identified }] }
    }
    default:
      return answer satisfies never
  }
}

function recorded(tap: Tap, isShiftsReachable: boolean): Moved {
  if (tap.stage.phase !== 'recording') return { tap, effects: [] }
  const waits = tap.patienceEnded !== true && isShiftsReachable
  return {
    tap: { ...tap, stage: { phase: waits ? 'delivering' : 'saved' } },
    effects: [log('info', 'tap.recorded', { tapId: tap.tapId })],
  }
}

/** *Saved here* is never shown before the tap is on the disk. */
function patienceEnded(tap: Tap): Moved {
  const impatient: Tap = { ...tap, patienceEnded: true }
  return {
    tap: tap.stage.phase === 'delivering' ? { ...impatient, stage: { phase: 'saved' } } : impatient,
    effects: [],
  }
}

function settle(tap: Tap, result: TapResult): Moved {
  return tap.stage.phase === 'settled' && !isKept(tap)
    ? { tap, effects: [] }
    : { tap: { ...tap, stage: { phase: 'settled', result } }, effects: [] }
}

function refuse(tap: Tap, reason: RefusalReason): Moved {
  return {
    tap: settle(tap, { kind: 'refused', reason }).tap,
    effects: [log('info', 'tap.refused', { tapId: tap.tapId, reason: reason.kind })],
  }
}

/** Changes one tap; ignores a tap that is no longer remembered (its person left long ago). */
function move(flow: TapFlow, tapId: string, change: (tap: Tap) => Moved): Step {
  const tap = flow.taps.get(tapId)
  if (tap === undefined) return { flow, effects: [] }
  const moved = change(tap)
  return { flow: { ...flow, taps: new Map(flow.taps).set(tapId, moved.tap) }, effects: moved.effects }
}

/** A new tap takes the large place; the tap it displaces continues in a slot. */
function show(flow: TapFlow, tap: Tap, nowMs: number): TapFlow {
  const slots = displace(flow.slots, tap.tapId, displaceable(flow), nowMs)
  const showing = flow.showings + 1
  return { ...remember(flow, tap), slots, showings: showing, shown: { tapId: tap.tapId, showing } }
}

function leaveLarge(flow: TapFlow, latest: string, nowMs: number): TapFlow {
  return { ...flow, slots: displace(flow.slots, latest, displaceable(flow), nowMs), shown: undefined }
}

/** A badge shown as left on the reader needs no slot: its outcome has been seen. */
function displaceable(flow: TapFlow): Tap | undefined {
  const tap = shownTap(flow)
  return tap === undefined || isShownAsLeftOnReader(tap) ? undefined : tap
}

function remember(flow: TapFlow, tap: Tap): TapFlow {
  const taps = new Map(flow.taps)
  // Reinserted at the end: the tap seen last is forgotten last.
  taps.delete(tap.tapId)
  taps.set(tap.tapId, tap)
  if (taps.size <= rememberedTaps) return { ...flow, taps }
  const inUse = new Set([tap.tapId, flow.shown?.tapId, ...flow.slots.rows, ...flow.slots.unplaced])
  const oldest = [...taps.values()].find(({ tapId, stage }) => !inUse.has(tapId) && isDone(stage))
  if (oldest !== undefined) taps.delete(oldest.tapId)
  return { ...flow, taps }
}

export function reasonOf(
  problem: UnreadableProblem,
  tapId: string,
): Extract<
  RefusalReason,
  { kind: 'random-number' | 'several-badges' | 'reader-misconfigured' | 'unreadable-badge' }
> {
  switch (problem) {
    case 'random-number':
      return { kind: 'random-number' }
    case 'several-badges':
      return { kind: 'several-badges' }
    case 'typing-not-read':
      return { kind: 'reader-misconfigured', code: supportCode(tapId) }
    case 'no-number':
    case 'removed-too-soon':
      return { kind: 'unreadable-badge' }
    default:
      return problem satisfies never
  }
}

function log<Event extends LogEvent>(level: LogLevel, event: Event, fields: FieldsByEvent[Event]): Effect {
  return { kind: 'log', entry: logEntry(level, event, fields) }
}
