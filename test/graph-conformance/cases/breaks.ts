import { foreseen, mustHaveStatus } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { cardIn } from '../reading.ts'
import { pages } from './pages.ts'

const covers = [cardCall.startBreak, cardCall.endBreak] as const

export const breakCases = [
  undocumented({
    id: 'break.answer',
    title: 'What startBreak and endBreak are answered with: their pages say 204, the metadata says a card',
    covers,
    changes: 'own card',
    answers: {
      '204': { kiosk: 'clocks out next', hours: 'as they were punched' },
      '200 with the card': {
        kiosk: 'clocks out next, if the card is the one that was asked about, and not on a break',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.breakAnswer = 200
        },
      },
    },
    otherwise: 'a clock-out on a break may have to be tapped again',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const body = { isAtApprovedLocation: true, notes: tenant.cards.note }
      const start = await tenant.change(cardCall.startBreak, { card, body })
      mustHaveStatus(start, 204, 200)
      await tenant.wait(tenant.patience.betweenWritesMs)
      const end = await tenant.change(cardCall.endBreak, { card, body })
      mustHaveStatus(end, start.status)
      if (end.status === 204) return '204'
      const answered = cardIn(end)
      foreseen(
        answered.id === card && answered.state !== 'onBreak',
        end,
        'expected the same card, off its break',
      )
      return '200 with the card'
    },
  }),
  documented({
    id: 'break.states',
    title: 'A card is onBreak from startBreak to endBreak, and its break then has both times',
    source: pages.startBreak,
    covers: [...covers, cardCall.get],
    changes: 'own card',
    kiosk: 'counts onBreak as open, and takes breaks off the hours it shows',
    otherwise: 'a person on a break may be told that they are not clocked in',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const body = { isAtApprovedLocation: true, notes: tenant.cards.note }
      mustHaveStatus(await tenant.change(cardCall.startBreak, { card, body }), 200, 204)
      const during = await tenant.cards.readWhen(card, ({ state }) => state === 'onBreak')
      const exchange = await tenant.request(cardCall.get, { card })
      foreseen(during.state === 'onBreak', exchange, 'expected the state onBreak')
      mustHaveStatus(await tenant.change(cardCall.endBreak, { card, body }), 200, 204)
      const after = await tenant.cards.readWhen(card, ({ state }) => state === 'clockedIn')
      foreseen(after.state === 'clockedIn', exchange, 'expected the state clockedIn')
      foreseen(
        after.breaks?.length === 1 && after.breaks[0]?.end != null,
        exchange,
        'expected one break that has ended',
      )
    },
  }),
]
