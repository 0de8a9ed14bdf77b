import { echoedPath } from '../base/text/echo.ts'
import { isoDate, type Credential } from '../config/sign-in/credential.ts'
import { trySigner } from '../config/signer/try-signer.ts'
import { good, problem, warning, type CheckResult } from './check-result.ts'

/**
 * The certificate, and where a signer has the key, that it signs: once, over a text of the check. The Entra portal shows the
 * thumbprint beside an uploaded certificate: by it the two are compared.
 */
export async function checkCertificateOf(
  credential: Credential,
  platform: NodeJS.Platform,
): Promise<CheckResult> {
  if (credential.kind === 'secret') {
    return warning(
      'certificate',
      'None: the kiosk signs in with a client secret.',
      'Make a certificate: docs/deploy.md, "Certificate and app registration".',
    )
  }
  const {
    certificatePath,
    pair: { thumbprint, validToMs },
  } = credential
  const line = `${echoedPath(certificatePath)}  thumbprint ${thumbprint}, expires on ${isoDate(validToMs)}`
  if (credential.kind === 'certificate') return good('certificate', line)
  const tried = await trySigner(credential, platform)
  if (tried.kind === 'failed')
    return problem('certificate', `${line}\nThe signer ${tried.problem}.`, tried.fix)
  return good('certificate', `${line}\nThe signer signs with its key (${credential.signer.algorithm}).`)
}
