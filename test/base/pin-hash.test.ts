import { expect, test } from 'vitest'
import { hashPin, parsePinHash, pinMatches, pinProblem } from '../../electron/base/pin-hash.ts'

test('a PIN matches only its own hash, and the hash does not contain it', async () => {
  const text = await hashPin('704912')
  const hash = parsePinHash(text)
  if (hash === undefined) throw new Error('not read back')
  expect(text).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
  expect(text).not.toContain('704912')
  expect(await pinMatches('704912', hash)).toBe(true)
  expect(await pinMatches('704913', hash)).toBe(false)
  expect(await pinMatches('', hash)).toBe(false)
})

test('the same PIN hashed twice gives two hashes', async () => {
  expect(await hashPin('704912')).not.toBe(await hashPin('704912'))
})

test('hashing a PIN does not block the main thread', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  await hashPin('704912')
  clearInterval(timer)
  expect(turns).toBeGreaterThan(0)
})

test.each([
  ['12345', 'Use 6 to 12 digits.'],
  ['1234567890123', 'Use 6 to 12 digits.'],
  ['', 'Use 6 to 12 digits.'],
  ['12a456', 'Use digits only.'],
  ['１２３４５６', 'Use digits only.'],
  ['777777', 'Too easy to guess: avoid repeated or sequential digits.'],
  ['345678', 'Too easy to guess: avoid repeated or sequential digits.'],
  ['987654', 'Too easy to guess: avoid repeated or sequential digits.'],
  ['704912', undefined],
  ['135791', undefined],
])('the PIN %j: %s', (pin, problem) => {
  expect(pinProblem(pin)).toBe(problem)
})

const salt = 'c2FsdHNhbHRzYWx0c2FsdA'
const hash = 'a'.repeat(43)
test.each([
  ['the PIN itself', '704912'],
  ['nothing', ''],
  ['another function', `$argon2id$v=19$m=65536,t=3,p=4$${salt}$${hash}`],
  ['too cheap', `$scrypt$ln=10,r=8,p=1$${salt}$${hash}`],
  ['too much memory', `$scrypt$ln=24,r=8,p=1$${salt}$${hash}`],
  ['too short a salt', `$scrypt$ln=15,r=8,p=3$c2FsdA$${hash}`],
  ['a cut-off hash', `$scrypt$ln=15,r=8,p=3$${salt}$${hash.slice(4)}`],
])('is not a PIN hash: %s', (_, text) => {
  expect(parsePinHash(text)).toBeUndefined()
})
