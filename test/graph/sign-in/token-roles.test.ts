import { expect, test } from 'vitest'
import { rolesIn } from '../../../electron/graph/sign-in/token-roles.ts'

const token = (claims: unknown): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

test('reads the permissions that an app’s token names', () => {
  expect(rolesIn(token({ roles: ['Schedule.Read.All'] }))).toEqual(['Schedule.Read.All'])
  expect(rolesIn(token({ roles: [] }))).toEqual([])
  expect(rolesIn(token({ sub: 'an app that nobody has consented to' }))).toEqual([])
})

test.each([
  ['no token', ''],
  ['an opaque token', 'EwB4A8l6BAAU'],
  ['an encrypted token', 'e30.a.b.c.d'],
  ['roles that are none', token({ roles: [7] })],
  ['what is no JSON', 'e30.bm90IGpzb24.c2ln'],
  ['JSON that is no object', token(null)],
  ['a token of no good length', token({ roles: ['a'], more: 'x'.repeat(60_000) })],
])('does not know the permissions in %s', (_name, text) => {
  expect(rolesIn(text)).toBeUndefined()
})
