import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { echoed, echoedPath } from '../../../electron/base/text/echo.ts'
import { makeThrowawayCertificate } from '../../../electron/sandbox/throwaway-certificate.ts'

const { privateKeyPem } = await makeThrowawayCertificate('echo', {
  notBefore: new Date('2026-01-01'),
  notAfter: new Date('2027-01-01'),
})
const base64 = createHash('sha512').update('some').digest('base64')

test.each([
  ['a client secret as Entra makes them', 'Ab18Q~kLmN0pQrStUvWxYz2aBcDeFgHiJkLmNoP3'],
  ['one with dots and hyphens', 'x_.8Q~kL-N0pQrSt.vWxYz2aBcDeFgHiJkLmNo'],
  ['a private key', privateKeyPem],
  ['a private key without its armour', privateKeyPem.split('\n').slice(1, 3).join('')],
  ['one line of it', privateKeyPem.split('\n')[4] ?? ''],
  ['the armour alone', '-----BEGIN PRIVATE KEY-----'],
  ['a site key', createHash('sha256').update('some').digest('hex')],
  ['16 bytes in hex with colons', 'aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99'],
  ['base64', base64],
  ['base64url', createHash('sha384').update('x').digest('base64url')],
  ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJl'],
  ['far more than a path', 'a'.repeat(1_001)],
])('%s is not repeated, bare or as a path made of it', (_, secret) => {
  expect(echoed(secret)).toBe(`(${secret.length} characters, not shown)`)
  for (const path of [secret, `/etc/shifts-badge-kiosk/${secret}`, `C:\\ProgramData\\Kiosk\\${secret}`]) {
    for (const platform of ['linux', 'win32', 'darwin'] as const)
      expect(echoedPath(path, platform)).toBe(`(${path.length} characters, not shown)`)
  }
})

test.each([
  '/etc/shifts-badge-kiosk/config.json',
  '/Library/Application Support/Shifts Badge Kiosk/data/site.key',
  'C:\\ProgramData\\Shifts Badge Kiosk\\kiosk.pem',
  'C:\\Users\\RUNNER~1\\AppData\\Local\\Temp\\kiosk-config-AbC123\\roster.csv',
  '\\\\files.contoso.example\\HR$\\Export 2026\\Mitarbeiterliste_Werk3_Final.csv',
  '/srv/kiosk/6f9619ff-8b86-d011-b42d-00cf4fc964ff/certificates/Kiosk2026/PrivateKeyOfTheKiosk.pem',
  '/tmp/kiosk-config-x7Kq2L/KioskDock3/Certificates/ShiftsBadgeKioskPrivateKey2026.pem',
  '/mnt/Personal/Größe/人事/名簿.csv',
  'kiosk.key',
  'site-key',
  '/var/lib/shifts-badge-kiosk/journal.damaged-20260301T120000Z.db',
])('the path %s is', (path) => {
  expect(echoedPath(path, path.includes('\\') ? 'win32' : 'linux')).toBe(path)
})

test('random base64 of the shortest length is almost never taken for a path', () => {
  const secrets = Array.from({ length: 1_000 }, (_, i) =>
    createHash('sha256').update(String(i)).digest('base64').slice(0, 43),
  )
  expect(
    secrets.filter((secret) => echoedPath(`/etc/kiosk/${secret}`, 'linux').includes(secret)).length,
  ).toBeLessThan(10)
})

test('control characters and direction changes are removed from what is repeated', () => {
  expect(echoed('a\u001b[31mb\u202ec\u200bd\u2028e')).toBe('a [31mb c d e')
  expect(echoedPath('/tmp/a\u001b[2Jb', 'linux')).toBe('(11 characters, not shown)')
  expect(echoedPath('C:\\a|b', 'win32')).toBe('(6 characters, not shown)')
})
