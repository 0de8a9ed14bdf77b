import { z } from 'zod'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, NotSeen } from '../graph-case.ts'
import { accessTokenIn, permissionsIn } from '../sign-in-requests.ts'
import { pages } from './pages.ts'

const covers = ['POST /{tenant}/oauth2/v2.0/token'] as const
const noHours = 'no tap is lost: taps are saved here and wait for a token'

const token = z.looseObject({
  token_type: z.string(),
  expires_in: z.number().int(),
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
})
const refusal = z.looseObject({
  error: z.string(),
  error_description: z.string(),
  error_codes: z.array(z.number()),
  trace_id: z.string(),
  correlation_id: z.string(),
})

function tokenIn(exchange: Exchange): z.infer<typeof token> {
  mustHaveStatus(exchange, 200)
  const parsed = token.safeParse(exchange.json)
  foreseen(parsed.success, exchange, 'expected a token')
  return parsed.data
}

/** A refusal with one of these AADSTS numbers at the beginning of its description, as the kiosk looks for it. */
/**
 * RFC 6749, section 5.2, allows 400 and 401 for a client that is not let in, and the page of the client credentials shows 400:
 * MSAL goes by the body.
 */
const notLetIn = [400, 401] as const

function mustRefuse(
  exchange: Exchange,
  statuses: readonly number[],
  error: string,
  codes: readonly number[],
): void {
  mustHaveStatus(exchange, ...statuses)
  const parsed = refusal.safeParse(exchange.json)
  foreseen(parsed.success && parsed.data.error === error, exchange, `expected the error ${error}`)
  const code = Number(/^AADSTS(\d+): /.exec(parsed.data.error_description)?.[1])
  foreseen(
    codes.includes(code),
    exchange,
    `expected ${codes.map((one) => `AADSTS${one}`).join(' or ')}, seen AADSTS${code}`,
  )
}

export const signInCases = [
  documented({
    id: 'token.certificate',
    title: 'A certificate that was uploaded to the app gets a token, by a PS256 assertion with x5t#S256',
    source: pages.certificateCredentials,
    covers,
    changes: 'nothing',
    kiosk: 'signs in with it',
    otherwise: noHours,
    run: async (tenant) => {
      if (tenant.credentialKind !== 'certificate')
        throw new NotSeen('the config signs in with a client secret')
      tokenIn(await tenant.signIn())
    },
  }),
  documented({
    id: 'token.secret',
    title: 'A client secret of the app gets a token',
    source: pages.clientCredentials,
    covers,
    changes: 'nothing',
    kiosk: 'signs in with it',
    otherwise: noHours,
    run: async (tenant) => {
      if (tenant.credentialKind !== 'secret') throw new NotSeen('the config signs in with a certificate')
      tokenIn(await tenant.signIn())
    },
  }),
  documented({
    id: 'token.type',
    title: 'A token is of the type Bearer, and of characters that a header can carry',
    source: pages.clientCredentials,
    covers,
    changes: 'nothing',
    kiosk: 'sends it as Authorization: Bearer',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.signIn()
      foreseen(/^bearer$/i.test(tokenIn(exchange).token_type), exchange, 'expected the type Bearer')
    },
  }),
  documented({
    id: 'token.expires-in',
    title: 'A token says how many seconds it lives, from ten minutes to a day',
    source: pages.clientCredentials,
    covers,
    changes: 'nothing',
    kiosk: 'fetches the next one after half of that',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.signIn()
      const { expires_in: seconds } = tokenIn(exchange)
      foreseen(seconds >= 600 && seconds <= 86_400, exchange, 'expected between 600 and 86,400 seconds')
    },
  }),
  documented({
    id: 'token.roles',
    title: 'A token names the permissions that were consented to, Schedule.ReadWrite.All among them',
    source: pages.accessTokenClaims,
    covers,
    changes: 'nothing',
    kiosk: 'does not look inside: the service tells it by 403 what is missing',
    otherwise:
      'taps are parked with the reason until an admin consents, then sent again with --journal retry',
    run: async (tenant) => {
      const exchange = await tenant.signIn()
      const roles = permissionsIn(accessTokenIn(exchange))
      if (roles === undefined) throw new NotSeen('the token cannot be read, which is its right')
      foreseen(roles.includes('Schedule.ReadWrite.All'), exchange, 'expected the role Schedule.ReadWrite.All')
    },
  }),
  documented({
    id: 'token.id',
    title: 'Each answer of Entra has an id: x-ms-request-id, and trace_id in a refusal',
    // No page names the header for the token endpoint; Microsoft's own library reads it there.
    source: { metadata: '@azure/msal-common 16.17.0: dist/protocol/Token, HeaderNames.X_MS_REQUEST_ID' },
    covers,
    changes: 'nothing',
    kiosk: 'takes an answer without one for that of something on the way',
    otherwise: 'every tap waits, saved here, and the alarm in-the-way stays on',
    run: async (tenant) => {
      for (const as of ['as configured', 'wrong secret'] as const) {
        const exchange = await tenant.signIn(as)
        foreseen(isId(exchange.headers.get('x-ms-request-id')), exchange, `expected x-ms-request-id (${as})`)
      }
    },
  }),
  documented({
    id: 'token.wrong-secret',
    title: 'A wrong client secret is refused as invalid_client, AADSTS7000215',
    source: pages.errorCodes,
    covers,
    changes: 'nothing',
    kiosk: 'logs the code, and raises the alarm of the sign-in',
    otherwise: noHours,
    run: async (tenant) =>
      mustRefuse(await tenant.signIn('wrong secret'), notLetIn, 'invalid_client', [7000215]),
  }),
  documented({
    id: 'token.unregistered-certificate',
    title:
      'A certificate that the app does not have is refused as invalid_client, AADSTS700027 or AADSTS50012',
    source: pages.errorCodes,
    covers,
    changes: 'nothing',
    kiosk: 'logs the code, and raises the alarm of the sign-in',
    otherwise: noHours,
    run: async (tenant) =>
      mustRefuse(
        await tenant.signIn('unregistered certificate'),
        notLetIn,
        'invalid_client',
        [700027, 50012],
      ),
  }),
  documented({
    id: 'token.expired-assertion',
    title: 'An assertion outside its time is refused as invalid_client, AADSTS700024',
    source: pages.errorCodes,
    covers,
    changes: 'nothing',
    kiosk: 'says by this code alone that the clock of the computer is wrong, and by how much',
    otherwise: 'none: a wrong clock is then told as a refused sign-in',
    run: async (tenant) =>
      mustRefuse(await tenant.signIn('expired assertion'), notLetIn, 'invalid_client', [700024]),
  }),
  documented({
    id: 'token.unknown-app',
    title: 'An app that the tenant does not know is 400 unauthorized_client, AADSTS700016',
    source: pages.errorCodes,
    covers,
    changes: 'nothing',
    kiosk: 'logs the code, and raises the alarm of the sign-in',
    otherwise: noHours,
    run: async (tenant) =>
      mustRefuse(await tenant.signIn('unknown app'), [400], 'unauthorized_client', [700016]),
  }),
  documented({
    id: 'token.unknown-tenant',
    title: 'A tenant that does not exist is 400 with AADSTS90002',
    source: pages.errorCodes,
    covers,
    changes: 'nothing',
    kiosk: 'logs the code, and raises the alarm of the sign-in',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.signIn('unknown tenant')
      mustHaveStatus(exchange, 400)
      const parsed = z.looseObject({ error_description: z.string() }).safeParse(exchange.json)
      foreseen(
        parsed.data?.error_description.startsWith('AADSTS90002:') === true,
        exchange,
        'expected AADSTS90002',
      )
    },
  }),
  documented({
    id: 'discovery.metadata',
    title: "The tenant's metadata names a token endpoint of the sign-in service",
    source: pages.clientCredentials,
    covers: ['GET /{tenant}/v2.0/.well-known/openid-configuration'],
    changes: 'nothing',
    kiosk: 'sends the credential there, and nowhere else',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.discover('GET /{tenant}/v2.0/.well-known/openid-configuration')
      mustHaveStatus(exchange, 200)
      const parsed = z.looseObject({ token_endpoint: z.url(), issuer: z.string() }).safeParse(exchange.json)
      foreseen(parsed.success, exchange, 'expected a token endpoint and an issuer')
      const isOfService = new URL(parsed.data.token_endpoint).origin === new URL(exchange.url).origin
      foreseen(isOfService, exchange, 'expected a token endpoint of the same origin')
    },
  }),
  documented({
    id: 'discovery.instance',
    title: 'The sign-in service names its aliases',
    source: pages.clientCredentials,
    covers: ['GET /common/discovery/instance'],
    changes: 'nothing',
    kiosk: 'leaves it to MSAL, which does not ask where the authority is known',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.discover('GET /common/discovery/instance')
      mustHaveStatus(exchange, 200)
      const parsed = z.looseObject({ tenant_discovery_endpoint: z.url() }).safeParse(exchange.json)
      foreseen(parsed.success, exchange, 'expected a discovery endpoint')
    },
  }),
]

function isId(value: string | null): boolean {
  return value !== null && /^[A-Za-z0-9-]{1,64}$/.test(value)
}
