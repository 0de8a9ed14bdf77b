import { z } from 'zod'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { pages } from './pages.ts'

const call = 'GET /v1.0/teams/{team}/schedule'
const covers = [call] as const

const schedule = z.looseObject({
  enabled: z.boolean().nullish(),
  timeZone: z.string().nullish(),
  provisionStatus: z.string().nullish(),
  timeClockEnabled: z.boolean().nullish(),
})

function scheduleIn(exchange: Exchange): z.infer<typeof schedule> {
  mustHaveStatus(exchange, 200)
  const parsed = schedule.safeParse(exchange.json)
  foreseen(parsed.success, exchange, 'expected a schedule')
  return parsed.data
}

export const scheduleCases = [
  documented({
    id: 'schedule.ready',
    title: 'A schedule in use has enabled, and provisionStatus completed in whichever case',
    source: pages.schedule,
    covers,
    changes: 'nothing',
    kiosk: 'raises an alarm before the first tap where it has not',
    otherwise: 'none: where Shifts does take a clock-out the alarm is wrong',
    run: async (tenant) => {
      const exchange = await tenant.request(call)
      const { enabled, provisionStatus } = scheduleIn(exchange)
      foreseen(enabled === true, exchange, 'expected enabled')
      foreseen(provisionStatus?.toLowerCase() === 'completed', exchange, 'expected provisionStatus completed')
    },
  }),
  documented({
    id: 'schedule.time-zone',
    title: 'A schedule’s time zone is a name of the tz database',
    source: pages.schedule,
    covers,
    changes: 'nothing',
    kiosk: 'shows times in it',
    otherwise: 'none: times are shown in this computer’s zone',
    run: async (tenant) => {
      const exchange = await tenant.request(call)
      const { timeZone } = scheduleIn(exchange)
      foreseen(isTimeZone(timeZone ?? ''), exchange, 'expected a time zone of the tz database')
    },
  }),
  documented({
    id: 'schedule.time-clock',
    title: 'A schedule says whether its time clock is on',
    source: pages.schedule,
    covers,
    changes: 'nothing',
    kiosk: 'raises an alarm before the first tap where it is off',
    otherwise: 'a time clock that is off shows with the first tap, not before',
    run: async (tenant) => {
      const exchange = await tenant.request(call)
      foreseen(
        typeof scheduleIn(exchange).timeClockEnabled === 'boolean',
        exchange,
        'expected timeClockEnabled',
      )
    },
  }),
  undocumented({
    id: 'schedule.time-clock-off',
    title: 'A clock-in while the team’s time clock is off',
    covers: [cardCall.clockIn],
    changes: 'own card',
    notProbed: 'the team’s time clock would have to be turned off',
    answers: {
      refused: {
        kiosk: 'says that Shifts refuses, and parks the tap; the alarm was there before it',
        hours: 'the tap is sent again once the time clock is on, at its own time',
      },
      accepted: {
        kiosk: 'goes on; only its alarm is wrong',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.timeClockOff = 'accept'
        },
      },
    },
    otherwise: 'taps wait, saved here',
    run: async (tenant) => {
      const restore = tenant.standIn?.turnTimeClockOff?.()
      try {
        const exchange = await tenant.cards.make()
        if (exchange.status === 201) return 'accepted'
        mustHaveStatus(exchange, 400, 403, 409, 412)
        return 'refused'
      } finally {
        restore?.()
      }
    },
  }),
]

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
