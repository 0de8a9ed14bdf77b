import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { Signer } from '../../base/signer.ts'
import type { Files } from '../../files/files.ts'
import { watchCertificate } from './certificate-watch.ts'
import type { CertificatePair, Credential } from './credential.ts'
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

export interface SignInOptions {
  readonly platform: NodeJS.Platform
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
}

/** Starts with the certificate that was checked with the config, and uses a new one once its files change. */
export function openSignIn(credential: Credential, options: SignInOptions): SignIn {
  if (credential.kind === 'secret') {
    const nothing = (): undefined => undefined
    return {
      credential: () => credential,
      certificate: nothing,
      onCertificateTaken: nothing,
      stop: nothing,
    }
  }
  let taken = (): void => undefined
  const watch = watchCertificate(credential, { ...options, taken: () => taken() })
  const stopping = new AbortController()
  /** One for each certificate: it remembers a wrong PIN. */
  let signer: { readonly pair: CertificatePair; readonly made: Signer } | undefined
  return {
    credential: () => {
      const { pair } = watch
      const { certificatePem, thumbprint, key } = pair
      if (key.kind === 'key') {
        const privateKeyPem = key.key.export({ type: 'pkcs8', format: 'pem' }).toString()
        return { kind: 'certificate', certificatePem, privateKeyPem }
      }
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
  }
}
