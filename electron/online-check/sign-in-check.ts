import { good, problem, type CheckResult } from '../check/check-result.ts'
import type { Credential } from '../config/sign-in/credential.ts'
import { longestSigningMs } from '../config/signer/signing-command.ts'
import { wordsForCode } from '../graph/sign-in/aadsts.ts'
import type { OpenedGraph, SignedIn } from '../graph/open-graph.ts'
import type { NoToken } from '../graph/sign-in/token-request.ts'
import { networkWords } from './network-words.ts'
import { longestCheckMs, within, type OnlineHost } from './online-host.ts'

const by: Readonly<Record<Credential['kind'], string>> = {
  certificate: 'with the certificate',
  signer: 'with the certificate and the signer',
  secret: 'with the client secret',
}

export interface CheckedSignIn {
  readonly result: CheckResult
  /** Absent: Entra does not let the app in. */
  readonly signedIn?: Extract<SignedIn, { kind: 'signed-in' }>
}

/**
 * Signs in as the kiosk does. `metadataCode`: what Entra said when the tenant's metadata was asked for; where the sign-in
 * endpoint is not Microsoft's own, MSAL stumbles over the same and drops it. Of what Entra writes
 * only the code is told: its text may name people.
 */
export async function checkSignIn(
  graph: Pick<OpenedGraph, 'signedIn'>,
  credential: Credential,
  login: string,
  { clock, metadataCode }: Pick<OnlineHost, 'clock'> & { readonly metadataCode: string | undefined },
): Promise<CheckedSignIn> {
  const { host } = new URL(login)
  // A signer has its own bound, before anything is sent.
  const limitMs = longestCheckMs + (credential.kind === 'signer' ? longestSigningMs : 0)
  const late: NoToken = { kind: 'no-token', why: 'unreachable', code: 'ETIMEDOUT', detail: 'no answer' }
  const answer = await within<SignedIn>(clock, limitMs, late, () => graph.signedIn())
  if (answer.kind === 'signed-in') {
    return {
      result: good('sign-in.token', `Entra took the sign-in ${by[credential.kind]}.`),
      signedIn: answer,
    }
  }
  const { why, detail, correlationId } = answer
  const code = answer.code === 'endpoints_resolution_error' ? (metadataCode ?? answer.code) : answer.code
  switch (why) {
    case 'unreachable': {
      const words = /^\d{3}$/.test(code ?? '')
        ? {
            detail: `The sign-in service answered with status ${code ?? ''}.`,
            fix: 'Where it was Microsoft, try again in some minutes; else look at the proxy or firewall on the way.',
          }
        : networkWords({ code, detail }, { host, nowMs: clock.now().wallMs })
      return { result: problem('sign-in.token', words.detail, words.fix, 'network') }
    }
    case 'not-signed':
      return {
        result: problem(
          'sign-in.token',
          `There was nothing to sign in with: ${detail}.`,
          'Make the signer work first: docs/deploy.md, "A key that stays where it is".',
        ),
      }
    case 'refused':
    case 'clock-wrong': {
      if (code === undefined) {
        return {
          result: problem(
            'sign-in.token',
            'The sign-in could not be made with what the config names.',
            'Check certificate, key and endpoints.login.',
          ),
        }
      }
      const words = wordsForCode(code)
      const thumbprint =
        credential.kind === 'secret' ? '' : ` This certificate: ${credential.pair.thumbprint}.`
      const correlation = correlationId === undefined ? '' : ` Correlation ID ${correlationId}.`
      return {
        result: problem('sign-in.token', `${words.detail} (${code}).${correlation}${thumbprint}`, words.fix),
      }
    }
    default:
      return why satisfies never
  }
}
