import 'reflect-metadata'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KeyUsageFlags } from '@peculiar/x509'
import type { LoadedConfig } from '../../electron/config/config.ts'
import { checkCertificate } from '../../electron/config/sign-in/credential.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import {
  issueCertificate,
  makeKeys,
  privateKeyPem,
  usualValidity,
} from '../../electron/sandbox/throwaway-certificate.ts'
import { KioskFolder, makeCertificate, smallConfig, type Pem } from './kiosk-folder.ts'

/** Certificates and keys in the forms they are exported in: read, or named with the command that converts them. */
let pem: Pem
let chain: { readonly root: string; readonly own: string; readonly key: string }
let folder: KioskFolder

beforeAll(async () => {
  pem = await makeCertificate()
  chain = await makeChain()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
})
afterEach(() => folder.remove())

const config = (signIn: object) => ({ ...smallConfig, signIn: { ...smallConfig.signIn, ...signIn } })

function load(signIn: object = {}): Promise<LoadedConfig> {
  folder.write('config.json', JSON.stringify(config(signIn)))
  return loadConfig({ configPath: folder.configPath, env: {}, platform: 'linux' }, directFiles)
}

/** The thumbprint of what is used, or what is wrong. */
async function outcome(signIn: object = {}): Promise<string> {
  const loaded = await load(signIn)
  if (loaded.kind === 'bad') return loaded.problems.map(({ key, problem }) => `${key}: ${problem}`).join('; ')
  return loaded.credential.kind === 'certificate' ? loaded.credential.pair.thumbprint : loaded.credential.kind
}

const thumbprintOf = (certificate: string) => new X509Certificate(certificate).fingerprint.replaceAll(':', '')
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const bigEndian = (text: string) => utf16(text).swap16()
const keyDer = (type: 'pkcs8' | 'pkcs1') => createPrivateKey(pem.privateKey).export({ type, format: 'der' })
const certificateDer = () => new X509Certificate(pem.certificate).raw
const bareBase64 = (der: Buffer) => der.toString('base64').replace(/.{64}/g, '$&\r\n')

describe('what is read', () => {
  const readable: Record<string, [name: string, content: () => string | Uint8Array]> = {
    'a certificate in DER': ['kiosk.pem', certificateDer],
    'a certificate in UTF-16, as PowerShell’s > writes it': ['kiosk.pem', () => utf16(pem.certificate)],
    'a certificate in UTF-16 without its mark': ['kiosk.pem', () => utf16(pem.certificate).subarray(2)],
    'a certificate in big-endian UTF-16': ['kiosk.pem', () => bigEndian(pem.certificate)],
    'a certificate in UTF-8 with a mark': ['kiosk.pem', () => `\ufeff${pem.certificate}`],
    'a certificate in base64 without its PEM lines': ['kiosk.pem', () => bareBase64(certificateDer())],
    'a certificate with text around it': ['kiosk.pem', () => `Bag Attributes\n    x: y\n${pem.certificate}`],
    'a key in DER (PKCS #8)': ['kiosk.key', () => keyDer('pkcs8')],
    'a key in DER (PKCS #1)': ['kiosk.key', () => keyDer('pkcs1')],
    'a key in UTF-16': ['kiosk.key', () => utf16(pem.privateKey)],
    'a key with the certificate before it': ['kiosk.key', () => pem.certificate + pem.privateKey],
  }
  test.each(Object.entries(readable))('%s', async (_, [name, content]) => {
    folder.write(name, content())
    expect(await outcome()).toBe(thumbprintOf(pem.certificate))
  })

  test('key and certificate in one file, which both paths name', async () => {
    folder.write('both.pem', pem.privateKey + pem.certificate)
    expect(await outcome({ certificatePath: 'both.pem', privateKeyPath: 'both.pem' })).toBe(
      thumbprintOf(pem.certificate),
    )
  })

  test.each(['root first', 'root last', 'twice'])(
    'from a chain, %s, the certificate that matches the key',
    async (order) => {
      const { root, own, key } = chain
      folder.write('kiosk.key', key)
      folder.write(
        'kiosk.pem',
        { 'root first': root + own, 'root last': own + root, twice: own + root + own }[order] ?? '',
      )
      expect(await outcome()).toBe(thumbprintOf(own))
    },
  )

  test('only the chosen certificate is used for signing, so that nothing later uses the first one in the file', async () => {
    const { root, own, key } = chain
    const paths = {
      certificatePath: folder.write('kiosk.pem', root + own),
      privateKeyPath: folder.write('kiosk.key', key),
    }
    const options = { nowMs: Date.now(), platform: 'linux', files: directFiles } as const
    const { pair } = await checkCertificate(paths, options)
    expect(pair?.certificatePem.match(/BEGIN/g)).toHaveLength(1)
    expect(thumbprintOf(pair?.certificatePem ?? '')).toBe(thumbprintOf(own))
  })

  test('an expired certificate in the same file as the renewed one of the same key does no harm', async () => {
    const keys = await makeKeys()
    const dayMs = 86_400_000
    const issue = (fromDays: number, toDays: number) =>
      issueCertificate({
        subject: 'kiosk',
        subjectKey: keys.publicKey,
        issuer: 'kiosk',
        issuerKeys: keys,
        validity: {
          notBefore: new Date(Date.now() + fromDays * dayMs),
          notAfter: new Date(Date.now() + toDays * dayMs),
        },
        isAuthority: false,
        keyUsage: KeyUsageFlags.digitalSignature,
      })
    const [old, renewed] = await Promise.all([issue(-90, -1), issue(-1, 90)])
    folder.write('kiosk.key', privateKeyPem(keys.privateKey))
    folder.write('kiosk.pem', old + renewed)
    expect(await outcome()).toBe(thumbprintOf(renewed))
  })
})

describe('unsupported formats are named, with the command that converts them', () => {
  /** The first bytes of real files (OpenSSL 3.0), which is what they are known by. */
  const pfx = Buffer.from(
    '308209cf0201033082098506092a864886f70d010701a0820976048209723082096e308203e20609',
    'hex',
  )
  const p7b = Buffer.from(
    '3082032806092a864886f70d010702a0820319308203150201013100300b06092a864886f70d0107',
    'hex',
  )
  const encryptedDer = Buffer.from(
    '3082052d305706092a864886f70d01050d304a302906092a864886f70d01050c301c04084f926a2a',
    'hex',
  )
  const block = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`

  const named: Record<
    string,
    [name: string, content: () => string | Uint8Array, problem: string, command: string]
  > = {
    'a PFX as the key': [
      'kiosk.key',
      () => pfx,
      'is a PFX (PKCS #12) file, not PEM',
      'openssl pkcs12 -in "%" -nocerts -nodes -out kiosk.key',
    ],
    'a PFX as the certificate': [
      'kiosk.pem',
      () => pfx,
      'is a PFX (PKCS #12) file, not PEM',
      'openssl pkcs12 -in "%" -clcerts -nokeys -out kiosk.pem',
    ],
    'PKCS #7 in DER': [
      'kiosk.pem',
      () => p7b,
      'is a PKCS #7 (.p7b) file, not PEM',
      'openssl pkcs7 -inform DER -in "%" -print_certs',
    ],
    'PKCS #7 in PEM': [
      'kiosk.pem',
      () => block('PKCS7'),
      'is a PKCS #7 (.p7b) file, not a certificate',
      'openssl pkcs7 -in "%" -print_certs',
    ],
    'an OpenSSH key': [
      'kiosk.key',
      () => block('OPENSSH PRIVATE KEY'),
      "is a key in OpenSSH's own format, not PEM",
      'cp "%" kiosk.key && ssh-keygen -p -N "" -m PKCS8 -f kiosk.key',
    ],
    'an OpenSSH public key': [
      'kiosk.key',
      () => 'ssh-rsa AAAA x',
      'is an OpenSSH public key',
      'the file without .pub',
    ],
    'a PuTTY key': [
      'kiosk.key',
      () => 'PuTTY-User-Key-File-3: ssh-rsa\n',
      'is a PuTTY key, not PEM',
      'puttygen "%"',
    ],
    'an encrypted key in DER': [
      'kiosk.key',
      () => encryptedDer,
      'is protected by a passphrase, which nobody can type at the kiosk',
      'openssl pkey -inform DER -in "%" -out kiosk.key',
    ],
    'an encrypted key in PEM': [
      'kiosk.key',
      () => block('ENCRYPTED PRIVATE KEY'),
      'is protected by a passphrase, which nobody can type at the kiosk',
      'openssl pkey -in "%" -out kiosk.key',
    ],
    'an elliptic curve key': [
      'kiosk.key',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
      'is an elliptic curve key, not an RSA key',
      'openssl req -x509 -newkey rsa:3072',
    ],
    'a certificate request': [
      'kiosk.pem',
      () => block('CERTIFICATE REQUEST'),
      'holds a certificate request, not a certificate',
      'the authority issued',
    ],
    'a Java keystore': [
      'kiosk.pem',
      () => Buffer.from('feedfeed00000002', 'hex'),
      'is a Java keystore, not PEM',
      'keytool -importkeystore -srckeystore "%"',
    ],
    'a public key': [
      'kiosk.key',
      () => block('PUBLIC KEY'),
      'holds a public key, not a private key',
      'the private key it belongs to',
    ],
    'two keys': [
      'kiosk.key',
      () => pem.privateKey + pem.privateKey,
      'holds 2 private keys',
      "only the certificate's key",
    ],
    'an empty file': ['kiosk.key', () => '', 'is empty', 'exported'],
  }
  test.each(Object.entries(named))('%s', async (_, [name, content, problem, command]) => {
    const file = folder.write(name, content())
    const loaded = await load()
    const key = name === 'kiosk.pem' ? 'signIn.certificatePath' : 'signIn.privateKeyPath'
    expect(loaded).toMatchObject({
      kind: 'bad',
      problems: [{ key, problem, expected: expect.stringContaining(command.replace('%', file)) as string }],
    })
  })

  test('a key beside the certificate that others may read is refused', async () => {
    const file = folder.write('kiosk.pem', pem.certificate + pem.privateKey)
    chmodSync(file, 0o644)
    expect(await outcome()).toBe(
      'signIn.certificatePath: may be read by others (every account of this computer), so it is not secret',
    )
  })

  test('several certificates, none of which matches the key', async () => {
    folder.write('kiosk.pem', chain.root + chain.own)
    expect(await outcome()).toBe(
      'signIn.privateKeyPath: is not the private key of any of the 2 certificates in that file',
    )
  })
})

async function makeChain() {
  const [rootKeys, ownKeys] = await Promise.all([makeKeys(), makeKeys()])
  const issued = { issuer: 'Root', issuerKeys: rootKeys, validity: usualValidity() }
  const [root, own] = await Promise.all([
    issueCertificate({
      ...issued,
      subject: 'Root',
      subjectKey: rootKeys.publicKey,
      isAuthority: true,
      keyUsage: KeyUsageFlags.keyCertSign,
    }),
    issueCertificate({
      ...issued,
      subject: 'kiosk',
      subjectKey: ownKeys.publicKey,
      isAuthority: false,
      keyUsage: KeyUsageFlags.digitalSignature,
    }),
  ])
  return { root, own, key: privateKeyPem(ownKeys.privateKey) }
}
