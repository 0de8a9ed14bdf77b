import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import { pages } from './pages.ts'

const schedule = 'GET /v1.0/teams/{team}/schedule'
const covers = [schedule, cardCall.get] as const
const waits = 'every tap waits, saved here, and the alarm in-the-way stays on'

/** An answer of each class: success, no token, a token that was altered, something that is not there. */
async function oneOfEach(tenant: TestedTenant): Promise<readonly Exchange[]> {
  return [
    await tenant.request(schedule),
    await tenant.requestWith('none', schedule),
    await tenant.requestWith('altered', schedule),
    await unknownCard(tenant),
  ]
}

function unknownCard(tenant: TestedTenant): Promise<Exchange> {
  return tenant.request(cardCall.get, { card: `TCK_${randomUUID()}` })
}

const error = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) })

function errorIn(exchange: Exchange): z.infer<typeof error>['error'] {
  const parsed = error.safeParse(exchange.json)
  foreseen(parsed.success, exchange, 'expected { error: { code, message } }')
  return parsed.data.error
}

/** What Graph's answers have in common, whatever was asked. */
export const answerCases = [
  documented({
    id: 'answer.request-id',
    title: 'Each answer has a request-id: a success, a 401 and a 4xx alike',
    source: pages.bestPractices,
    covers,
    changes: 'nothing',
    kiosk: 'believes no answer without one, and logs that of each failure',
    otherwise: waits,
    run: async (tenant) => {
      for (const exchange of await oneOfEach(tenant)) {
        const id = exchange.headers.get('request-id') ?? ''
        foreseen(/^[A-Za-z0-9-]{1,64}$/.test(id), exchange, 'expected the header request-id')
      }
    },
  }),
  undocumented({
    id: 'answer.client-request-id',
    title: 'An answer repeats the client-request-id',
    covers: [schedule],
    changes: 'nothing',
    answers: {
      repeated: { kiosk: 'logs its own all the same', hours: 'as they were punched' },
      'not repeated': {
        kiosk: 'logs its own all the same',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.echoesClientRequestId = false
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const { headers } = await tenant.request(schedule)
      return headers.has('client-request-id') ? 'repeated' : 'not repeated'
    },
  }),
  documented({
    id: 'answer.date',
    title: 'Each answer has a Date, within a quarter of an hour of this computer’s clock',
    source: pages.bestPractices,
    covers,
    changes: 'nothing',
    kiosk: 'knows the servers’ time by it, and with it the time of a tap',
    otherwise: 'the time of a tap is this computer’s, right or wrong',
    run: async (tenant) => {
      for (const exchange of await oneOfEach(tenant)) {
        const dateMs = Date.parse(exchange.headers.get('date') ?? '')
        foreseen(
          Math.abs(dateMs - exchange.answeredAtMs) < 15 * 60_000,
          exchange,
          'expected a Date near to now',
        )
      }
    },
  }),
  documented({
    id: 'error.body',
    title: 'An error is { error: { code, message } }, with the request-id inside too',
    source: pages.errors,
    covers,
    changes: 'nothing',
    kiosk: 'shows the code to the person, and keeps the message for IT',
    otherwise: 'none: the status decides; a reason stands there without its code',
    run: async (tenant) => {
      errorIn(await unknownCard(tenant))
      errorIn(await tenant.requestWith('altered', schedule))
    },
  }),
  undocumented({
    id: 'error.inner-name',
    title: 'How the inner error is spelt',
    covers: [cardCall.get],
    changes: 'nothing',
    answers: {
      innerError: { kiosk: 'reads it', hours: 'as they were punched' },
      innererror: {
        kiosk: 'reads it',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.innerErrorName = 'innererror'
        },
      },
    },
    otherwise: 'none: a code inside it is not found, the outer one is shown',
    run: async (tenant) => {
      const exchange = await unknownCard(tenant)
      const found = (['innerError', 'innererror'] as const).find((name) => name in errorIn(exchange))
      foreseen(found !== undefined, exchange, 'expected an inner error')
      return found
    },
  }),
  undocumented({
    id: 'error.code-place',
    title: 'Where the exact code of an error stands',
    covers: [cardCall.get],
    changes: 'nothing',
    answers: {
      outside: { kiosk: 'shows it', hours: 'as they were punched' },
      'in JSON inside the message': {
        kiosk: 'parses the message, and shows that code',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.errorForm = 'json-in-message'
        },
      },
      'in the inner error': {
        kiosk: 'shows the innermost code',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.errorForm = 'nested'
        },
      },
    },
    otherwise: 'none: the status decides',
    run: async (tenant) => {
      const found = errorIn(await unknownCard(tenant))
      if (found.message.trimStart().startsWith('{')) return 'in JSON inside the message'
      const inner = z.looseObject({ code: z.string() }).safeParse(found['innerError'] ?? found['innererror'])
      return inner.success ? 'in the inner error' : 'outside'
    },
  }),
  documented({
    id: 'error.no-token',
    title: 'A request without a token is 401',
    source: pages.errors,
    covers: [schedule],
    changes: 'nothing',
    kiosk: 'sends none without; --check-config --online sends one, to see whether Graph is there',
    otherwise: 'none',
    run: async (tenant) => mustHaveStatus(await tenant.requestWith('none', schedule), 401),
  }),
  documented({
    id: 'error.bad-token',
    title: 'A token that is not good is 401',
    source: pages.errors,
    covers: [schedule],
    changes: 'nothing',
    kiosk: 'fetches a fresh one, and sends the same request once more',
    otherwise: 'taps wait, saved here, until the token has run out',
    run: async (tenant) => mustHaveStatus(await tenant.requestWith('altered', schedule), 401),
  }),
  documented({
    id: 'error.no-permission',
    title: 'A call that nobody has consented to is 403',
    source: pages.errors,
    covers: [schedule],
    changes: 'nothing',
    notProbed: 'consent would have to be taken away',
    kiosk: 'says that Shifts refuses, parks the tap, and raises an alarm before the first tap',
    otherwise: 'taps are tried again for ten minutes, or wait',
    run: async (tenant) => {
      const restore = tenant.standIn?.consentTo?.([])
      try {
        mustHaveStatus(await tenant.requestWith('fresh', schedule), 403)
      } finally {
        restore?.()
      }
    },
  }),
  undocumented({
    id: 'error.unknown-card',
    title: 'A card that does not exist',
    covers: [cardCall.get],
    changes: 'nothing',
    answers: {
      '404': {
        kiosk: 'tries again for ten minutes, for it may not be to be seen yet; then parks the tap',
        hours: 'a manager ends the card by hand, or the tap is sent again',
      },
      '400': {
        kiosk: 'parks the tap with the code',
        hours: 'a manager ends the card by hand, or the tap is sent again',
        setting: (rules) => {
          rules.unknownCard = 400
        },
      },
    },
    otherwise: 'a tap whose card was deleted may wait for ever',
    run: async (tenant) => {
      const exchange = await unknownCard(tenant)
      mustHaveStatus(exchange, 404, 400)
      return exchange.status === 404 ? '404' : '400'
    },
  }),
  undocumented({
    id: 'error.unknown-team',
    title: 'A team that does not exist, or is not the app’s',
    covers: [schedule],
    changes: 'nothing',
    answers: {
      '404': { kiosk: 'raises an alarm before the first tap', hours: 'taps are parked with the reason' },
      '403': {
        kiosk: 'raises an alarm before the first tap',
        hours: 'taps are parked with the reason',
        setting: (rules) => {
          rules.unknownTeam = 403
        },
      },
    },
    otherwise: 'a wrong team in the config shows with the first tap, not before',
    run: async (tenant) => {
      const exchange = await tenant.request(schedule, { team: randomUUID() })
      mustHaveStatus(exchange, 404, 403)
      return exchange.status === 404 ? '404' : '403'
    },
  }),
  documented({
    id: 'error.card-of-other-team',
    title: 'A card is not to be had through another team',
    source: pages.errors,
    covers: [cardCall.get],
    changes: 'own card',
    kiosk: 'asks for a card through its own team alone',
    otherwise: 'none: every change is made on a card of the tap’s own person',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      mustHaveStatus(await tenant.request(cardCall.get, { card, team: randomUUID() }), 403, 404)
    },
  }),
]
