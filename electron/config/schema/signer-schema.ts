import { z } from 'zod'
import { signatureAlgorithms } from '../../base/signer.ts'
import { expectations, noControlCharacters, oneOf } from './value-kinds.ts'

export const defaultSignerAlgorithm = 'PS256'

const expected = 'a list in square brackets: the absolute path of a program, then its arguments'

export const signerCommand = z
  .array(
    z
      .string()
      .max(1000)
      .regex(noControlCharacters, { error: 'holds a control character' })
      .register(expectations, { expected: 'text in quotes' }),
  )
  .min(1)
  .max(32)
  // On Windows an absolute path starts with a drive or a share.
  .refine(([program = '']) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(program), {
    error: 'does not start with an absolute path',
  })
  .refine((command) => !command.some((part) => /pin-value=/i.test(part)), {
    error: 'holds a PIN, which does not belong in this file; change it, since others may have read it here',
  })
  .register(expectations, { expected })

/** The keys of `signIn` for a private key that stays in a TPM, a smart card or a certificate store. */
export const signerKeys = {
  signer: signerCommand
    .optional()
    .meta({
      examples: [['/usr/libexec/shifts-badge-kiosk/sign-with-pkcs11', 'pkcs11:token=kiosk;object=kiosk']],
    })
    .describe(
      "A program that signs with the certificate's private key, instead of privateKeyPath: its absolute path, then its " +
        'arguments; no shell is used. It receives the data to sign and returns a signature: docs/deploy.md, "A key that ' +
        'stays where it is". Put no PIN or password here.',
    ),
  signerAlgorithm: z
    .enum(signatureAlgorithms)
    .register(expectations, { expected: oneOf(signatureAlgorithms) })
    .optional()
    .describe(
      'How the signer signs: PS256 (when absent), which Microsoft documents, or RS256 for key stores that cannot do PSS ' +
        'with a salt of 32 bytes; whether Entra accepts RS256 is unverified.',
    ),
}
