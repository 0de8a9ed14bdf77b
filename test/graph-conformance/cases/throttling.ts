import { mustHaveStatus } from '../exchange.ts'
import { documented, undocumented, type Measured } from '../graph-case.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import { pages } from './pages.ts'

const schedule = 'GET /v1.0/teams/{team}/schedule'
const covers = [schedule] as const
const notProbed = 'a real tenant is never brought to its limits'

async function throttled(tenant: TestedTenant) {
  const restore = tenant.standIn?.throttle?.()
  try {
    return await tenant.request(schedule)
  } finally {
    restore?.()
  }
}

export const throttlingCases = [
  documented({
    id: 'throttling.status',
    title: 'A request above the limits is 429',
    source: pages.throttling,
    covers,
    changes: 'nothing',
    notProbed,
    kiosk: 'takes it for a request that had no effect, and sends it again after the pause',
    otherwise: 'taps wait, saved here',
    run: async (tenant) => mustHaveStatus(await throttled(tenant), 429),
  }),
  undocumented({
    id: 'throttling.retry-after',
    title: 'What a 429 says of when to come again; the page does not name Shifts among those that say it',
    covers,
    changes: 'nothing',
    notProbed,
    answers: {
      seconds: { kiosk: 'waits so long, with all of its requests', hours: 'as they were punched' },
      nothing: {
        kiosk: 'waits for a time that doubles, up to a minute',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.pace = { perTeamPerSecond: 1_000, perTenantPerSecond: 1_000, retryAfter: 'absent' }
        },
      },
    },
    otherwise: 'taps wait, saved here',
    run: async (tenant): Promise<'nothing' | Measured<'seconds'>> => {
      const exchange = await throttled(tenant)
      mustHaveStatus(exchange, 429)
      const said = exchange.headers.get('retry-after')
      if (said === null) return 'nothing'
      return { name: 'seconds', measuredMs: { retryAfterMs: Number(said) * 1_000 } }
    },
  }),
]
