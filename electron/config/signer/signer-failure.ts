import { withoutSecrets } from '../../base/log/without-secrets.ts'
import type { SignatureAlgorithm } from '../../base/signer.ts'
import type { SignatureFault } from './signature-check.ts'

/** Why the command of `signIn.signer` returned no usable signature. */
export type SignerFailure =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-executable' }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly errorText: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly exitCode: number | null; readonly errorText: string }
  /** Must not be retried: further wrong PINs may lock the key for good. */
  | { readonly kind: 'wrong-pin'; readonly errorText: string }
  | { readonly kind: 'too-much-output' }
  | { readonly kind: 'not-base64'; readonly errorText: string }
  | { readonly kind: 'wrong'; readonly fault: SignatureFault; readonly algorithm: SignatureAlgorithm }

export interface SignerWords {
  /** Follows "the signer" or the key's name. */
  readonly problem: string
  readonly fix: string
}

const byHand = 'run it by hand as the kiosk\'s account: docs/deploy.md, "A key that stays where it is"'

/** What is wrong and what to do. `program`: the path of the command, as shown to people. */
export function wordsOfSignerFailure(failure: SignerFailure, program: string): SignerWords {
  switch (failure.kind) {
    case 'not-found':
      return {
        problem: `not found: ${program}`,
        fix: 'name an installed program by its absolute path; for a script, the interpreter in its first line must exist too',
      }
    case 'not-executable':
      return {
        problem: `this account may not execute ${program}`,
        fix: `make it executable: chmod +x "${program}"; on Windows name powershell.exe or another .exe first`,
      }
    case 'not-started':
      return { problem: `could not be started (${failure.code}): ${program}`, fix: byHand }
    case 'timed-out':
      return {
        problem: `gave no answer within ${failure.afterMs / 1000} s and was killed${said(failure.errorText)}`,
        fix: `check whether it waits for a PIN, a touch or a device; ${byHand}`,
      }
    case 'stopped':
      return { problem: 'was stopped: the program is stopping', fix: 'no action needed' }
    case 'refused': {
      const how =
        failure.exitCode === null ? 'was ended by a signal' : `ended with exit code ${failure.exitCode}`
      return { problem: `${how}${said(failure.errorText)}`, fix: byHand }
    }
    case 'wrong-pin':
      return {
        problem: `reports a wrong PIN${said(failure.errorText)}`,
        fix: 'correct the PIN file, then restart the kiosk: until then it does not retry, since wrong PINs lock a key',
      }
    case 'too-much-output':
      return {
        problem: 'wrote more than a signature to standard output and was killed',
        fix: 'make it write only the signature in base64 there',
      }
    case 'not-base64':
      return {
        problem: `wrote no base64 signature to standard output${said(failure.errorText)}`,
        fix: 'make it write only the signature in base64 there',
      }
    case 'wrong':
      return wordsOfFault(failure.fault, failure.algorithm)
    default:
      return failure satisfies never
  }
}

function wordsOfFault(fault: SignatureFault, algorithm: SignatureAlgorithm): SignerWords {
  switch (fault.kind) {
    case 'salt':
      return {
        problem: `signed with a salt of ${fault.saltBytes} bytes; PS256 requires 32`,
        fix:
          'set the salt length to that of the hash (OpenSSL: rsa_pss_saltlen:digest). A TPM that cannot do so needs ' +
          '"signerAlgorithm": "RS256", which Microsoft no longer documents for certificates, or another key store',
      }
    case 'algorithm':
      return {
        problem: `signed with ${fault.found}, not with ${algorithm}`,
        fix: `make it sign with the algorithm of its argument (${algorithm}), or set "signerAlgorithm": "${fault.found}"`,
      }
    case 'length':
      return {
        problem: `returned ${fault.bytes} bytes; a signature of the certificate's key has ${fault.expectedBytes}`,
        fix: 'make it write the bare signature, and use the key the certificate was made with',
      }
    case 'other-bytes':
      return {
        problem: 'signed with the right key, but not the data it was given',
        fix: 'make it hash its standard input once with SHA-256, byte for byte',
      }
    case 'other-key':
      return {
        problem: "signed with a key other than the certificate's",
        fix: 'name the key the certificate was made with, or the certificate of that key',
      }
    default:
      return fault satisfies never
  }
}

/** The end of standard error, without tokens and PINs (PKCS #11 URI), so that it can be logged. */
function said(errorText: string): string {
  const clean = withoutSecrets(errorText.replace(/pin-value=[^&;"'\s]*/gi, 'pin-value=(left out)'))
  return clean === '' ? '' : `; its standard error: ${clean}`
}
