import { describe, expect, test } from 'vitest'
import { retryAfterMs } from '../../electron/graph/retry-after.ts'

const nowMs = Date.UTC(2026, 2, 1, 12)

describe('Retry-After', () => {
  test.each([
    ['7', 7000],
    ['0', 0],
    ['2.128', 2128],
    [' 3 ', 3000],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['2026', 2_026_000],
    ['1e9', undefined],
    ['99999999999999999999', undefined],
    ['Sun, 01 Mar 2926 12:00:30 GMT', undefined],
    ['Mon, 01 Mar 2026 12:00:30 GMT', undefined],
    ['Sunday, 01 Mar 2026 12:00:30', undefined],
  ])('"%s" means %s ms', (text, expected) => {
    expect(retryAfterMs(new Headers({ 'retry-after': text }), nowMs)).toBe(expected)
  })

  test('a date is compared with the server’s clock, since the kiosk’s may be wrong', () => {
    const headers = new Headers({
      'retry-after': 'Sun, 01 Mar 2026 09:00:20 GMT',
      date: 'Sun, 01 Mar 2026 09:00:00 GMT',
    })
    expect(retryAfterMs(headers, nowMs)).toBe(20_000)
  })

  test('no header, no wait', () => {
    expect(retryAfterMs(new Headers(), nowMs)).toBeUndefined()
  })
})
