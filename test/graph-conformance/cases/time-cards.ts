import { foreseen, mustHaveStatus } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { cardIn } from '../reading.ts'
import { pages } from './pages.ts'

const hourMs = 3_600_000

export const timeCardCases = [
  documented({
    id: 'card.fields',
    title:
      'A card has id, userId, state, clockInEvent and breaks, and clockOutEvent is null while it is open',
    source: pages.timeCard,
    covers: [cardCall.get],
    changes: 'own card',
    kiosk: 'takes what lacks one of the first four for no card, and says so in the log',
    otherwise: 'a person with an open card may be told that they are not clocked in',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      await tenant.cards.readWhen(card, () => true)
      const exchange = await tenant.request(cardCall.get, { card })
      const read = cardIn(exchange)
      foreseen(
        read.id === card && read.state === 'clockedIn',
        exchange,
        'expected the card that was asked for',
      )
      foreseen(
        read.clockOutEvent == null && Array.isArray(read.breaks),
        exchange,
        'expected no clockOutEvent yet',
      )
    },
  }),
  documented({
    id: 'card.id',
    title: 'A card’s id can stand in a path as it is',
    source: pages.timeCard,
    covers: [cardCall.clockIn],
    changes: 'own card',
    kiosk: 'takes a card with any other id for none',
    otherwise: 'no tap of that team is delivered',
    run: async (tenant) => {
      const exchange = await tenant.cards.make()
      mustHaveStatus(exchange, 201)
      const { id } = cardIn(exchange)
      foreseen(/^[\w.~!$'()*+,;=:@-]{1,200}$/.test(id), exchange, 'expected an id of whole characters')
    },
  }),
  documented({
    id: 'card.confirmed-by',
    title: 'A new card is confirmed by none',
    source: pages.clockIn,
    covers: [cardCall.clockIn],
    changes: 'own card',
    kiosk: 'says of a refused correction whether the card was confirmed',
    otherwise: 'none: the reason of a refused correction may be wrong',
    run: async (tenant) => {
      const { id: card, confirmedBy } = await tenant.cards.clockIn()
      const exchange = await tenant.request(cardCall.get, { card })
      foreseen(confirmedBy?.toLowerCase() === 'none', exchange, 'expected confirmedBy none')
    },
  }),
  undocumented({
    id: 'card.date-digits',
    title: 'How many digits behind the second a time is written with; the samples have several',
    covers: [cardCall.get],
    changes: 'own card',
    answers: {
      '3': { kiosk: 'reads it', hours: 'as they were punched' },
      '0': {
        kiosk: 'reads it',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.dateTimeDigits = 0
        },
      },
      '7': {
        kiosk: 'reads it',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.dateTimeDigits = 7
        },
      },
    },
    otherwise: 'none, if it is ISO 8601 with Z or an offset',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const { clockInEvent } = await tenant.cards.readWhen(card, () => true)
      const exchange = await tenant.request(cardCall.get, { card })
      const digits = /:\d{2}(?:\.(\d+))?Z$/.exec(clockInEvent.dateTime)
      foreseen(digits !== null, exchange, 'expected a time in UTC')
      const count = digits[1]?.length ?? 0
      foreseen(count === 0 || count <= 3 || count === 7, exchange, `expected 0, 3 or 7 digits, seen ${count}`)
      // A service that leaves zeros out writes one or two digits now and then.
      if (count === 0) return '0'
      return count === 7 ? '7' : '3'
    },
  }),
  documented({
    id: 'card.create',
    title: 'A POST with userId and both times is 201 with an ended card of that person',
    source: pages.create,
    covers: [cardCall.create],
    changes: 'own card',
    kiosk: 'does not create cards; the probe makes those of the past so',
    otherwise: 'none',
    run: async (tenant) => {
      const nowMs = Date.now()
      const card = await tenant.cards.create({ inMs: nowMs - 3 * hourMs, outMs: nowMs - 2 * hourMs })
      const exchange = await tenant.request(cardCall.get, { card: card.id })
      foreseen(card.state === 'clockedOut', exchange, 'expected the state clockedOut')
    },
  }),
  documented({
    id: 'card.delete',
    title: 'A DELETE of an ended card is 204, and the card is gone',
    source: pages.delete,
    covers: [cardCall.delete, cardCall.get],
    changes: 'own card',
    kiosk: 'deletes nothing; the probe leaves the team as it was so',
    otherwise: 'the probe leaves its cards behind, ended: their note tells them',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.ended()
      mustHaveStatus(await tenant.change(cardCall.delete, { card }), 204)
      const untilMs = Date.now() + tenant.patience.limitMs
      for (;;) {
        const exchange = await tenant.request(cardCall.get, { card })
        if (exchange.status !== 200) {
          mustHaveStatus(exchange, 404, 400, 410)
          return
        }
        foreseen(Date.now() < untilMs, exchange, 'expected the card to be gone')
        await tenant.wait(tenant.patience.everyMs)
      }
    },
  }),
  undocumented({
    id: 'card.delete-open',
    title: 'A DELETE of a card that is open',
    covers: [cardCall.delete],
    changes: 'own card',
    answers: {
      deleted: { kiosk: 'deletes nothing', hours: 'as they were punched' },
      refused: {
        kiosk: 'deletes nothing; the probe ends its card first',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.deleteOpenCard = 'refuse'
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const exchange = await tenant.change(cardCall.delete, { card })
      mustHaveStatus(exchange, 204, 400, 403, 409, 412)
      return exchange.status === 204 ? 'deleted' : 'refused'
    },
  }),
]
