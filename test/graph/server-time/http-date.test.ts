import { expect, test } from 'vitest'
import { httpDateMs } from '../../../electron/graph/server-time/http-date.ts'

test('an IMF-fixdate is read', () => {
  expect(httpDateMs('Sun, 06 Nov 1994 08:49:37 GMT')).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
  expect(httpDateMs('Thu, 29 Feb 2024 00:00:00 GMT')).toBe(Date.UTC(2024, 1, 29))
})

test.each([
  '',
  '5',
  '-5',
  '2026-03-01T12:00:00Z',
  'Mon, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37 +0100',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 08:49:60 GMT',
  'Fri, 30 Feb 2024 00:00:00 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
  'sun, 06 nov 1994 08:49:37 gmt',
  'Fri, 31 Dec 99999 23:59:59 GMT',
])('%j is not an HTTP date', (text) => {
  expect(httpDateMs(text)).toBeUndefined()
})
