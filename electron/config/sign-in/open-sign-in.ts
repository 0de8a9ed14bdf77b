import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { Signer } from '../../base/signer.ts'
import type { Files } from '../../files/files.ts'
import { watchCertificate } from './certificate-watch.ts'
import type { CertificatePair, Credential } from './credential.ts'
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
  /** One signer per certificate, since it remembers a wrong PIN. */
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
