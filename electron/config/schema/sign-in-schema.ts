import { z } from 'zod'
import { signerKeys } from './signer-schema.ts'
import { guid, isPlainValue, path } from './value-kinds.ts'

/** The group `signIn`. */
export const signIn = z
  .strictObject({
    tenantId: guid('Directory (tenant) ID of your Microsoft Entra tenant.'),
    clientId: guid('Application (client) ID of the app registration the kiosk signs in as.'),
    certificatePath: path('the path of a certificate, such as kiosk.pem')
      .optional()
      .describe(
        'The certificate that is uploaded to the app registration, in PEM or DER. If the file holds a chain, in any order, ' +
          'the certificate that matches the key is used. Needs privateKeyPath or signer. Without a certificate, the ' +
          'environment variable SHIFTS_KIOSK_CLIENT_SECRET has to hold a client secret.',
      ),
    privateKeyPath: path('the path of a private key, such as kiosk.key')
      .optional()
      .describe(
        "The certificate's RSA private key, in PEM or DER, without a passphrase. A file that other accounts may read " +
          'is rejected.',
      ),
    ...signerKeys,
  })
  .refine(
    ({ certificatePath, privateKeyPath, signer }) =>
      certificatePath === undefined || privateKeyPath !== undefined || signer !== undefined,
    {
      path: ['privateKeyPath'],
      error: 'is missing; certificatePath needs it',
      when: isPlainValue,
    },
  )
  .refine((value) => !(value.privateKeyPath !== undefined && value.certificatePath === undefined), {
    path: ['certificatePath'],
    error: 'is missing; privateKeyPath needs it',
    when: isPlainValue,
  })
  .refine((value) => !(value.signer !== undefined && value.certificatePath === undefined), {
    path: ['certificatePath'],
    error: 'is missing; signer needs it',
    when: isPlainValue,
  })
  .refine((value) => !(value.signer !== undefined && value.privateKeyPath !== undefined), {
    path: ['privateKeyPath'],
    error: 'appears beside signer; keep one of the two',
    when: isPlainValue,
  })
  .refine((value) => !(value.signerAlgorithm !== undefined && value.signer === undefined), {
    path: ['signerAlgorithm'],
    error: 'appears without signer',
    when: isPlainValue,
  })
  .describe('How the kiosk signs in to Microsoft Graph. This file never holds secrets.')
