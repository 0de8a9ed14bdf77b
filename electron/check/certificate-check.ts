import { echoedPath } from '../base/text/echo.ts'
import { isoDate, type Credential } from '../config/sign-in/credential.ts'
import { trySigner } from '../config/signer/try-signer.ts'
import { good, problem, warning, type CheckResult } from './check-result.ts'

/** Reports the certificate with its thumbprint, as the Entra portal shows it, and tries a signer. */
export async function checkCertificateOf(
  credential: Credential,
  platform: NodeJS.Platform,
): Promise<CheckResult> {
  if (credential.kind === 'secret') {
    return warning(
      'certificate',
      'None: the kiosk signs in with a client secret.',
      'Create a certificate: docs/deploy.md, "Certificate and app registration".',
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
