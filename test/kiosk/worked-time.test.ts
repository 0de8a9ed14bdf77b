import { describe, expect, test } from 'vitest'
import { hoursOf } from '../../electron/kiosk/worked-time.ts'

const at = (iso: string) => Date.parse(iso)
const minutes = (count: number) => count * 60_000
const hours = (count: number) => count * 3_600_000

describe('the hours of a shift', () => {
  const clockedInAtMs = at('2025-03-05T08:00:00Z')
  const endedAtMs = at('2025-03-05T16:30:00Z')

  test('run from clock-in to clock-out, without the breaks', () => {
    const breaks = [
      { startMs: at('2025-03-05T10:00:00Z'), endMs: at('2025-03-05T10:15:00Z') },
      { startMs: at('2025-03-05T12:00:00Z'), endMs: at('2025-03-05T12:30:00Z') },
    ]
    expect(hoursOf({ clockedInAtMs, breaks }, endedAtMs)).toEqual({
      workedMs: hours(8.5) - minutes(45),
      breaksMs: minutes(45),
    })
  })

  test('without a break are the whole shift', () => {
    expect(hoursOf({ clockedInAtMs, breaks: [] }, endedAtMs)).toEqual({ workedMs: hours(8.5), breaksMs: 0 })
  })

  test('stop at a break that has not ended', () => {
    const breaks = [{ startMs: at('2025-03-05T16:00:00Z') }]
    expect(hoursOf({ clockedInAtMs, breaks }, endedAtMs)).toEqual({
      workedMs: hours(8),
      breaksMs: minutes(30),
    })
  })

  test('continue past midnight', () => {
    const night = { clockedInAtMs: at('2025-03-05T22:00:00Z'), breaks: [] }
    expect(hoursOf(night, at('2025-03-06T06:00:00Z')).workedMs).toBe(hours(8))
  })

  test('are elapsed time on nights when the clocks change', () => {
    // Madrid: 22:00 to 06:00 on the wall is seven hours in spring and nine in autumn.
    const spring = { clockedInAtMs: at('2025-03-29T22:00:00+01:00'), breaks: [] }
    expect(hoursOf(spring, at('2025-03-30T06:00:00+02:00')).workedMs).toBe(hours(7))
    const autumn = { clockedInAtMs: at('2025-10-25T22:00:00+02:00'), breaks: [] }
    expect(hoursOf(autumn, at('2025-10-26T06:00:00+01:00')).workedMs).toBe(hours(9))
  })

  test('count no break twice and none outside the shift, in any order', () => {
    const breaks = [
      { startMs: at('2025-03-05T12:15:00Z'), endMs: at('2025-03-05T12:45:00Z') },
      { startMs: at('2025-03-05T12:00:00Z'), endMs: at('2025-03-05T12:30:00Z') },
      { startMs: at('2025-03-05T07:30:00Z'), endMs: at('2025-03-05T08:10:00Z') },
      { startMs: at('2025-03-05T17:00:00Z'), endMs: at('2025-03-05T18:00:00Z') },
      { startMs: at('2025-03-05T14:00:00Z'), endMs: at('2025-03-05T13:00:00Z') },
    ]
    expect(hoursOf({ clockedInAtMs, breaks }, endedAtMs).breaksMs).toBe(minutes(55))
  })

  test('are never negative', () => {
    expect(hoursOf({ clockedInAtMs, breaks: [] }, clockedInAtMs - 1)).toEqual({ workedMs: 0, breaksMs: 0 })
  })
})
