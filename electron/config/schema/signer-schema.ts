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
  // On Windows with a drive or a share.
  .refine(([program = '']) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(program), {
    error: 'does not begin with an absolute path',
  })
  .refine((command) => !command.some((part) => /pin-value=/i.test(part)), {
    error: 'holds a PIN, which others may have read here',
  })
  .register(expectations, { expected })

/** Keys of `signIn` for a private key that stays in a TPM, a smart card or a certificate store. */
export const signerKeys = {
  signer: signerCommand
    .optional()
    .meta({
      examples: [['/usr/libexec/shifts-badge-kiosk/sign-with-pkcs11', 'pkcs11:token=kiosk;object=kiosk']],
    })
    .describe(
      "A program that signs with the certificate's private key, in place of privateKeyPath: its absolute path, then its " +
        'arguments; no shell. It is handed what is to be signed and answers a signature: docs/deploy.md, "A key that ' +
        'stays where it is". No PIN or password belongs here.',
    ),
  signerAlgorithm: z
    .enum(signatureAlgorithms)
    .register(expectations, { expected: oneOf(signatureAlgorithms) })
    .optional()
    .describe(
      'How the signer signs: PS256 (when absent), which Microsoft documents, or RS256 for key stores that cannot do PSS ' +
        'with a salt of 32 bytes; whether Entra takes RS256 is unverified.',
    ),
}
