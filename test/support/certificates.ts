import 'reflect-metadata'
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509'
import {
  issueCertificate,
  type KeyPair,
  privateKeyPem,
  usualValidity,
  type Validity,
} from '../../electron/sandbox/throwaway-certificate.ts'

/** A throw-away certificate authority and a certificate it issued for 127.0.0.1, ::1 and localhost. All PEM. */
export interface ServerCertificate {
  readonly caPem: string
  readonly certificatePem: string
  /** PKCS #8. */
  readonly privateKeyPem: string
}

export const authority = 'Throw-away test authority'

export interface ServerCertificateOptions {
  /** Of the server's own; the authority's is the usual one. */
  readonly validity?: Validity
  /** The only name it is for. Default: 127.0.0.1, ::1 and localhost. */
  readonly name?: string
}

/** P-256: made in a millisecond, where RSA takes a fifth of a second. */
const makeKeys = (): Promise<KeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])

export async function makeServerCertificate({
  validity = usualValidity(),
  name,
}: ServerCertificateOptions = {}): Promise<ServerCertificate> {
  const [authorityKeys, serverKeys] = await Promise.all([makeKeys(), makeKeys()])
  const issued = { issuer: authority, issuerKeys: authorityKeys, validity: usualValidity() }
  const [caPem, certificatePem] = await Promise.all([
    issueCertificate({
      ...issued,
      subject: authority,
      subjectKey: authorityKeys.publicKey,
      isAuthority: true,
      keyUsage: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
    }),
    issueCertificate({
      ...issued,
      validity,
      subject: name ?? 'localhost',
      subjectKey: serverKeys.publicKey,
      isAuthority: false,
      keyUsage: KeyUsageFlags.digitalSignature,
      extensions: [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          name === undefined
            ? [
                { type: 'dns', value: 'localhost' },
                { type: 'ip', value: '127.0.0.1' },
                { type: 'ip', value: '::1' },
              ]
            : [{ type: 'dns', value: name }],
        ),
      ],
    }),
  ])
  return { caPem, certificatePem, privateKeyPem: privateKeyPem(serverKeys.privateKey) }
}
