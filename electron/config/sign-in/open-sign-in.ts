import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { Signer } from '../../base/signer.ts'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import type { Files } from '../../files/files.ts'
import { watchCertificate } from './certificate-watch.ts'
import { checkCertificate, type CertificatePair, type Credential } from './credential.ts'
import type { Finding } from '../finding.ts'
import { createSigner } from '../signer/signing-command.ts'

/** What the kiosk proves with who it is, as it is this moment. */
export interface SignIn {
  credential():
    | { readonly kind: 'certificate'; readonly certificatePem: string; readonly privateKeyPem: string }
    | { readonly kind: 'signer'; readonly certificatePem: string; readonly signer: Signer }
    | { readonly kind: 'secret'; readonly secret: string }
  /** Undefined: signs in with a client secret, of which nobody knows when it expires. */
  certificate(): CertificateStatus | undefined
  /** Called from now on whenever another certificate is in use. */
  onCertificateTaken(listener: () => void): void
  /** Ends a signer that runs, too. */
  stop(): void
}

export interface CertificateStatus {
  /** When it expires. Milliseconds since the Unix epoch. */
  readonly validToMs: number
  /** Why a certificate that was put in its place is not used. */
  readonly problem: string | undefined
}

export type OpenedSignIn =
  | { readonly kind: 'ok'; readonly signIn: SignIn }
  | { readonly kind: 'bad'; readonly problems: readonly SetupProblem[] }

export interface SignInOptions {
  readonly platform: NodeJS.Platform
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
}

/** The files were good a moment ago when the config was checked; they may be gone by now all the same. */
export async function openSignIn(credential: Credential, options: SignInOptions): Promise<OpenedSignIn> {
  if (credential.kind === 'secret') {
    const nothing = (): undefined => undefined
    const signIn = {
      credential: () => credential,
      certificate: nothing,
      onCertificateTaken: nothing,
      stop: nothing,
    }
    return { kind: 'ok', signIn }
  }
  const nowMs = options.clock.now().wallMs
  const { pair, findings } = await checkCertificate(credential, { ...options, nowMs })
  if (pair === undefined) {
    const problems = findings.filter(({ severity }) => severity === 'problem')
    return { kind: 'bad', problems: problems.map(toSetupProblem) }
  }
  let taken = (): void => undefined
  const watch = watchCertificate(pair, { ...options, sources: credential, taken: () => taken() })
  const stopping = new AbortController()
  /** One for each certificate: it remembers a wrong PIN. */
  let signer: { readonly pair: CertificatePair; readonly made: Signer } | undefined
  return {
    kind: 'ok',
    signIn: {
      credential: () => {
        const { pair } = watch
        const { certificatePem, thumbprint, key } = pair
        if (key.kind === 'pem') return { kind: 'certificate', certificatePem, privateKeyPem: key.pem }
        if (signer?.pair !== pair) {
          const { platform } = options
          const made = createSigner({ ...key.signer, certificatePem, thumbprint, platform }, stopping.signal)
          signer = { pair, made }
        }
        return { kind: 'signer', certificatePem, signer: signer.made }
      },
      certificate: () => ({ validToMs: watch.pair.validToMs, problem: watch.problem }),
      onCertificateTaken: (listener) => {
        taken = listener
      },
      stop: () => {
        watch.stop()
        stopping.abort()
      },
    },
  }
}

function toSetupProblem({ key, problem, expected }: Finding): SetupProblem {
  return { key, problem, ...(expected !== undefined && { expected }) }
}
