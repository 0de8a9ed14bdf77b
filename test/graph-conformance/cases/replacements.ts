import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { cardIn, timeOf, type SeenCard } from '../reading.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import { pages } from './pages.ts'

const covers = [cardCall.replace] as const
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const refusals = [400, 403, 409, 412] as const

/** What the kiosk sends back of a card that it has read. */
function sentBack(card: SeenCard): Readonly<Record<string, unknown>> {
  const { userId, state, confirmedBy, clockInEvent, breaks, notes } = card
  return { userId, state, confirmedBy, clockInEvent, breaks, notes }
}

function without(body: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== name))
}

/** A clock-out event at this time, and as the kiosk writes it otherwise. */
function endedAt(tenant: TestedTenant, ms: number): object {
  return { dateTime: new Date(ms).toISOString(), isAtApprovedLocation: true, notes: tenant.cards.note }
}

function isRefused({ status }: Exchange): boolean {
  return refusals.some((refusal) => refusal === status)
}

/** A card of three hours ago, an hour long. */
function past(tenant: TestedTenant): Promise<SeenCard> {
  const outMs = Date.now() - 2 * hourMs
  return tenant.cards.create({ inMs: outMs - hourMs, outMs })
}

/** Puts a past card back with another time: half an hour before its clock-out, to the millisecond. */
async function corrected(tenant: TestedTenant) {
  const before = await tenant.cards.readWhen((await past(tenant)).id, () => true)
  const outMs = before.clockOutEvent == null ? NaN : timeOf(before.clockOutEvent)
  const toMs = Math.floor((outMs - 30 * minuteMs) / minuteMs) * minuteMs + 12_345
  const body = { ...sentBack(before), clockOutEvent: endedAt(tenant, toMs) }
  const exchange = await tenant.change(cardCall.replace, { card: before.id, body })
  mustHaveStatus(exchange, 200, 204)
  const isThere = ({ clockOutEvent }: SeenCard): boolean =>
    clockOutEvent != null && Math.abs(timeOf(clockOutEvent) - toMs) <= minuteMs
  const after = await tenant.cards.readWhen(before.id, isThere)
  foreseen(isThere(after), exchange, 'expected the clock-out at the time that was put')
  return { before, after, toMs, exchange }
}

export const replacementCases = [
  documented({
    id: 'put.time',
    title: 'A PUT with another clockOutEvent.dateTime moves the clock-out of an ended card',
    source: pages.replace,
    covers: [cardCall.replace, cardCall.get],
    changes: 'own card',
    kiosk: 'brings the card of a late tap to the tap’s time so',
    otherwise: 'a late tap ends its card at the time of its delivery: to be corrected by hand',
    run: async (tenant) => {
      // As the kiosk does it: clocked out by clockOut, and put to an earlier time.
      const before = await tenant.cards.ended()
      const [inMs, outMs] = [
        timeOf(before.clockInEvent),
        before.clockOutEvent ? timeOf(before.clockOutEvent) : NaN,
      ]
      const toMs = Math.round((inMs + outMs) / 2)
      const body = { ...sentBack(before), clockOutEvent: endedAt(tenant, toMs) }
      const exchange = await tenant.change(cardCall.replace, { card: before.id, body })
      mustHaveStatus(exchange, 200, 204)
      const moved = ({ clockOutEvent }: SeenCard): boolean =>
        clockOutEvent != null && clockOutEvent.dateTime !== before.clockOutEvent?.dateTime
      const after = await tenant.cards.readWhen(before.id, moved)
      foreseen(
        moved(after) && after.state === 'clockedOut',
        exchange,
        'expected another time of the clock-out',
      )
    },
  }),
  undocumented({
    id: 'put.answer',
    title: 'What a PUT is answered with: its page says 204, the page of the resource says a card',
    covers,
    changes: 'own card',
    answers: {
      '204': { kiosk: 'confirms with the tap’s time', hours: 'as they were punched' },
      '200 with the card': {
        kiosk: 'confirms with the tap’s time, if the card is the one that was put, and clocked out',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.replaceAnswer = 200
        },
      },
    },
    otherwise: 'the card is read before anything is confirmed',
    run: async (tenant) => {
      const { exchange, before } = await corrected(tenant)
      if (exchange.status === 204) return '204'
      const answered = cardIn(exchange)
      const isIt = answered.id === before.id && answered.state === 'clockedOut'
      foreseen(isIt, exchange, 'expected the same card, clocked out')
      return '200 with the card'
    },
  }),
  undocumented({
    id: 'put.time-kept',
    title: 'How finely a time is kept that a PUT carries',
    covers: [cardCall.replace, cardCall.get],
    changes: 'own card',
    answers: {
      'to the millisecond': { kiosk: 'knows its own correction by it', hours: 'as they were punched' },
      'whole seconds': {
        kiosk: 'knows its own correction within 1.5 s',
        hours: 'as they were punched, cut to the second',
        setting: (rules) => {
          rules.writtenTimesKeptTo = 'second'
        },
      },
      'whole minutes': {
        kiosk:
          'takes it for the tap’s time within the tolerance, which is two minutes unless IT says otherwise',
        hours: 'up to a minute is lost by each late tap',
        setting: (rules) => {
          rules.writtenTimesKeptTo = 'minute'
        },
      },
    },
    otherwise: 'a corrected tap may be taken for somebody else’s edit after a restart',
    run: async (tenant) => {
      const { after, toMs, exchange } = await corrected(tenant)
      const keptMs = after.clockOutEvent == null ? NaN : timeOf(after.clockOutEvent)
      if (keptMs === toMs) return 'to the millisecond'
      if (keptMs === Math.floor(toMs / 1_000) * 1_000) return 'whole seconds'
      const isMinute = keptMs === Math.floor(toMs / minuteMs) * minuteMs
      foreseen(isMinute, exchange, 'expected the time, the second or the minute of it')
      return 'whole minutes'
    },
  }),
  documented({
    id: 'put.rest-kept',
    title: 'A PUT keeps the clock-in and the breaks that were sent back',
    source: pages.replace,
    covers: [cardCall.replace, cardCall.get],
    changes: 'own card',
    kiosk: 'sends back what it has read, and changes the clock-out alone',
    otherwise: 'a correction may take breaks off a card, or move its clock-in: hours wrong',
    run: async (tenant) => {
      const { before, after, exchange } = await corrected(tenant)
      const isSame = timeOf(after.clockInEvent) === timeOf(before.clockInEvent)
      foreseen(isSame, exchange, 'expected the clock-in as it was')
      foreseen(
        (after.breaks ?? []).length === (before.breaks ?? []).length,
        exchange,
        'expected the breaks as they were',
      )
      foreseen(after.userId === before.userId, exchange, 'expected the person as it was')
      const holdsNote = after.clockOutEvent?.notes?.content?.includes(tenant.cards.mark) === true
      foreseen(holdsNote, exchange, 'expected the note of the clock-out')
    },
  }),
  undocumented({
    id: 'put.original-entry',
    title: 'What originalEntry holds once a time was put',
    covers: [cardCall.replace, cardCall.get],
    changes: 'own card',
    answers: {
      'the first entry': { kiosk: 'does not look', hours: 'a manager sees both times' },
      nothing: {
        kiosk: 'does not look',
        hours: 'a manager sees the note of the correction alone',
        setting: (rules) => {
          rules.originalEntry = 'empty'
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const before = await tenant.cards.ended()
      const body = { ...sentBack(before), clockOutEvent: endedAt(tenant, timeOf(before.clockInEvent) + 5) }
      mustHaveStatus(await tenant.change(cardCall.replace, { card: before.id, body }), 200, 204)
      const moved = ({ clockOutEvent }: SeenCard): boolean =>
        clockOutEvent?.dateTime !== before.clockOutEvent?.dateTime
      const { originalEntry } = await tenant.cards.readWhen(before.id, moved)
      return originalEntry?.clockOutEvent == null ? 'nothing' : 'the first entry'
    },
  }),
  undocumented({
    id: 'put.without-state',
    title: 'A PUT that leaves the state out',
    covers,
    changes: 'own card',
    answers: {
      accepted: { kiosk: 'sends the state back', hours: 'as they were punched' },
      refused: {
        kiosk: 'sends the state back',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.stateInReplacement = 'required'
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const before = await past(tenant)
      const body = { ...without(sentBack(before), 'state'), clockOutEvent: before.clockOutEvent }
      const exchange = await tenant.change(cardCall.replace, { card: before.id, body })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      return isRefused(exchange) ? 'refused' : 'accepted'
    },
  }),
  undocumented({
    id: 'put.confirmed-by',
    title: 'A PUT that sends confirmedBy back',
    covers,
    changes: 'own card',
    answers: {
      accepted: { kiosk: 'confirms with the tap’s time', hours: 'as they were punched' },
      refused: {
        kiosk: 'parks the late tap, with both times',
        hours: 'of a late tap the time of delivery stays: to be corrected by hand',
        setting: (rules) => {
          rules.confirmedByInReplacement = 'refuse'
        },
      },
    },
    otherwise: 'of a late tap the time of delivery stays: to be corrected by hand',
    run: async (tenant) => {
      const before = await past(tenant)
      const body = { ...sentBack(before), clockOutEvent: before.clockOutEvent }
      const bare = await tenant.change(cardCall.replace, {
        card: before.id,
        body: without(body, 'confirmedBy'),
      })
      mustHaveStatus(bare, 200, 204)
      const exchange = await tenant.change(cardCall.replace, { card: before.id, body })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      return isRefused(exchange) ? 'refused' : 'accepted'
    },
  }),
  undocumented({
    id: 'put.open-card',
    title: 'A PUT that closes a card which is open',
    covers,
    changes: 'own card',
    answers: {
      refused: { kiosk: 'clocks out first, and puts the time afterwards', hours: 'as they were punched' },
      accepted: {
        kiosk: 'clocks out first all the same, and puts the time afterwards',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.putOnOpenCard = 'accept'
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const open = await tenant.cards.clockIn()
      await tenant.wait(tenant.patience.betweenWritesMs)
      const toMs = timeOf(open.clockInEvent) + 1
      const body = { ...sentBack(open), state: 'clockedOut', clockOutEvent: endedAt(tenant, toMs) }
      const exchange = await tenant.change(cardCall.replace, { card: open.id, body })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      return isRefused(exchange) ? 'refused' : 'accepted'
    },
  }),
  undocumented({
    id: 'put.future-time',
    title: 'A PUT of a time that is still to come',
    covers,
    changes: 'own card',
    answers: {
      refused: { kiosk: 'puts no time that is ahead of the servers’', hours: 'as they were punched' },
      accepted: {
        kiosk: 'puts no time that is ahead of the servers’',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.futureTimes = 'accept'
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const before = await past(tenant)
      const body = { ...sentBack(before), clockOutEvent: endedAt(tenant, Date.now() + hourMs) }
      const exchange = await tenant.change(cardCall.replace, { card: before.id, body })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      return isRefused(exchange) ? 'refused' : 'accepted'
    },
  }),
  undocumented({
    id: 'put.month-old',
    title: 'A PUT of a card that is older than a month, which Teams’ own screens do not offer',
    covers,
    changes: 'own card',
    answers: {
      accepted: { kiosk: 'confirms with the tap’s time', hours: 'as they were punched' },
      refused: {
        kiosk: 'parks the late tap, and says that the card is older than a month',
        hours: 'to be corrected by hand',
        setting: (rules) => {
          rules.editOfMonthOld = 'refuse'
        },
      },
    },
    otherwise: 'to be corrected by hand',
    run: async (tenant) => {
      const outMs = Date.now() - 40 * 24 * hourMs
      const before = await tenant.cards.create({ inMs: outMs - hourMs, outMs })
      const body = { ...sentBack(before), clockOutEvent: endedAt(tenant, outMs - minuteMs) }
      const exchange = await tenant.change(cardCall.replace, { card: before.id, body })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      return isRefused(exchange) ? 'refused' : 'accepted'
    },
  }),
  undocumented({
    id: 'put.confirmed-card',
    title: 'A PUT of a card that a manager has confirmed, which Teams’ own screens do not offer',
    covers,
    changes: 'own card',
    notProbed: 'an app cannot confirm a card',
    answers: {
      accepted: { kiosk: 'confirms with the tap’s time', hours: 'as they were punched' },
      refused: {
        kiosk: 'parks the late tap, and says that the card is confirmed',
        hours: 'to be corrected by hand',
        setting: (rules) => {
          rules.editOfConfirmed = 'refuse'
        },
      },
    },
    otherwise: 'to be corrected by hand',
    run: async (tenant) => {
      const card = tenant.standIn?.addConfirmedCard?.() ?? ''
      tenant.cards.adopt(card)
      const before = cardIn(await tenant.request(cardCall.get, { card }))
      const toMs = timeOf(before.clockInEvent) + minuteMs
      const body = { ...sentBack(before), clockOutEvent: endedAt(tenant, toMs) }
      const exchange = await tenant.change(cardCall.replace, { card, body })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      return isRefused(exchange) ? 'refused' : 'accepted'
    },
  }),
]
