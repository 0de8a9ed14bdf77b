import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { Signer } from '../../base/signer.ts'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import type { Files } from '../../files/files.ts'
import { watchCertificate } from './certificate-watch.ts'
import { checkCertificate, type CertificatePair, type Credential } from './credential.ts'
import type { Finding } from '../finding.ts'
import { createSigner } from '../signer/signing-command.ts'

/** The current credential of the kiosk. */
export interface SignIn {
  credential():
    | { readonly kind: 'certificate'; readonly certificatePem: string; readonly privateKeyPem: string }
    | { readonly kind: 'signer'; readonly certificatePem: string; readonly signer: Signer }
    | { readonly kind: 'secret'; readonly secret: string }
  /** Undefined for a client secret, whose expiry is unknown. */
  certificate(): CertificateStatus | undefined
  /** Sets the listener that is called whenever another certificate is in use. */
  onCertificateTaken(listener: () => void): void
  /** Stops watching and ends a running signer. */
  stop(): void
}

export interface CertificateStatus {
  /** When it expires. Milliseconds since the Unix epoch. */
  readonly validToMs: number
  /** Why a newer certificate is not used; undefined if there is no problem. */
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

/**
 * Reads the certificate again and watches it. The files were valid when the config was checked, but may be
 * gone now.
 */
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
  /** One signer per certificate, since it remembers a wrong PIN. */
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
