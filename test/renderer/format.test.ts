import { describe, expect, it } from 'vitest'
import { formatFor } from '../../renderer/format.ts'

const madrid = formatFor({ locale: 'en-GB', timeZone: 'Europe/Madrid' })
const newYork = formatFor({ locale: 'en-US', timeZone: 'America/New_York' })

/** Intl puts narrow or unbroken spaces where a person would type a plain one. */
const plain = (text: string) => text.replace(/\s/gu, ' ')

describe('times on screen', () => {
  it("are in the site's time zone, whatever the computer's zone", () => {
    const atMs = Date.UTC(2025, 6, 1, 15, 2)
    expect(madrid.time(atMs)).toBe('17:02')
    expect(plain(newYork.time(atMs))).toBe('11:02 AM')
    expect(formatFor({ locale: 'en-GB', timeZone: 'Asia/Kathmandu' }).time(atMs)).toBe('20:47')
  })

  it('skip the hour when summer time begins', () => {
    expect(madrid.time(Date.UTC(2025, 2, 30, 0, 59, 59))).toBe('01:59')
    expect(madrid.time(Date.UTC(2025, 2, 30, 1, 0, 0))).toBe('03:00')
  })

  it('repeat the hour when summer time ends', () => {
    expect(plain(newYork.time(Date.UTC(2025, 10, 2, 5, 30)))).toBe('1:30 AM')
    expect(plain(newYork.time(Date.UTC(2025, 10, 2, 6, 30)))).toBe('1:30 AM')
  })

  it('follow the hour cycle of the locale', () => {
    const format = formatFor({ locale: 'en-US-u-hc-h23', timeZone: 'UTC' })
    expect(format.time(Date.UTC(2025, 0, 1, 17, 2))).toBe('17:02')
  })

  it('show midnight as 00:00, never 24:00', () => {
    expect(madrid.time(Date.UTC(2025, 0, 1, 23, 0))).toBe('00:00')
  })
})

describe('the clock', () => {
  it('keeps hours and minutes in one part and AM or PM in another', () => {
    const atMs = Date.UTC(2025, 6, 1, 15, 2)
    expect(madrid.clock(atMs)).toEqual([{ kind: 'digits', text: '17:02' }])
    expect(newYork.clock(atMs)).toEqual([
      { kind: 'digits', text: '11:02' },
      { kind: 'day-period', text: 'AM' },
    ])
  })

  it('keeps the order of the locale', () => {
    const format = formatFor({ locale: 'ko-KR', timeZone: 'Asia/Seoul' })
    expect(format.clock(Date.UTC(2025, 6, 1, 6, 2)).map((piece) => piece.kind)).toEqual([
      'day-period',
      'digits',
    ])
  })

  it('shows seconds with two digits, also in zones with odd offsets', () => {
    const atMs = Date.UTC(2025, 6, 1, 15, 2, 7, 999)
    expect(madrid.seconds(atMs)).toBe('07')
    expect(formatFor({ locale: 'en-GB', timeZone: 'Asia/Kathmandu' }).seconds(atMs)).toBe('07')
  })

  it('shows the day at the site, not in UTC', () => {
    const atMs = Date.UTC(2025, 2, 4, 23, 30)
    expect(madrid.date(atMs)).toMatch(/^Wednesday,? 5 March$/u)
    expect(newYork.date(atMs)).toBe('Tuesday, March 4')
  })
})

describe('a moment', () => {
  it('is only a time on the same day at the site, even if UTC has another day', () => {
    const lateEvening = Date.UTC(2025, 2, 4, 23, 30)
    const nextMorning = Date.UTC(2025, 2, 5, 7, 0)
    expect(madrid.moment(lateEvening, nextMorning)).toBe('00:30')
  })

  it('includes the day if it is another one', () => {
    expect(madrid.moment(Date.UTC(2025, 2, 3, 22, 30), Date.UTC(2025, 2, 5, 7, 0))).toBe('Mon 3 Mar, 23:30')
  })

  it('says yesterday, also across a clock change and a new year', () => {
    expect(madrid.moment(Date.UTC(2025, 2, 4, 22, 30), Date.UTC(2025, 2, 5, 7, 0))).toBe('yesterday, 23:30')
    expect(madrid.moment(Date.UTC(2025, 2, 29, 21, 0), Date.UTC(2025, 2, 30, 5, 0))).toBe('yesterday, 22:00')
    expect(madrid.moment(Date.UTC(2025, 11, 31, 21, 0), Date.UTC(2026, 0, 1, 5, 0))).toBe('yesterday, 22:00')
    expect(formatFor({ locale: 'pl', timeZone: 'UTC' }).moment(0, 86_400_000)).toBe('wczoraj, 00:00')
  })

  it('never calls the day after yesterday', () => {
    expect(madrid.moment(Date.UTC(2025, 2, 6, 7, 0), Date.UTC(2025, 2, 5, 7, 0))).toBe('Thu 6 Mar, 08:00')
  })
})

describe('a duration', () => {
  const minutes = (count: number) => count * 60_000

  it('is in hours and whole minutes, without zero parts', () => {
    expect(newYork.duration(minutes(7 * 60 + 32) + 59_999)).toBe('7 hr 32 min')
    expect(newYork.duration(minutes(8 * 60))).toBe('8 hr')
    expect(newYork.duration(minutes(45))).toBe('45 min')
    expect(newYork.duration(0)).toBe('0 min')
  })

  it.each([
    ['es', '7 h 32 min'],
    ['fr', '7 h 32 min'],
    ['de', '7 Std., 32 Min.'],
    ['pt-BR', '7 h 32 min'],
    ['zh-Hans', '7小时32分钟'],
  ])('is written as in %s', (locale, written) => {
    const format = formatFor({ locale, timeZone: 'UTC' })
    expect(plain(format.duration(minutes(7 * 60 + 32)))).toBe(written)
  })
})

describe('digits and hours', () => {
  const fivePast = (locale: string) =>
    plain(formatFor({ locale, timeZone: 'UTC' }).time(Date.UTC(2025, 0, 1, 17, 2)))

  it('are those of the locale: Arabic has two sets, and the region decides', () => {
    expect(fivePast('ar')).toBe('5:02 م')
    expect(fivePast('ar-EG')).toBe('٥:٠٢ م')
    expect(fivePast('ar-MA')).toBe('17:02')
  })

  it.each(['en-GB', 'es', 'fr', 'de', 'pt-BR', 'pl', 'zh-Hans'])('run to 24 in %s', (locale) => {
    expect(fivePast(locale)).toBe('17:02')
  })
})

it('counts are written as the locale writes them', () => {
  expect(madrid.count(12_345)).toBe('12,345')
})

it('the formatters of a site are cached, since they are slow to create', () => {
  expect(formatFor({ locale: 'en-GB', timeZone: 'Europe/Madrid' })).toBe(madrid)
})
