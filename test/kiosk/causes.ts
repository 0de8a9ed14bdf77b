import type { Box, kioskAndTenant } from './kiosk-and-tenant.ts'
import { hourMs } from './kiosk-and-tenant.ts'

export type World = Awaited<ReturnType<typeof kioskAndTenant>>

/** One thing that can be wrong, or right, when somebody taps. */
export interface Cause {
  readonly name: string
  readonly make: (world: World) => void
}

const personId = '7d5f0f0e-0000-4000-8000-000000000001'

const onShift = ({ addOpenCard, trueMs }: World, hours = 6): string => addOpenCard(trueMs() - hours * hourMs)

const whileOnShift =
  (make: (world: World) => void) =>
  (world: World): void => {
    onShift(world)
    make(world)
  }

/** Entra's refusal, as the page "Microsoft identity platform authentication and authorization error codes" names them. */
const entraRefuses = (aadsts: number): ((world: World) => void) => {
  const box: Box = (response, _, { pathname }) =>
    pathname.endsWith('/token')
      ? Response.json(
          { error: 'invalid_client', error_description: `AADSTS${aadsts}: No.`, error_codes: [aadsts] },
          { status: 401, headers: { 'x-ms-request-id': 'e-1' } },
        )
      : response
  return whileOnShift(({ between }) => between(box))
}

export const causes: readonly Cause[] = [
  { name: 'nothing', make: (world) => void onShift(world) },
  {
    name: 'no connection',
    make: whileOnShift(({ between }) => between(() => undefined)),
  },
  {
    name: 'Shifts does not answer the clock-out',
    make: whileOnShift(({ tenant }) => tenant.faults.set({ kind: 'silence' }, { routes: ['clock-out'] })),
  },
  {
    name: 'Shifts is down (503)',
    make: whileOnShift(({ tenant }) =>
      tenant.faults.set({ kind: 'status', status: 503 }, { routes: 'graph' }),
    ),
  },
  {
    name: 'Graph throttles (429)',
    make: whileOnShift(({ tenant }) =>
      tenant.faults.set({ kind: 'status', status: 429, retryAfter: '30' }, { routes: 'graph' }),
    ),
  },
  {
    name: 'a proxy wants a password (407)',
    make: whileOnShift(({ between }) =>
      between(() => new Response('', { status: 407, headers: { 'proxy-authenticate': 'Basic realm="p"' } })),
    ),
  },
  {
    name: 'a sign-in page of the network answers in place of Microsoft',
    make: whileOnShift(({ tenant }) => tenant.faults.set({ kind: 'html', status: 200 })),
  },
  { name: 'the client secret is wrong (AADSTS7000215)', make: entraRefuses(7000215) },
  { name: 'the client secret has expired (AADSTS7000222)', make: entraRefuses(7000222) },
  { name: 'the certificate is not registered (AADSTS700027)', make: entraRefuses(700027) },
  { name: 'the app is not known in the tenant (AADSTS700016)', make: entraRefuses(700016) },
  { name: 'Conditional Access blocks the app (AADSTS53003)', make: entraRefuses(53003) },
  {
    name: 'no permission was consented to',
    make: whileOnShift(({ tenant }) => void (tenant.consent = [])),
  },
  {
    name: 'consent to Schedule.Read.All alone',
    make: whileOnShift(({ tenant }) => void (tenant.consent = ['Schedule.Read.All'])),
  },
  {
    name: 'the team is not known to Shifts (404)',
    make: whileOnShift(({ tenant }) =>
      tenant.faults.set({ kind: 'status', status: 404, code: 'NotFound' }, { routes: 'graph' }),
    ),
  },
  {
    name: 'the time clock of the team is off',
    make: whileOnShift(({ tenant }) => void (tenant.schedule.timeClockEnabled = false)),
  },
  {
    name: 'a workforce connector refuses the clock-out',
    make: whileOnShift(({ tenant }) => void (tenant.rules.connectorVeto = 'The pay period is closed.')),
  },
  { name: 'the roster holds another user id', make: () => undefined },
  {
    name: 'not clocked in; the last shift ended yesterday',
    make: ({ tenant, trueMs }) =>
      void tenant.addCard({
        userId: personId,
        clockedInAtMs: trueMs() - 30 * hourMs,
        clockedOutAtMs: trueMs() - 22 * hourMs,
      }),
  },
  {
    name: 'clocked out already, by phone',
    make: ({ tenant, trueMs }) =>
      void tenant.addCard({
        userId: personId,
        clockedInAtMs: trueMs() - 8 * hourMs,
        clockedOutAtMs: trueMs() - hourMs,
      }),
  },
  // A whole day: at any hour of the day the card was opened the day before.
  { name: 'a clock-out forgotten the day before', make: (world) => void onShift(world, 24) },
]
