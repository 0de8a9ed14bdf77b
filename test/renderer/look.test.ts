import { describe, expect, it } from 'vitest'
import { isNight, maxShift, minuteOfDay, pixelShift, plainLook, themeOf } from '../../renderer/apply-look.ts'
import { legibleSizes } from '../../renderer/legible.ts'

const minuteMs = 60_000

describe('the night', () => {
  const acrossMidnight = { fromMinute: 22 * 60, toMinute: 5 * 60 }

  it('continues past midnight, from its first minute to the one before its end', () => {
    const asked = [21 * 60 + 59, 22 * 60, 0, 4 * 60 + 59, 5 * 60]
    expect(asked.map((minute) => isNight(acrossMidnight, minute))).toEqual([false, true, true, true, false])
  })

  it('may be within one day, and is empty if it ends when it begins', () => {
    expect(isNight({ fromMinute: 60, toMinute: 120 }, 90)).toBe(true)
    expect(isNight({ fromMinute: 60, toMinute: 120 }, 120)).toBe(false)
    expect(isNight({ fromMinute: 60, toMinute: 60 }, 60)).toBe(false)
  })

  it('follows the clock of the site, also on the day the clocks change', () => {
    expect(minuteOfDay(Date.UTC(2025, 2, 5, 21, 30), 'Europe/Madrid')).toBe(22 * 60 + 30)
    // Madrid goes from 02:00 to 03:00 at 01:00 UTC.
    expect(minuteOfDay(Date.UTC(2025, 2, 30, 0, 59), 'Europe/Madrid')).toBe(119)
    expect(minuteOfDay(Date.UTC(2025, 2, 30, 1, 0), 'Europe/Madrid')).toBe(180)
  })
})

it('the theme is the configured one; otherwise the system or the night decides', () => {
  const chosen = (theme: typeof plainLook.theme, night: boolean, systemIsDark: boolean) =>
    themeOf({ ...plainLook, theme }, night, systemIsDark)
  expect(chosen('light', true, true)).toBe('light')
  expect(chosen('dark', false, false)).toBe('dark')
  expect([chosen('system', true, false), chosen('system', false, true)]).toEqual(['light', 'dark'])
  expect([chosen('night', true, false), chosen('night', false, true)]).toEqual(['dark', 'light'])
})

describe('the pixel shift', () => {
  const aDay = Array.from({ length: 24 * 60 }, (_, minute) => pixelShift(minute * minuteMs))

  it('stays within the margin of the screens', () => {
    expect(aDay.every(({ x, y }) => Math.abs(x) <= maxShift && Math.abs(y) <= maxShift)).toBe(true)
  })

  it('stays still within a minute, and moves one small step to the next', () => {
    expect(pixelShift(90_000)).toEqual(pixelShift(119_999))
    const step = (2 * maxShift) / 7
    for (const [i, { x, y }] of aDay.entries()) {
      const before = aDay[i - 1] ?? { x, y }
      expect(Math.abs(x - before.x)).toBeLessThan(step * 1.01)
      expect(Math.abs(y - before.y)).toBeLessThan(step * 1.01)
    }
  })

  it('visits all 64 positions, and spends at most a twentieth of a day on each', () => {
    const visits = new Map<string, number>()
    for (const { x, y } of aDay) {
      const place = `${x.toFixed(5)} ${y.toFixed(5)}`
      visits.set(place, (visits.get(place) ?? 0) + 1)
    }
    expect(visits.size).toBe(64)
    expect(Math.max(...visits.values())).toBeLessThan(aDay.length / 20)
  })
})

describe('the minimum sizes', () => {
  it('subtend 0.7 degrees from the viewing distance, details from 0.6 m or from there if it is nearer', () => {
    const page = { width: 1920, height: 1080 }
    const pxPerMm = Math.hypot(1920, 1080) / plainLook.panelDiagonalMm
    const degrees = (fontPx: number, distanceMm: number) =>
      ((0.727 * fontPx) / pxPerMm / distanceMm) * (180 / Math.PI)
    const far = legibleSizes(plainLook, page)
    expect(degrees(far.headlinePx, 1000)).toBeCloseTo(0.705, 2)
    expect(degrees(far.detailPx, 600)).toBeCloseTo(0.705, 2)
    const near = legibleSizes({ ...plainLook, viewingDistanceMm: 400 }, page)
    expect(near.detailPx).toBe(near.headlinePx)
  })
})
