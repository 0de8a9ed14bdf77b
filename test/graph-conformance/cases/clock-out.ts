import { foreseen, mustHaveStatus } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { cardIn, timeOf } from '../reading.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import { pages } from './pages.ts'

const covers = [cardCall.clockOut] as const
const refusals = [400, 403, 409, 412] as const

function bodyOf({ cards }: TestedTenant): object {
  return { isAtApprovedLocation: true, notes: cards.note }
}

/** Whether a time is a whole number of these, as it would be once in so many. */
function isWhole(ms: number, unitMs: number): boolean {
  return ms % unitMs === 0
}

export const clockOutCases = [
  undocumented({
    id: 'clock-out.answer',
    title: 'What a clock-out is answered with: its page says 204, the metadata says a card',
    covers,
    changes: 'own card',
    answers: {
      '204': { kiosk: 'confirms', hours: 'as they were punched' },
      '200 with the card': {
        kiosk: 'confirms, if the card is the one that was asked about, and clocked out',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.clockOutAnswer = 200
        },
      },
    },
    otherwise: 'the card is read before anything is confirmed',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const exchange = await tenant.change(cardCall.clockOut, { card, body: bodyOf(tenant) })
      mustHaveStatus(exchange, 204, 200)
      if (exchange.status === 204) return '204'
      const answered = cardIn(exchange)
      const isIt = answered.id === card && answered.state === 'clockedOut'
      foreseen(isIt, exchange, 'expected the same card, clocked out')
      return '200 with the card'
    },
  }),
  documented({
    id: 'clock-out.card-afterwards',
    title:
      'A card that was clocked out reads as clockedOut, with a time, the location statement and the note',
    source: pages.clockOut,
    covers: [cardCall.clockOut, cardCall.get],
    changes: 'own card',
    kiosk: 'tells its own clock-out from somebody else’s by that note',
    otherwise: 'after a lost answer the tap is taken for one that came too late: already clocked out',
    run: async (tenant) => {
      const card = await tenant.cards.ended()
      const exchange = await tenant.request(cardCall.get, { card: card.id })
      const { state, clockOutEvent } = card
      foreseen(state === 'clockedOut', exchange, 'expected the state clockedOut')
      foreseen(clockOutEvent?.isAtApprovedLocation === true, exchange, 'expected isAtApprovedLocation')
      const holdsNote = clockOutEvent.notes?.content?.includes(tenant.cards.mark) === true
      foreseen(holdsNote, exchange, 'expected the note of the clock-out')
    },
  }),
  documented({
    id: 'clock-out.without-note',
    title: 'A clock-out needs no note',
    source: pages.clockOutMetadata,
    covers,
    changes: 'own card',
    kiosk: 'sends none where shifts.note is empty',
    otherwise: 'taps are parked with the code until shifts.note is set',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const body = { isAtApprovedLocation: true }
      mustHaveStatus(await tenant.change(cardCall.clockOut, { card, body }), 200, 204)
    },
  }),
  undocumented({
    id: 'clock-out.note-kept-as',
    title: 'How a note that was sent as text is handed back',
    covers: [cardCall.clockOut, cardCall.get],
    changes: 'own card',
    answers: {
      text: { kiosk: 'compares it as it is', hours: 'as they were punched' },
      html: {
        kiosk: 'compares it without its markup',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.notesKeptAs = 'html'
        },
      },
    },
    otherwise:
      'a clock-out whose answer was lost is taken for somebody else’s, and a late one is not corrected',
    run: async (tenant) => {
      const { id, clockOutEvent } = await tenant.cards.ended()
      const exchange = await tenant.request(cardCall.get, { card: id })
      const { contentType, content } = clockOutEvent?.notes ?? {}
      foreseen(content?.includes(tenant.cards.mark) === true, exchange, 'expected the note')
      const kind = contentType?.toLowerCase()
      foreseen(kind === 'text' || kind === 'html', exchange, 'expected contentType text or html')
      return kind
    },
  }),
  undocumented({
    id: 'clock-out.stamp',
    title: 'How finely the service stamps a clock-out with its own time',
    covers: [cardCall.clockOut, cardCall.get],
    changes: 'own card',
    answers: {
      'finer than a second': {
        kiosk: 'takes it for the tap’s time within the tolerance',
        hours: 'as they were punched',
      },
      'whole seconds': {
        kiosk: 'takes it for the tap’s time within the tolerance',
        hours: 'as they were punched, cut to the second',
        setting: (rules) => {
          rules.stampsKeptTo = 'second'
        },
      },
      'whole minutes': {
        kiosk:
          'takes it for the tap’s time within the tolerance, which is two minutes unless IT says otherwise',
        hours: 'up to a minute is lost by each punch',
        setting: (rules) => {
          rules.stampsKeptTo = 'minute'
        },
      },
    },
    otherwise: 'a time a minute or more off is taken for somebody’s edit, and a late tap is not corrected',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      await tenant.wait(tenant.patience.betweenWritesMs)
      await tenant.wait(untilNoFullMomentMs(Date.now()))
      const answer = await tenant.change(cardCall.clockOut, { card, body: bodyOf(tenant) })
      mustHaveStatus(answer, 200, 204)
      const seen = await tenant.cards.readWhen(card, ({ state }) => state === 'clockedOut')
      const exchange = await tenant.request(cardCall.get, { card })
      foreseen(seen.clockOutEvent != null, exchange, 'expected a time of the clock-out')
      const stampMs = timeOf(seen.clockOutEvent)
      const serviceMs = Date.parse(answer.headers.get('date') ?? '')
      const measuredMs = { stampBehindAnswerMs: serviceMs - stampMs }
      foreseen(
        Math.abs(serviceMs - stampMs) <= 61_000,
        exchange,
        'expected a stamp within a minute of the answer',
      )
      if (isWhole(stampMs, 60_000)) return { name: 'whole minutes', measuredMs }
      return { name: isWhole(stampMs, 1_000) ? 'whole seconds' : 'finer than a second', measuredMs }
    },
  }),
  undocumented({
    id: 'clock-out.second',
    title: 'A second clock-out of a card',
    covers,
    changes: 'own card',
    answers: {
      refused: {
        kiosk: 'reads the card, finds its own note or another’s, and confirms or leaves it',
        hours: 'as they were punched first',
      },
      ignored: {
        kiosk: 'confirms; a late tap reads the card for its time, and leaves another’s',
        hours: 'as they were punched first',
        setting: (rules) => {
          rules.secondClockOut = 'ignore'
        },
      },
      'moves the time': {
        kiosk:
          'never sends one that it knows to be the second; a request repeated on the way moves the time by milliseconds',
        hours: 'where two people end one card within one request, the later time stands',
        setting: (rules) => {
          rules.secondClockOut = 'overwrite'
        },
      },
    },
    otherwise: 'a card may be ended twice, or opened again',
    run: async (tenant) => {
      const first = await tenant.cards.ended()
      await tenant.wait(tenant.patience.betweenWritesMs)
      const exchange = await tenant.change(cardCall.clockOut, { card: first.id, body: bodyOf(tenant) })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      const afterMs = Date.now() + tenant.patience.betweenWritesMs
      const moved = (card: typeof first): boolean =>
        card.clockOutEvent?.dateTime !== first.clockOutEvent?.dateTime
      const now = await tenant.cards.readWhen(first.id, (card) => moved(card) || Date.now() > afterMs)
      const isRefused = exchange.status >= 400
      foreseen(
        now.state === 'clockedOut' && !(isRefused && moved(now)),
        exchange,
        'expected the card as it was',
      )
      if (isRefused) return 'refused'
      return moved(now) ? 'moves the time' : 'ignored'
    },
  }),
  undocumented({
    id: 'clock-out.on-break',
    title: 'A clock-out of a card that is on a break',
    covers: [cardCall.clockOut, cardCall.startBreak],
    changes: 'own card',
    answers: {
      'ends the break too': { kiosk: 'confirms', hours: 'the break ends with the shift' },
      refused: {
        kiosk: 'reads the card, ends the break, and clocks out',
        hours: 'the break ends a moment before the shift',
        setting: (rules) => {
          rules.clockOutOnBreak = 'refuse'
        },
      },
    },
    otherwise: 'a break may go on after the shift has ended: hours too short',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const body = bodyOf(tenant)
      mustHaveStatus(await tenant.change(cardCall.startBreak, { card, body }), 200, 204)
      await tenant.wait(tenant.patience.betweenWritesMs)
      const exchange = await tenant.change(cardCall.clockOut, { card, body })
      if (refusals.some((status) => status === exchange.status)) return 'refused'
      mustHaveStatus(exchange, 200, 204)
      const ended = await tenant.cards.readWhen(card, ({ state }) => state === 'clockedOut')
      const hasEnd = ended.state === 'clockedOut' && (ended.breaks ?? []).every(({ end }) => end != null)
      foreseen(hasEnd, exchange, 'expected the break to have ended')
      return 'ends the break too'
    },
  }),
  undocumented({
    id: 'clock-out.refusal-status',
    title: 'The status of a refusal that is about the card’s state',
    covers: [cardCall.endBreak],
    changes: 'own card',
    answers: {
      '400': { kiosk: 'reads the card, and does what it says', hours: 'as they were punched' },
      '403': {
        kiosk: 'says that Shifts refuses, and parks the tap, also where somebody else has ended the card',
        hours: 'a manager looks at the card',
        setting: (rules) => {
          rules.refusalStatus = 403
        },
      },
      '409': {
        kiosk: 'reads the card, and does what it says; tries again for ten minutes',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.refusalStatus = 409
        },
      },
      '412': {
        kiosk: 'reads the card, and does what it says; tries again for ten minutes',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.refusalStatus = 412
        },
      },
      'not refused': {
        kiosk: 'ends a break only on a card that it has read as on a break',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.endBreakWithoutBreak = 'ignore'
        },
      },
    },
    otherwise: 'a tap may wait for ever, or be parked for a manager',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const exchange = await tenant.change(cardCall.endBreak, { card, body: bodyOf(tenant) })
      mustHaveStatus(exchange, 200, 204, ...refusals)
      switch (exchange.status) {
        case 400:
          return '400'
        case 403:
          return '403'
        case 409:
          return '409'
        case 412:
          return '412'
        default:
          return 'not refused'
      }
    },
  }),
  undocumented({
    id: 'body.unknown-property',
    title: 'A property in a body that the metadata does not declare',
    covers,
    changes: 'own card',
    answers: {
      refused: { kiosk: 'sends none', hours: 'as they were punched' },
      ignored: {
        kiosk: 'sends none',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.unknownProperties = 'ignore'
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const body = { ...bodyOf(tenant), kioskProbe: true }
      const exchange = await tenant.change(cardCall.clockOut, { card, body })
      mustHaveStatus(exchange, 200, 204, 400)
      return exchange.status === 400 ? 'refused' : 'ignored'
    },
  }),
]

/** Until a moment that is neither a full second nor in the first or last seconds of a minute, so that no stamp is round by chance. */
function untilNoFullMomentMs(nowMs: number): number {
  const waitMs = 1_037 - (nowMs % 1_000)
  const second = Math.floor((nowMs + waitMs) / 1_000) % 60
  return second === 0 || second > 56 ? waitMs + ((61 - second) % 60) * 1_000 : waitMs
}
