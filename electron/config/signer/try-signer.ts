import type { Credential } from '../sign-in/credential.ts'
import { runSigner, shownProgram } from './signing-command.ts'
import { wordsOfSignerFailure, type SignerWords } from './signer-failure.ts'

export type SignerTrial = { readonly kind: 'signs' } | ({ readonly kind: 'failed' } & SignerWords)

/** Has no dots, so its signature cannot be misused as a client assertion. */
const sampleText = 'Shifts Badge Kiosk tries its signer'

/** Lets the signer sign a sample text once and verifies the signature. Takes at most 20 s. */
export async function trySigner(
  { signer, pair: { certificatePem, thumbprint } }: Extract<Credential, { kind: 'signer' }>,
  platform: NodeJS.Platform,
): Promise<SignerTrial> {
  const options = { ...signer, certificatePem, thumbprint, platform }
  const outcome = await runSigner(options, Buffer.from(sampleText), new AbortController().signal)
  return outcome.kind === 'signed'
    ? { kind: 'signs' }
    : { kind: 'failed', ...wordsOfSignerFailure(outcome.failure, shownProgram(signer)) }
}
