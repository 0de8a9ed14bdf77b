import { checkCertificate, type SignerSources } from '../sign-in/credential.ts'
import type { Files } from '../../files/files.ts'
import { runSigner, shownProgram } from './signing-command.ts'
import { wordsOfSignerFailure, type SignerWords } from './signer-failure.ts'

export type SignerTrial = { readonly kind: 'signs' } | ({ readonly kind: 'failed' } & SignerWords)

/** Has no dots, so its signature cannot be misused as a client assertion. */
const sampleText = 'Shifts Badge Kiosk tries its signer'

/** Lets the signer sign a sample text once and verifies the signature. Takes at most 20 s. */
export async function trySigner(
  sources: SignerSources,
  { platform, files }: { readonly platform: NodeJS.Platform; readonly files: Files },
): Promise<SignerTrial> {
  const { signer, certificatePath } = sources
  const { pair } = await checkCertificate({ signer, certificatePath }, { platform, files, nowMs: Date.now() })
  if (pair === undefined)
    return { kind: 'failed', problem: 'was not run: the certificate is gone', fix: 'Run the check again.' }
  const { certificatePem, thumbprint } = pair
  const options = { ...signer, certificatePem, thumbprint, platform }
  const outcome = await runSigner(options, Buffer.from(sampleText), new AbortController().signal)
  return outcome.kind === 'signed'
    ? { kind: 'signs' }
    : { kind: 'failed', ...wordsOfSignerFailure(outcome.failure, shownProgram(signer)) }
}
