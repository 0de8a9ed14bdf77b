import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { cardIn, timeOf } from '../reading.ts'
import { pages } from './pages.ts'

const covers = [cardCall.clockIn] as const

export const clockInCases = [
  documented({
    id: 'clock-in.on-behalf',
    title: 'A clock-in with onBehalfOfUserId is 201 with that person’s card, clocked in',
    source: pages.clockIn,
    covers,
    changes: 'own card',
    kiosk: 'does not clock in yet; the probe makes its own cards so',
    otherwise: 'none',
    run: async (tenant) => {
      const exchange = await tenant.cards.make()
      mustHaveStatus(exchange, 201)
      const card = cardIn(exchange)
      foreseen(card.state === 'clockedIn', exchange, 'expected the state clockedIn')
      foreseen(
        card.userId.toLowerCase() === tenant.userId.toLowerCase(),
        exchange,
        'expected that person’s card',
      )
    },
  }),
  documented({
    id: 'clock-in.stamp',
    title: 'A clock-in is stamped with the service’s time, within a minute',
    source: pages.clockIn,
    covers,
    changes: 'own card',
    kiosk: 'never ends a card by a tap from before its clock-in',
    otherwise: 'a tap right after a clock-in may find no card',
    run: async (tenant) => {
      const exchange = await tenant.cards.make()
      mustHaveStatus(exchange, 201)
      const card = cardIn(exchange)
      const serviceMs = Date.parse(exchange.headers.get('date') ?? '')
      const isNow = Math.abs(timeOf(card.clockInEvent) - serviceMs) <= 61_000
      foreseen(isNow, exchange, 'expected a stamp of the service’s time')
    },
  }),
  undocumented({
    id: 'clock-in.while-clocked-in',
    title: 'A clock-in of a person who is clocked in',
    covers,
    changes: 'own card',
    answers: {
      refused: { kiosk: 'finds one open card', hours: 'as they were punched' },
      'a second card': {
        kiosk: 'ends the one that was clocked in last before the tap',
        hours: 'the other card stays open, for a manager',
        setting: (rules) => {
          rules.clockInWhileClockedIn = 'accept'
        },
      },
      'the same card': {
        kiosk: 'finds one open card',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.clockInWhileClockedIn = 'ignore'
        },
      },
    },
    otherwise: 'a person may have an open card that the kiosk does not see',
    run: async (tenant) => {
      const { id } = await tenant.cards.clockIn()
      const exchange = await tenant.cards.make()
      if ([400, 403, 409, 412].includes(exchange.status)) return 'refused'
      mustHaveStatus(exchange, 201)
      const second = cardIn(exchange)
      return second.id === id ? 'the same card' : 'a second card'
    },
  }),
  undocumented({
    id: 'acts-as.demanded',
    title: 'Which changes want the header MS-APP-ACTS-AS, of which the pages say both',
    covers: [cardCall.clockIn, cardCall.clockOut, cardCall.replace],
    changes: 'own card',
    answers: {
      none: { kiosk: 'sends none', hours: 'as they were punched' },
      'clock-in and replacement': {
        kiosk: 'repeats a correction once with it, and sends it for the rest of the run',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.actsAsHeader = 'required'
        },
      },
      'every change': {
        kiosk: 'repeats a change once with it, and sends it for the rest of the run',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.actsAsHeader = 'by-every-change'
        },
      },
    },
    otherwise: 'taps are parked with the code until the header is sent',
    run: async (tenant) => {
      // Without the header, as the first request of a run.
      const asks = async (asked: Promise<Exchange>): Promise<boolean> => {
        const exchange = await asked
        const isMissing = exchange.status === 400 && exchange.text.includes('MissingUserIdHeaderInAppContext')
        if (!isMissing) mustHaveStatus(exchange, 200, 201, 204)
        return isMissing
      }
      const clockIn = await asks(
        tenant.cards.make({ send: (call, options) => tenant.request(call, options) }),
      )
      await tenant.cards.removeAll()
      const { id: card } = await tenant.cards.clockIn()
      const body = { isAtApprovedLocation: true, notes: tenant.cards.note }
      const clockOut = await asks(tenant.request(cardCall.clockOut, { card, body }))
      if (clockOut) await tenant.change(cardCall.clockOut, { card, body })
      const ended = await tenant.cards.readWhen(card, ({ state }) => state === 'clockedOut')
      const { userId, state, clockInEvent, clockOutEvent } = ended
      const replacement = { userId, state, clockInEvent, clockOutEvent }
      const replace = await asks(tenant.request(cardCall.replace, { card, body: replacement }))
      if (clockOut) return 'every change'
      return clockIn || replace ? 'clock-in and replacement' : 'none'
    },
  }),
]
