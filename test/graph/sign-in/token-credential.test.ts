import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  makeThrowawayCertificate,
  type ThrowawayCertificate,
} from '../../../electron/sandbox/throwaway-certificate.ts'
import { readCredential } from '../../../electron/graph/sign-in/token-credential.ts'

describe("the app's credential", () => {
  let good: ThrowawayCertificate
  let other: ThrowawayCertificate

  beforeAll(async () => {
    ;[good, other] = await Promise.all([makeThrowawayCertificate('good'), makeThrowawayCertificate('other')])
  })

  const read = (certificatePem: string, privateKeyPem: string) =>
    readCredential({ kind: 'certificate', certificatePem, privateKeyPem })

  test('a certificate is identified by the SHA-256 thumbprint of its bytes', () => {
    expect(read(good.certificatePem, good.privateKeyPem)).toMatchObject({
      kind: 'usable',
      credential: { clientCertificate: { thumbprintSha256: good.thumbprintSha256 } },
    })
  })

  test('a key that does not match the certificate is reported as such', () => {
    expect(read(good.certificatePem, other.privateKeyPem)).toEqual({
      kind: 'unusable',
      detail: 'the private key does not belong to the certificate',
    })
  })

  test('a file that is not a certificate or key is reported as such, and none of it is repeated', () => {
    const notPem = 'hunter2'
    for (const reading of [read(notPem, good.privateKeyPem), read(good.certificatePem, notPem)]) {
      expect(reading).toMatchObject({ kind: 'unusable' })
      expect(JSON.stringify(reading)).not.toContain(notPem)
    }
  })

  test('an encrypted key and a key that is not RSA are refused', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const ecPem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(read(good.certificatePem, ecPem)).toMatchObject({
      detail: expect.stringContaining('RSA') as string,
    })
    const locked = ec.privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString()
    expect(read(good.certificatePem, locked)).toMatchObject({
      detail: expect.stringContaining('passphrase') as string,
    })
  })

  test('an empty secret is refused', () => {
    expect(readCredential({ kind: 'secret', secret: '' })).toMatchObject({ kind: 'unusable' })
  })
})
