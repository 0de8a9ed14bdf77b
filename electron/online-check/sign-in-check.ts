import { good, problem, type CheckArea, type CheckResult } from '../check/check-result.ts'
import type { Credential } from '../config/sign-in/credential.ts'
import { maxSigningMs } from '../config/signer/signing-command.ts'
import { explainEntraCode } from '../graph/sign-in/aadsts.ts'
import type { OpenedGraph, SignInResult } from '../graph/open-graph.ts'
import type { NoToken } from '../graph/sign-in/token-request.ts'
import { networkWords, type NetworkWords } from './network-words.ts'
import { maxCheckMs, within, type OnlineHost } from './online-host.ts'

const by: Readonly<Record<Credential['kind'], string>> = {
  certificate: 'with the certificate',
  signer: 'with the certificate and the signer',
  secret: 'with the client secret',
}

export interface CheckedSignIn {
  readonly result: CheckResult
  /** Absent if the sign-in failed. */
  readonly signedIn?: Extract<SignInResult, { kind: 'signed-in' }>
}

/**
 * Signs in as the kiosk does. `metadataCode`: Entra's error code when the tenant's metadata was requested;
 * MSAL drops it if the sign-in endpoint is not Microsoft's own. Reports only Entra's error code, since its
 * text may name people.
 */
export async function checkSignIn(
  graph: Pick<OpenedGraph, 'signedIn'>,
  credential: Credential,
  login: string,
  { clock, metadataCode }: Pick<OnlineHost, 'clock'> & { readonly metadataCode: string | undefined },
): Promise<CheckedSignIn> {
  const { host } = new URL(login)
  // A signer has its own time limit, before anything is sent.
  const limitMs = maxCheckMs + (credential.kind === 'signer' ? maxSigningMs : 0)
  const late: NoToken = { kind: 'no-token', why: 'unreachable', code: 'ETIMEDOUT', detail: 'no answer' }
  const answer = await within<SignInResult>(clock, limitMs, late, () => graph.signedIn())
  if (answer.kind === 'signed-in') {
    return {
      result: good('sign-in.token', `Entra accepted the sign-in ${by[credential.kind]}.`),
      signedIn: answer,
    }
  }
  const { why, detail, correlationId } = answer
  const code = answer.code === 'endpoints_resolution_error' ? (metadataCode ?? answer.code) : answer.code
  const failed = (words: NetworkWords, area?: CheckArea): CheckedSignIn => ({
    result: problem('sign-in.token', words.detail, words.fix, area),
  })
  switch (why) {
    case 'unreachable':
      return /^\d{3}$/.test(code ?? '')
        ? failed(
            {
              detail: `The sign-in service answered with status ${code ?? ''}.`,
              fix: 'If Microsoft sent it, try again in a few minutes; otherwise check the proxy or firewall.',
            },
            'network',
          )
        : failed(networkWords({ code, detail }, { host, nowMs: clock.now().wallMs }), 'network')
    case 'not-signed':
      return failed({
        detail: `The signer did not sign the sign-in request: ${detail}.`,
        fix: 'Get the signer to work first: docs/deploy.md, "A key that stays where it is".',
      })
    case 'refused':
    case 'clock-wrong': {
      if (code === undefined)
        return failed({
          detail: 'The sign-in failed with the certificate, key and endpoint in the config.',
          fix: 'Check certificate, key and endpoints.login.',
        })
      const words = explainEntraCode(code)
      const thumbprint =
        credential.kind === 'secret' ? '' : ` This certificate: ${credential.pair.thumbprint}.`
      const correlation = correlationId === undefined ? '' : ` Correlation ID ${correlationId}.`
      return failed({ ...words, detail: `${words.detail} (${code}).${correlation}${thumbprint}` })
    }
    default:
      return why satisfies never
  }
}
