import { expect, test } from 'vitest'
import { explainFailure } from '../../../electron/graph/explain-failure.ts'
import { withoutSecrets } from '../../../electron/base/log/without-secrets.ts'

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJncmFwaCJ9.c2lnbmF0dXJl'

test.each([
  ['between words', `sent ${token} here`, 'sent (left out) here'],
  ['right behind other characters', `Bearer%20${token}`, 'Bearer%20(left out)'],
  ['cut off in its second part', `sent ${token.slice(0, 40)}`, 'sent (left out)'],
  ['cut off in its first part', 'sent eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9', 'sent (left out)'],
  ['beside another', `${token} ${token}`, '(left out) (left out)'],
])('a signed token is left out: %s', (_, text, expected) => {
  expect(withoutSecrets(text)).toBe(expected)
})

test('words that begin like one stay', () => {
  expect(withoutSecrets('eyJ is not a token. eyJob neither.')).toBe('eyJ is not a token. eyJob neither.')
})

test('leading white space does not let half a secret past the limit', () => {
  const secret = 'Zq8~very-secret-value'
  for (let spaces = 19_950; spaces < 20_010; spaces++)
    expect(withoutSecrets(' '.repeat(spaces) + secret, [secret])).not.toMatch(/Zq8/)
})

test('megabytes of token beginnings become one short line', () => {
  expect(withoutSecrets('eyJ-'.repeat(500_000)).length).toBeLessThanOrEqual(300)
  expect(explainFailure(new Error('net::'.repeat(500_000))).detail.length).toBeLessThanOrEqual(300)
})

test('a text from outside is cut between characters', () => {
  expect(withoutSecrets('😀'.repeat(400))).not.toMatch(/\p{Cs}/u)
  expect(explainFailure(new Error('😀'.repeat(400))).detail).not.toMatch(/\p{Cs}/u)
})
