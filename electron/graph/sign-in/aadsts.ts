/** The meaning of an Entra error code for a kiosk, and the fix. */
export interface EntraExplanation {
  readonly detail: string
  readonly fix: string
  /** The Microsoft page that documents it. */
  readonly source: 'error-codes' | 'service-principal' | 'certificate-credentials'
}

const portal = 'in the Microsoft Entra admin center'

/**
 * Error codes that can occur when signing in as an app, from these Microsoft pages:
 * - `error-codes`: "Microsoft Entra authentication and authorization error codes" (ms.date 06/07/2023);
 * - `service-principal`: "Troubleshoot authentication with service principal" (Azure SDK for Java);
 * - `certificate-credentials`: "Microsoft identity platform application authentication certificate
 *   credentials".
 *
 * Microsoft may change codes at any time. For a code that is not listed, the message links to the page that
 * explains it; nothing but wording depends on any code.
 */
export const entraCodes: Readonly<Record<string, EntraExplanation>> = {
  AADSTS90002: {
    detail: 'The tenant does not exist',
    fix: `Check signIn.tenantId ("Tenant ID" on the overview page ${portal}) and, for a national cloud, endpoints.login.`,
    source: 'error-codes',
  },
  AADSTS90038: {
    detail: 'The tenant belongs to another cloud',
    fix: 'Set endpoints.login and endpoints.graph to those of its cloud. Time cards exist only in the global cloud.',
    source: 'error-codes',
  },
  AADSTS700016: {
    detail: 'The tenant has no app with this client ID',
    fix: `Check signIn.clientId ("Application (client) ID" of the app registration) and signIn.tenantId: the app must be in that tenant.`,
    source: 'error-codes',
  },
  AADSTS7000112: {
    detail: 'The app is disabled in the tenant',
    fix: `Set "Enabled for users to sign in?" to Yes under Enterprise applications > the app > Properties ${portal}.`,
    source: 'error-codes',
  },
  AADSTS7000215: {
    detail: 'The client secret is wrong',
    fix: 'Put the secret’s Value, not its Secret ID, into SHIFTS_KIOSK_CLIENT_SECRET; or better, sign in with a certificate.',
    source: 'error-codes',
  },
  AADSTS7000222: {
    detail: 'The client secret has expired',
    fix: 'Create a new one under Certificates & secrets; or better, sign in with a certificate.',
    source: 'error-codes',
  },
  AADSTS7000218: {
    detail: 'The sign-in arrived without its credential',
    fix: 'Find out what changes requests between the kiosk and the sign-in service.',
    source: 'error-codes',
  },
  AADSTS700027: {
    detail:
      'The app registration does not accept the certificate: it was never uploaded, was removed, or has expired',
    fix: 'Upload the certificate under Certificates & secrets of the app registration, and compare the thumbprints.',
    source: 'service-principal',
  },
  AADSTS50012: {
    detail: 'The certificate was not accepted',
    fix: 'Upload the certificate under Certificates & secrets of the app registration, and compare the thumbprints.',
    source: 'error-codes',
  },
  AADSTS700021: {
    detail: 'The client ID in the signed request is not the app’s',
    fix: 'Check signIn.clientId.',
    source: 'service-principal',
  },
  AADSTS700023: {
    detail: 'The signed request was made for another sign-in endpoint',
    fix: 'Check signIn.tenantId and endpoints.login. If endpoints.login names your own proxy, it must pass on Microsoft’s metadata unchanged.',
    source: 'service-principal',
  },
  AADSTS700024: {
    detail: 'The signed request was not valid at this time: this computer’s clock is wrong',
    fix: 'Set the clock and turn on NTP (Windows: w32tm /resync; Linux: timedatectl set-ntp true).',
    source: 'certificate-credentials',
  },
  AADSTS53003: {
    detail: 'A Conditional Access policy of the tenant blocks it',
    fix: `Entra admin center > Protection > Conditional Access: check the policies for workload identities, such as location policies, and exclude this app.`,
    source: 'error-codes',
  },
  AADSTS530032: {
    detail: 'A security policy of the tenant blocks it',
    fix: 'Ask the tenant’s administrator to find the policy that blocks this app.',
    source: 'error-codes',
  },
  AADSTS500011: {
    detail: 'The tenant does not know Microsoft Graph',
    fix: 'Check endpoints.graph, and that signIn.tenantId is the right tenant.',
    source: 'error-codes',
  },
  AADSTS50020: {
    detail: 'Entra looked for a person’s account, but a kiosk signs in as an app',
    fix: 'Check endpoints.login: something changes the sign-in on its way to Entra.',
    source: 'error-codes',
  },
}

/** Entra does not know the certificate, or no longer does. */
const unknownCertificate: ReadonlySet<string> = new Set(['AADSTS700027', 'AADSTS50012'])

export function isUnknownCertificateCode(code: string | undefined): boolean {
  return code !== undefined && unknownCertificate.has(code)
}

/** Explains any code, listed or not. */
export function explainEntraCode(code: string): Omit<EntraExplanation, 'source'> {
  const known = entraCodes[code]
  if (known !== undefined) return known
  const number = /^AADSTS(\d+)$/.exec(code)?.[1]
  return {
    detail: 'Entra rejects the sign-in',
    fix:
      number === undefined
        ? 'Check the sign-in logs of the app (Service principal sign-ins) in the Microsoft Entra admin center.'
        : `See https://login.microsoftonline.com/error?code=${number} and the app's sign-in logs (Service principal sign-ins).`,
  }
}
