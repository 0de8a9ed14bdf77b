/** What a code of Entra's means for a kiosk, and what to do. */
export interface EntraWords {
  readonly detail: string
  readonly fix: string
  /** The page of Microsoft's that says so. */
  readonly source: 'error-codes' | 'service-principal' | 'certificate-credentials'
}

const portal = 'in the Microsoft Entra admin center'

/**
 * The codes that signing in as an app can bring. Read on Microsoft's pages:
 * `error-codes`: "Microsoft Entra authentication and authorization error codes" (ms.date 06/07/2023);
 * `service-principal`: "Troubleshoot authentication with service principal" (Azure SDK for Java);
 * `certificate-credentials`: "Microsoft identity platform application authentication certificate credentials".
 * Microsoft may change codes at any time: a code that is not here is told with the page that explains it, and nothing but
 * words depends on any.
 */
export const entraCodes: Readonly<Record<string, EntraWords>> = {
  AADSTS90002: {
    detail: 'There is no such tenant',
    fix: `Check signIn.tenantId: "Tenant ID" on the overview page ${portal}; and endpoints.login, where the tenant is of a national cloud.`,
    source: 'error-codes',
  },
  AADSTS90038: {
    detail: 'The tenant belongs to another cloud',
    fix: 'Set endpoints.login and endpoints.graph to those of its cloud. Time cards exist in the global cloud alone.',
    source: 'error-codes',
  },
  AADSTS700016: {
    detail: 'The tenant has no app with this client ID',
    fix: `Check signIn.clientId ("Application (client) ID" of the app registration) and signIn.tenantId: the app has to be in that tenant.`,
    source: 'error-codes',
  },
  AADSTS7000112: {
    detail: 'The app is disabled in the tenant',
    fix: `Enterprise applications > the app > Properties: set "Enabled for users to sign in?" to Yes, ${portal}.`,
    source: 'error-codes',
  },
  AADSTS7000215: {
    detail: 'The client secret is wrong',
    fix: 'Put the secret’s Value, not its Secret ID, into SHIFTS_KIOSK_CLIENT_SECRET; or better, sign in with a certificate.',
    source: 'error-codes',
  },
  AADSTS7000222: {
    detail: 'The client secret has expired',
    fix: 'Make a new one under Certificates & secrets; or better, sign in with a certificate.',
    source: 'error-codes',
  },
  AADSTS7000218: {
    detail: 'The sign-in arrived without its credential',
    fix: 'Look at what changes requests on the way to the sign-in service.',
    source: 'error-codes',
  },
  AADSTS700027: {
    detail:
      'The certificate is not one that the app registration takes: never uploaded there, removed, or expired',
    fix: 'Upload the certificate under Certificates & secrets of the app registration, and compare the thumbprints.',
    source: 'service-principal',
  },
  AADSTS50012: {
    detail: 'The certificate was not accepted',
    fix: 'Upload the certificate under Certificates & secrets of the app registration, and compare the thumbprints.',
    source: 'error-codes',
  },
  AADSTS700021: {
    detail: 'The client ID in the signed request is not that of the app',
    fix: 'Check signIn.clientId.',
    source: 'service-principal',
  },
  AADSTS700023: {
    detail: 'The signed request was made for another sign-in endpoint',
    fix: 'Check signIn.tenantId and endpoints.login: where a proxy of your own is named there, it has to hand on Microsoft’s metadata unchanged.',
    source: 'service-principal',
  },
  AADSTS700024: {
    detail: 'The signed request was not valid at this time: this computer’s clock is wrong',
    fix: 'Set the clock, and have it kept right by NTP (Windows: w32tm /resync; Linux: timedatectl set-ntp true).',
    source: 'certificate-credentials',
  },
  AADSTS53003: {
    detail: 'A Conditional Access policy of the tenant forbids it',
    fix: `Entra admin center > Protection > Conditional Access: look for policies for workload identities, such as one of locations, and let this app through.`,
    source: 'error-codes',
  },
  AADSTS530032: {
    detail: 'A security policy of the tenant forbids it',
    fix: 'Have the tenant’s administrator look for the policy that blocks this app.',
    source: 'error-codes',
  },
  AADSTS500011: {
    detail: 'Microsoft Graph is not known to the tenant',
    fix: 'Check endpoints.graph, and that the tenant is the right one.',
    source: 'error-codes',
  },
  AADSTS50020: {
    detail: 'Entra looked for a person’s account, and a kiosk signs in as an app',
    fix: 'Check endpoints.login: something changes the sign-in on its way.',
    source: 'error-codes',
  },
}

/** Entra does not know the certificate, or not any more. */
const unknownCertificate: ReadonlySet<string> = new Set(['AADSTS700027', 'AADSTS50012'])

export function isUnknownCertificate(code: string | undefined): boolean {
  return code !== undefined && unknownCertificate.has(code)
}

/** Of any other code. */
export function wordsForCode(code: string): Omit<EntraWords, 'source'> {
  const known = entraCodes[code]
  if (known !== undefined) return known
  const number = /^AADSTS(\d+)$/.exec(code)?.[1]
  return {
    detail: 'Entra refuses the sign-in',
    fix:
      number === undefined
        ? 'Look at the sign-in logs of the app (Service principal sign-ins) in the Microsoft Entra admin center.'
        : `https://login.microsoftonline.com/error?code=${number} explains it; see also the app's sign-in logs (Service principal sign-ins).`,
  }
}
