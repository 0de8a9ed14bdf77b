import { describe, expect, test } from 'vitest'
import { parseTimeCard, parseTimeCardPage } from '../../../electron/shifts/time-cards/time-card-schema.ts'

const clockInEvent = { dateTime: '2026-03-01T08:00:00Z', isAtApprovedLocation: true, notes: null }
const card = { id: 'TCK_1', userId: 'u-1', state: 'clockedIn', clockInEvent, clockOutEvent: null, breaks: [] }
const eightMs = Date.UTC(2026, 2, 1, 8)

describe('time cards as Graph sends them', () => {
  test('an open card', () => {
    expect(parseTimeCard(card)).toEqual({
      id: 'TCK_1',
      userId: 'u-1',
      state: 'clockedIn',
      clockedInAtMs: eightMs,
      breaks: [],
    })
  })

  test('breaks have their times; a running one has no end', () => {
    const breaks = [
      {
        breakId: 'BRK_1',
        start: { dateTime: '2026-03-01T10:00:00Z' },
        end: { dateTime: '2026-03-01T10:15:00Z' },
      },
      { breakId: 'BRK_2', start: { dateTime: '2026-03-01T12:00:00Z' }, end: null },
    ]
    expect(parseTimeCard({ ...card, breaks })?.breaks).toEqual([
      { startMs: Date.UTC(2026, 2, 1, 10), endMs: Date.UTC(2026, 2, 1, 10, 15) },
      { startMs: Date.UTC(2026, 2, 1, 12) },
    ])
  })

  test.each([undefined, null, 'none', [{ start: null }], [{ start: { dateTime: 'noon' } }]])(
    'unreadable breaks do not invalidate the card, and do not count as none: %j',
    (breaks) => {
      const parsed = parseTimeCard({ ...card, breaks })
      expect(parsed).toMatchObject({ id: 'TCK_1' })
      expect(parsed?.breaks).toBeUndefined()
    },
  )

  test.each([
    ['none', undefined],
    [null, undefined],
    ['unknownFutureValue', undefined],
    ['User', true],
    ['manager', true],
    ['user,manager', true],
    ['user, manager', true],
  ])('a card confirmed by %j', (confirmedBy, isConfirmed) => {
    expect(parseTimeCard({ ...card, confirmedBy })?.isConfirmed).toBe(isConfirmed)
  })

  test('an ended card has the time it ended', () => {
    const ended = {
      ...card,
      state: 'clockedOut',
      clockOutEvent: { dateTime: '2026-03-01T16:30:00.1234567Z' },
    }
    expect(parseTimeCard(ended)).toMatchObject({
      state: 'clockedOut',
      clockedOutAtMs: Date.UTC(2026, 2, 1, 16, 30, 0, 123),
    })
  })

  test.each(['unknownFutureValue', 'onLunch', null, 3, undefined])(
    'the state %j is neither open nor ended',
    (state) => {
      expect(parseTimeCard({ ...card, state })?.state).toBe('other')
    },
  )

  test.each([
    ['2026-03-01T08:00:00', eightMs],
    ['2026-03-01T10:00:00+02:00', eightMs],
    ['2026-03-01T10:00:00+0200', eightMs],
    ['2026-03-01T08:00Z', eightMs],
    ['2026-03-01t08:00:00z', eightMs],
    ['2026-03-01T00:00:00.0000000-08:00', eightMs],
  ])('%s is a time, and without an offset it is UTC', (dateTime, expected) => {
    expect(parseTimeCard({ ...card, clockInEvent: { dateTime } })?.clockedInAtMs).toBe(expected)
  })

  test.each([
    { ...card, id: null },
    { ...card, id: '' },
    { ...card, userId: undefined },
    { ...card, clockInEvent: null },
    { ...card, clockInEvent: { dateTime: null } },
    { ...card, clockInEvent: { dateTime: 'yesterday' } },
    { ...card, clockInEvent: { dateTime: '2026-13-01T08:00:00Z' } },
    null,
    'card',
    [],
  ])('without an ID, a user or a clock-in it is not a card: %j', (json) => {
    expect(parseTimeCard(json)).toBeUndefined()
  })

  test('a broken clock-out does not invalidate the card', () => {
    expect(parseTimeCard({ ...card, clockOutEvent: { dateTime: 'never' } })).toMatchObject({ id: 'TCK_1' })
  })

  test('a page keeps the valid cards and counts the others', () => {
    const page = { value: [card, { id: 'TCK_2' }, null, { ...card, id: 'TCK_3' }], '@odata.nextLink': null }
    const parsed = parseTimeCardPage(page)
    expect(parsed?.cards.map(({ id }) => id)).toEqual(['TCK_1', 'TCK_3'])
    expect(parsed).toMatchObject({ skipped: 2 })
    expect(parsed).not.toHaveProperty('nextLink')
  })

  test.each([null, {}, { value: null }, { value: {} }, [], 'page'])('%j is not a page', (json) => {
    expect(parseTimeCardPage(json)).toBeUndefined()
  })
})
