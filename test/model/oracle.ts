import type { PunchEvent } from '../../electron/journal/punch-event.ts'
import { settlingKinds } from '../../electron/journal/punch-event.ts'
import type { Course } from './course.ts'
import { lateToleranceMs, maxOpenMs, type Machine, type TrueTap } from './machine.ts'
import type { CardChange, KioskRequest } from './service.ts'

/**
 * Says everything that is wrong with a course, by what the service's history shows and not by what the kiosk thinks.
 *
 * No client can close the race with somebody who edits a card between the kiosk's reading it and its write taking
 * effect, since Shifts offers no conditional write. What may come of it, and is let pass here and nowhere else:
 *
 *  - POST clockOut, the card was ended in between (by phone, by a manager, by the other kiosk):
 *      refuse     Shifts says no; the kiosk reads the card and leaves it (`superseded`).
 *      ignore     Shifts says yes and changes nothing. Within the tolerance of the tap the kiosk says confirmed, and
 *                 the card keeps the other's time; later than that it reads the card and leaves it (`superseded`).
 *      overwrite  The card now shows the service's time of the kiosk's clock-out in place of the other's, and for a
 *                 late delivery, after its correction, the time of the tap.
 *    The window: from the list (at most 20 s old when it is used, and then the wait for a turn) or the GET to the POST.
 *    A replay uses a list for two minutes if the list is newer than its tap, and for 30 seconds after a 429 a clock-out
 *    leaves without another look: so few requests go where there are too many.
 *  - PUT, the card was edited in between: the other's edit is replaced. The window: from the GET to the PUT.
 *  - The answer to a POST was lost and somebody opened the card again before it is read: it is ended once more, for
 *    an open card looks the same whether the POST never arrived or was undone.
 *  - Two kiosks leave no note and a person tapped at both: the one that finds the card ended takes that for its own and
 *    may set its tap's time first. The other then finds its own tap's time on the card, or leaves the card (`superseded`).
 *  - The answer to a POST was lost and somebody moved the card's clock-out to another time after the tap, leaving the
 *    kiosk's note, before it is read: the kiosk takes the time for its own stamp and sets the tap's. Also where the
 *    edit is within seconds of the stamp, or where IT lets the kiosk leave no note.
 *  - A card that was opened in the seconds before the tap may be missing from the list the tap uses (at most 20 s old):
 *    where the person has an older open card, that one is ended in its place; where not, the list is asked for again.
 *  - A POST takes effect up to 38 seconds after it left (a connector behind Shifts). Where somebody ended the card
 *    meanwhile, under `overwrite` it moves the clock-out to its arrival; where somebody opened it again, it ends it.
 *    What the kiosk must never do is to let a second one leave while the first may still land.
 *
 * Where a box on the way shows pages that are up to a minute old (`liar.ts`), each window above that begins with a list
 * or a GET begins by the page's age earlier, and that is all:
 *
 *  - A card that was ended within that minute may be taken for open. Its clock-out is sent, a second one for the same
 *    tap among them: refused, ignored, or under `overwrite` stamped anew and then brought to the tap's time if late.
 *    Where its answer was lost too, and the page that is read for it is from before it took effect, the card still
 *    shows the other's end: the kiosk leaves it (`superseded`), stamped anew.
 *  - A card that was opened within that minute before the tap may be missing: an older one is ended in its place, or the
 *    tap is refused or parked as having none.
 *  - An edit within that minute before the correction's GET is replaced by it.
 */
export async function judge(course: Course): Promise<readonly string[]> {
  const wrong = [...course.violations]
  for (const machine of course.machines) {
    for (const tap of machine.taps) judgeTap(course, machine, tap, (what) => wrong.push(what))
    wrong.push(...judgePace(machine), ...judgeOverwrites(course, machine))
    wrong.push(...(await judgeJournal(machine)))
  }
  return wrong
}

/**
 * How far the kiosk's idea of the servers' time may be off: an answer's ten seconds, whole seconds, and the drift it
 * reckons with (100 millionths) in the two days a course lasts at most.
 */
export const clockErrorMs = 12_000 + 20_000
/** List, wait for a turn in a pause, and the request itself. */
const readToWriteMs = 40_000
/** A list serves later taps for 15 seconds, with several teams for 20, and may take eight to be read. */
const snapshotMs = 30_000
/** Where it is newer than the tap, a list serves a replay for so long. */
const replaySnapshotMs = 120_000
/** So long after a 429 a clock-out leaves without a look at the card. */
const unreadAfter429Ms = 30_000
/** The kiosk takes its own time of an answer for Shifts' stamp. */
const stampErrorMs = 60_000

/** No page that is shown to the kiosk is older than this. */
export const oldestPageMs = 60_000
const pageAgeMs = ({ schedule }: Course): number => (schedule.player === 'liar' ? oldestPageMs : 0)

async function judgeJournal(machine: Machine): Promise<readonly string[]> {
  const wrong: string[] = []
  const { journal, committed } = machine
  const check = await journal.verify()
  if (check.kind !== 'intact') wrong.push(`the chain: ${JSON.stringify(check)}`)
  const pending = journal.pending()
  if (pending.kind !== 'ok' || pending.taps.length > 0) wrong.push(`not settled: ${JSON.stringify(pending)}`)
  for (const { tapId } of machine.taps) {
    const seen = committed.filter(({ event }) => event.tapId === tapId).map(({ event }) => event.kind)
    const onDisk = journal.eventsOf(tapId).map(({ kind }) => kind)
    if (seen.join() !== onDisk.join())
      wrong.push(`${tapId}: committed ${seen.join()}, found ${onDisk.join()}`)
  }
  return wrong
}

export function judgePace({ network }: Machine): readonly string[] {
  const ofRun = new Map<string, number[]>()
  for (const { run, teamId, leftAtMs } of network.sent) {
    const counted = `${run} on ${teamId}`
    ofRun.set(counted, [...(ofRun.get(counted) ?? []), leftAtMs])
  }
  const wrong: string[] = []
  for (const [run, times] of ofRun) {
    const tooMany = times.some((atMs, index) => index >= 4 && atMs - (times[index - 4] ?? -Infinity) < 1_000)
    if (tooMany) wrong.push(`${run} sent more than four requests within a second`)
  }
  return wrong
}

/** No edit of somebody else's is undone by the kiosk but in the race. */
export function judgeOverwrites(course: Course, machine: Machine): readonly string[] {
  const wrong: string[] = []
  for (const [cardId, changes] of byCard(course)) {
    for (const [index, change] of changes.entries()) {
      const before = changes[index - 1]
      if (before === undefined || change.by.kind !== 'kiosk') continue
      const { request } = change.by
      if (request.kiosk !== machine.taps[0]?.kiosk) continue
      const why = whyWrong(course, machine, changes.slice(0, index), request)
      if (why !== undefined) {
        wrong.push(`${request.tapId}: ${request.what} of ${cardId} at ${clockText(change.atMs)}: ${why}`)
      }
    }
  }
  return wrong
}

function whyWrong(
  course: Course,
  machine: Machine,
  before: readonly CardChange[],
  request: KioskRequest,
): string | undefined {
  const last = before.at(-1)
  if (last === undefined) return undefined
  if (request.what === 'clockOut') {
    if (last.open) return undefined
    if (isOf(last, request.tapId)) {
      if (wasShownOpen(machine, request, last.atMs)) return undefined
      return 'a second clock-out for one tap took effect'
    }
    return isRace(course, machine, request, last.atMs)
      ? undefined
      : 'the card had been ended by somebody else'
  }
  if (request.what !== 'put' || isOf(last, request.tapId)) return undefined
  const reading = machine.network.sent.findLast(
    ({ what, cardId, run, arrivedAtMs }) =>
      what === 'get' &&
      cardId === request.cardId &&
      run === request.run &&
      arrivedAtMs !== undefined &&
      arrivedAtMs <= request.leftAtMs,
  )
  if (last.atMs >= (reading?.arrivedAtMs ?? -Infinity) - (reading?.pageAgeMs ?? 0)) return undefined
  const own = before.findLast((one) => isOf(one, request.tapId))
  const tap = machine.taps.find(({ tapId }) => tapId === request.tapId)
  const looksOwn = last.note === own?.note || !course.schedule.withNote
  if (looksOwn && own !== undefined && tap !== undefined && last.clockedOutAtMs !== undefined) {
    const answered = eventsOf(machine, request.tapId).some(
      ({ event }) => event.kind === 'clocked-out' && event.how === 'answered',
    )
    const nearStamp = Math.abs(last.clockedOutAtMs - (own.clockedOutAtMs ?? Infinity)) <= stampErrorMs
    const afterTap = last.clockedOutAtMs >= tap.atMs - lateToleranceMs - clockErrorMs
    if (nearStamp || (!answered && afterTap)) return undefined
  }
  if (!course.schedule.withNote && own === undefined) return undefined
  return 'somebody else had changed the card since'
}

/** Whether a clock-out may have left without the kiosk's knowing that somebody else ended the card at `endedAtMs`. */
function isRace(course: Course, machine: Machine, request: KioskRequest, endedAtMs: number): boolean {
  const sinceMs = request.leftAtMs - readToWriteMs - pageAgeMs(course)
  if (endedAtMs >= sinceMs) return true
  const before = machine.network.sent.filter(
    ({ run, arrivedAtMs = Infinity }) => run === request.run && arrivedAtMs <= request.leftAtMs,
  )
  const wasReadSince = before.some(
    ({ what, cardId, status, arrivedAtMs = 0, pageAgeMs = 0 }) =>
      what === 'get' && cardId === request.cardId && status === 200 && arrivedAtMs - pageAgeMs >= endedAtMs,
  )
  if (wasReadSince) return false
  const tap = machine.taps.find(({ tapId }) => tapId === request.tapId)
  const fromList = before.some(
    ({ what, status, leftAtMs, arrivedAtMs = 0 }) =>
      what === 'list' &&
      status === 200 &&
      leftAtMs >= (tap?.atMs ?? Infinity) &&
      arrivedAtMs >= sinceMs - replaySnapshotMs &&
      arrivedAtMs <= endedAtMs + pageAgeMs(course),
  )
  const after429 = before.some(
    ({ status, leftAtMs }) => status === 429 && leftAtMs >= sinceMs - unreadAfter429Ms,
  )
  return fromList || (after429 && endedAtMs >= sinceMs - unreadAfter429Ms)
}

/** Right before the request left, an old page showed the card as it had been before it was ended. */
function wasShownOpen({ network }: Machine, { cardId, leftAtMs }: KioskRequest, endedAtMs: number): boolean {
  return network.sent.some(
    (page) =>
      page.pageAgeMs !== undefined &&
      page.arrivedAtMs !== undefined &&
      (page.cardId === cardId || page.what === 'list') &&
      page.arrivedAtMs <= leftAtMs &&
      page.arrivedAtMs >= leftAtMs - readToWriteMs &&
      page.arrivedAtMs - page.pageAgeMs <= endedAtMs,
  )
}

function judgeTap(course: Course, machine: Machine, tap: TrueTap, wrong: (what: string) => void): void {
  const events = eventsOf(machine, tap.tapId)
  const [first] = events
  const last = events.at(-1)
  if (first === undefined || last === undefined) {
    if (tap.promised) wrong(`${tap.tapId}: promised and not in the journal`)
    return
  }
  const say = (what: string): void =>
    wrong(`${tap.tapId}: ${what} (${events.map(({ event }) => event.kind).join(' ')})`)
  if (first.event.kind !== 'tapped') {
    say('the journal begins with something else than the tap')
    return
  }
  const settling: readonly PunchEvent['kind'][] = settlingKinds
  if (!settling.includes(last.event.kind)) {
    say('not settled')
    return
  }
  const times = believedTimes(machine, tap, events)
  if (first.event.clockCorrectionMs !== null && Math.abs(first.event.tappedAtMs - tap.atMs) > clockErrorMs) {
    say(`written down ${first.event.tappedAtMs - tap.atMs} ms off the true time`)
  }
  const view: View = { course, machine, tap, times, settledAtMs: last.atMs, say }
  judgeEffects(view)
  judgeOutcome(view, last.event)
}

export interface View {
  readonly course: Course
  readonly machine: Machine
  readonly tap: TrueTap
  readonly times: readonly number[]
  readonly settledAtMs: number
  readonly say: (what: string) => void
}

/**
 * The true time; or, where no server's clock was seen before the program ended, what the computer's clock showed:
 * after that nothing shows by how much it was wrong.
 */
export function believedTimes(
  machine: Machine,
  tap: TrueTap,
  events: Machine['committed'],
): readonly number[] {
  const [first] = events
  const last = events.at(-1)
  if (first?.event.kind !== 'tapped' || last === undefined) return []
  if (first.event.clockCorrectionMs !== null || last.run === tap.run) return [tap.atMs]
  // Written down before a request about the card left, it stands from then on.
  const pinned = events.find(({ event }) => event.kind === 'sending')
  if (pinned?.run === tap.run) return [tap.atMs]
  // No tap is later than now.
  const recorded = Math.min(first.event.tappedAtMs, (pinned ?? last).atMs)
  return machine.serverSeenIn.has(tap.run) ? [tap.atMs, recorded] : [recorded]
}

export function judgeEffects({ course, machine, tap, times, say }: View): void {
  const latestMs = Math.max(...times) + clockErrorMs
  const own = course.service.history.filter((change) => isOf(change, tap.tapId))
  const clockOuts = own.filter(({ by }) => by.kind === 'kiosk' && by.request.what === 'clockOut')
  if (new Set(own.map(({ cardId }) => cardId)).size > 1) say('changed more than one card')
  for (const change of own) {
    if (change.userId !== tap.userId) say(`changed somebody else's card ${change.cardId}`)
    if (change.clockedInAtMs > latestMs) say(`ended ${change.cardId}, which was clocked in after the tap`)
  }
  for (const [index, again] of clockOuts.entries()) {
    const before = clockOuts[index - 1]
    if (before === undefined) continue
    const reopened = course.service.history.some(
      (change) =>
        change.cardId === again.cardId &&
        change.open &&
        change.by.kind === 'somebody' &&
        change.atMs >= before.atMs &&
        change.atMs <= again.atMs,
    )
    const { by } = again
    const wasShown = by.kind === 'kiosk' && wasShownOpen(machine, by.request, before.atMs)
    if (!reopened && !wasShown) say('two clock-outs took effect')
  }
}

export function judgeOutcome(view: View, last: PunchEvent): void {
  switch (last.kind) {
    case 'confirmed':
      judgeConfirmed(view, last)
      judgeRightCard(view, last.cardId)
      return
    case 'superseded':
      judgeSuperseded(view, last)
      judgeRightCard(view, last.cardId)
      return
    case 'refused':
      if (!isEndedByOthers(view)) judgeNothingOpen(view, `refused as ${last.reason}`)
      return
    case 'parked':
      judgeParked(view, last)
      return
    default:
      view.say(`ends with ${last.kind}`)
  }
}

function judgeConfirmed(view: View, { cardId }: Extract<PunchEvent, { kind: 'confirmed' }>): void {
  const { course, tap, settledAtMs, say } = view
  const changes = historyOf(course, cardId).filter(({ atMs }) => atMs <= settledAtMs)
  // That the tap ended a break is not that it ended the card.
  const own = changes.findLast((change) => isOf(change, tap.tapId) && !change.open)
  if (own !== undefined) {
    if (isTapsTime(view, own.clockedOutAtMs) || wasReadAtTapsTime(view, own, changes)) return
    say(
      `confirmed, and the card was ended at ${clockText(own.clockedOutAtMs)}, tapped at ${clockText(tap.atMs)}`,
    )
    return
  }
  const now = changes.at(-1)
  if (now?.open === false && isTapsTime(view, now.clockedOutAtMs)) return
  const posted = view.machine.network.sent.find(
    (request) => request.tapId === tap.tapId && request.what === 'clockOut' && request.status === 204,
  )
  const raced =
    posted !== undefined &&
    course.schedule.rules.secondClockOut === 'ignore' &&
    changes.some(({ open, atMs }) => !open && isRace(course, view.machine, posted, atMs))
  if (!raced) say(`confirmed, and the card was not ended by or for this tap`)
}

/**
 * Whether the last page that was read for this tap showed the card as ended at the tap's time by somebody else, after the
 * tap's own clock-out: a manager; or another kiosk that leaves no note, where the person tapped at that time too.
 */
function wasReadAtTapsTime(view: View, own: CardChange, changes: readonly CardChange[]): boolean {
  const knownAtMs = lastReadAsOfMs(view)
  const shown = changes.slice(changes.indexOf(own) + 1).findLast(({ atMs }) => atMs <= knownAtMs)
  return shown?.open === false && isTapsTime(view, shown.clockedOutAtMs)
}

/** As of when the last page that was read for this tap showed its card; -Infinity where none was read. */
function lastReadAsOfMs({ machine, tap, settledAtMs }: View): number {
  const page = machine.network.sent.findLast(
    ({ what, tapId, status, arrivedAtMs = Infinity }) =>
      what === 'get' && tapId === tap.tapId && status === 200 && arrivedAtMs <= settledAtMs,
  )
  return (page?.arrivedAtMs ?? -Infinity) - (page?.pageAgeMs ?? 0)
}

function judgeSuperseded(
  view: View,
  { cardId, endedAtMs }: Extract<PunchEvent, { kind: 'superseded' }>,
): void {
  const { course, tap, settledAtMs, say } = view
  const changes = historyOf(course, cardId).filter(({ atMs }) => atMs <= settledAtMs)
  // What an old page did not show yet, the kiosk cannot know.
  const own = changes.findIndex((change) => isOf(change, tap.tapId) && change.atMs <= lastReadAsOfMs(view))
  const others = changes.filter((change, index) => !isOf(change, tap.tapId) && index > own)
  if (!others.some(({ open }) => !open || own >= 0)) say(`superseded, and nobody else had touched ${cardId}`)
  const known = changes.some(
    ({ clockedOutAtMs = -Infinity }) => Math.abs(clockedOutAtMs - endedAtMs) <= stampErrorMs,
  )
  if (!known) say(`superseded at ${clockText(endedAtMs)}, a time the card never showed`)
}

function judgeParked(view: View, last: Extract<PunchEvent, { kind: 'parked' }>): void {
  const { course, machine, tap, times, say } = view
  const refusals = machine.network.sent.filter(
    ({ tapId, status = 0 }) => tapId === tap.tapId && status >= 400 && status < 500 && status !== 429,
  )
  const own = course.service.history.filter((change) => isOf(change, tap.tapId))
  switch (last.reason) {
    case 'no-open-card':
      judgeNothingOpen(view, 'parked as no-open-card')
      return
    case 'open-too-long': {
      const [card] = historyOf(course, last.cardId ?? '')
      const openForMs = Math.max(...times) + clockErrorMs - (card?.clockedInAtMs ?? Infinity)
      if (openForMs < maxOpenMs) say(`parked as open-too-long after ${openForMs / 3_600_000} h`)
      if (own.length > 0) say('parked as open-too-long after it was ended')
      judgeRightCard(view, last.cardId ?? '')
      return
    }
    case 'correction-refused':
      if (!refusals.some(({ what }) => what === 'put')) say('parked as correction-refused, and none was')
      return
    case 'rejected':
      if (refusals.length === 0) say('parked as rejected, and nothing was')
      return
    default:
      say(`parked as ${last.reason}: ${last.detail}`)
  }
}

/** The card it was about to end was ended by somebody else. */
function isEndedByOthers({ course, machine, tap }: View): boolean {
  const sending = eventsOf(machine, tap.tapId).findLast(({ event }) => event.kind === 'sending')?.event
  return (
    sending?.kind === 'sending' &&
    historyOf(course, sending.cardId).some((change) => !change.open && !isOf(change, tap.tapId))
  )
}

/** At some moment while the tap was being settled the person had no open card that it could have ended. */
function judgeNothingOpen({ course, tap, times, settledAtMs, say }: View, as: string): void {
  const own = course.service.history.some((change) => isOf(change, tap.tapId) && !isGivenUp(change))
  if (own) say(`${as}, though it had ended a card`)
  const byMs = Math.min(...times) - clockErrorMs
  const always = [...byCard(course).values()].find(
    (changes) =>
      changes[0]?.userId === tap.userId &&
      changes[0].clockedInAtMs <= byMs &&
      isOpenThroughout(changes, tap.atMs - pageAgeMs(course), settledAtMs),
  )
  if (always !== undefined) say(`${as}, though ${always[0]?.cardId ?? ''} was open all the time`)
}

/**
 * The person's latest card that was clocked in before the tap is the one; an older one must not take its place, unless
 * the newer was opened since the list that the tap may share with earlier ones.
 */
function judgeRightCard({ course, tap, times, settledAtMs, say }: View, cardId: string): void {
  const clockedInAtMs = historyOf(course, cardId)[0]?.clockedInAtMs ?? Infinity
  const byMs = Math.min(...times) - clockErrorMs
  const later = [...byCard(course).values()].find(
    (changes) =>
      changes[0]?.userId === tap.userId &&
      // Some services write whole seconds: within one, no card is the later one.
      changes[0].clockedInAtMs >= clockedInAtMs + 1_000 &&
      changes[0].clockedInAtMs <= byMs &&
      isOpenThroughout(changes, tap.atMs - snapshotMs - pageAgeMs(course), settledAtMs),
  )
  if (later !== undefined) say(`settled with ${cardId}, though the later ${later[0]?.cardId ?? ''} was open`)
}

function isOpenThroughout(changes: readonly CardChange[], fromMs: number, toMs: number): boolean {
  const atStart = changes.findLast(({ atMs }) => atMs <= fromMs)
  const meanwhile = changes.filter(({ atMs }) => atMs > fromMs && atMs <= toMs)
  return atStart?.open === true && meanwhile.every(({ open }) => open)
}

function isTapsTime({ times }: View, endedAtMs: number | undefined): boolean {
  return times.some((ms) => Math.abs((endedAtMs ?? Infinity) - ms) <= lateToleranceMs + clockErrorMs)
}

export function isOf(change: CardChange, tapId: string): boolean {
  return change.by.kind === 'kiosk' && change.by.request.tapId === tapId
}

function isGivenUp({ by }: CardChange): boolean {
  return by.kind === 'kiosk' && by.request.givenUp
}

export function eventsOf({ committed }: Machine, tapId: string): Machine['committed'] {
  return committed.filter(({ event }) => event.tapId === tapId)
}

function historyOf(course: Course, cardId: string): readonly CardChange[] {
  return byCard(course).get(cardId) ?? []
}

function byCard({ service }: Course): ReadonlyMap<string, readonly CardChange[]> {
  const cards = new Map<string, CardChange[]>()
  for (const change of service.history) {
    const changes = cards.get(change.cardId)
    if (changes === undefined) cards.set(change.cardId, [change])
    else changes.push(change)
  }
  return cards
}

function clockText(ms: number | undefined): string {
  return ms === undefined ? 'no time' : new Date(ms).toISOString()
}
