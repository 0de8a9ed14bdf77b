import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor } from '../../../electron/ops/log/redact.ts'

const pem = '-----BEGIN PRIVATE KEY-----\nMIIEvQ\nIBADANBg\n-----END PRIVATE KEY-----\n'
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJl'

test.each([
  ['a private key', { error: `bad key ${pem} there` }, { error: 'bad key (left out)\n there' }],
  ['a key of RSA, cut off', { error: '-----BEGIN RSA PRIVATE KEY-----\nMIIE' }, { error: '(left out)' }],
  ['a signed token', { error: `Bearer ${token}` }, { error: 'Bearer (left out)' }],
  ['nothing of the kind', { error: 'expected', key: 'kiosk.name' }, { error: 'expected', key: 'kiosk.name' }],
])('%s is removed from a line of JSON, which stays valid', (_what, fields, clean) => {
  expect(JSON.parse(createRedactor()(JSON.stringify(fields)))).toEqual(clean)
})

test('a secret of any characters is removed, plain or URL-encoded', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, unit: 'grapheme' }), fc.string(), (secret, around) => {
      fc.pre(!around.includes(secret) && !'(left out)'.includes(secret))
      const line = createRedactor([secret])(
        JSON.stringify({ sent: `${around}|${secret}|${encodeURIComponent(secret)}` }),
      )
      expect((JSON.parse(line) as { sent: string }).sent.slice(around.length)).not.toContain(secret)
    }),
  )
})

test('a text too short to be a secret is not removed', () => {
  expect(createRedactor(['', 'a', 'error'])('{"level":"error"}')).toBe('{"level":"error"}')
})
