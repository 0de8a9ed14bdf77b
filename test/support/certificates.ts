import { context, oid, sequence } from '../../electron/sandbox/der.ts'
import {
  basicConstraints,
  issueCertificate,
  keyUsage,
  makeKeys,
  plainExtension,
  privateKeyPem,
  usualValidity,
} from '../../electron/sandbox/throwaway-certificate.ts'

/** A throw-away certificate authority and a certificate it issued for 127.0.0.1, ::1 and localhost. All PEM. */
export interface ServerCertificate {
  readonly caPem: string
  readonly certificatePem: string
  /** PKCS #8. */
  readonly privateKeyPem: string
}

const authority = 'Throw-away test authority'

// RFC 5280, 4.2.1.6: the numbers of the kinds of name in a subjectAltName.
const dnsName = (text: string) => context(2, Buffer.from(text, 'ascii'), false)
const ipAddress = (bytes: readonly number[]) => context(7, Buffer.from(bytes), false)

export async function makeServerCertificate(): Promise<ServerCertificate> {
  const [authorityKeys, serverKeys] = await Promise.all([makeKeys(), makeKeys()])
  const validity = usualValidity()
  const issued = { issuer: authority, issuerKey: authorityKeys.privateKey, validity }
  const ipv6Loopback = [...Array<number>(15).fill(0), 1]
  return {
    caPem: issueCertificate({
      ...issued,
      subject: authority,
      subjectKey: authorityKeys.publicKey,
      extensions: [basicConstraints(true), keyUsage(['keyCertSign', 'cRLSign'])],
    }),
    certificatePem: issueCertificate({
      ...issued,
      subject: 'localhost',
      subjectKey: serverKeys.publicKey,
      extensions: [
        basicConstraints(false),
        keyUsage(['digitalSignature', 'keyEncipherment']),
        // extKeyUsage: serverAuth.
        plainExtension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
        // subjectAltName.
        plainExtension(
          '2.5.29.17',
          sequence(dnsName('localhost'), ipAddress([127, 0, 0, 1]), ipAddress(ipv6Loopback)),
        ),
      ],
    }),
    privateKeyPem: privateKeyPem(serverKeys.privateKey),
  }
}
