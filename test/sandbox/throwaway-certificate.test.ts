import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeThrowawayCertificate, usualValidity } from '../../electron/sandbox/throwaway-certificate.ts'
import { makeServerCertificate } from '../support/certificates.ts'

test('a throw-away certificate is self-signed, matches its key, and is valid for its time', async () => {
  const validity = usualValidity(Date.UTC(2026, 2, 2))
  const made = await makeThrowawayCertificate('Dock 3', validity)
  const certificate = new X509Certificate(made.certificatePem)
  expect(certificate.subject).toBe('CN=Dock 3')
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.checkPrivateKey(createPrivateKey(made.privateKeyPem))).toBe(true)
  expect(certificate.ca).toBe(false)
  expect(new Date(certificate.validFrom)).toEqual(validity.notBefore)
  expect(new Date(certificate.validTo)).toEqual(validity.notAfter)
  expect(createHash('sha256').update(certificate.raw).digest('hex').toUpperCase()).toBe(made.thumbprintSha256)
})

test('no two throw-away certificates are alike', async () => {
  const [one, other] = await Promise.all([makeThrowawayCertificate('A'), makeThrowawayCertificate('A')])
  expect(one.thumbprintSha256).not.toBe(other.thumbprintSha256)
})

test("a test server's certificate is issued by its authority, for this computer only", async () => {
  const made = await makeServerCertificate()
  const [authority, server] = [new X509Certificate(made.caPem), new X509Certificate(made.certificatePem)]
  expect(authority.ca).toBe(true)
  expect(server.ca).toBe(false)
  expect(server.checkIssued(authority)).toBe(true)
  expect(server.verify(authority.publicKey)).toBe(true)
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(server.checkHost('localhost')).toBe('localhost')
  expect(server.checkHost('example.org')).toBeUndefined()
})
