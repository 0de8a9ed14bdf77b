import { describe, expect, test } from 'vitest'
import { parseGraphError } from '../../electron/graph/graph-error-body.ts'

const parse = (body: unknown) => parseGraphError(JSON.stringify(body))

describe("Graph's error bodies", () => {
  test('code, message and ids are read', () => {
    const innerError = { 'request-id': 'r-1', 'client-request-id': 'c-1', date: '2026-01-01T00:00:00' }
    expect(parse({ error: { code: 'BadRequest', message: 'No.', innerError } })).toEqual({
      code: 'BadRequest',
      message: 'No.',
      requestId: 'r-1',
      clientRequestId: 'c-1',
    })
  })

  test.each(['innerError', 'innererror'])('the innermost code is the most specific one, under %s', (key) => {
    const body = {
      error: { code: 'Forbidden', message: 'Outer', [key]: { code: 'Mid', [key]: { code: 'Inner' } } },
    }
    expect(parse(body)).toEqual({ code: 'Inner', message: 'Outer' })
  })

  test('an error inside an error message is unwrapped', () => {
    const message = JSON.stringify({ error: { code: 'TimeClockOff', message: 'The time clock is off.' } })
    expect(parse({ error: { code: 'UnknownError', message } })).toEqual({
      code: 'TimeClockOff',
      message: 'The time clock is off.',
    })
    const bare = JSON.stringify({ code: 'TimeClockOff', message: 'Off.' })
    expect(parse({ error: { code: 'UnknownError', message: bare } })).toEqual({
      code: 'TimeClockOff',
      message: 'Off.',
    })
  })

  test('a message that merely looks like JSON stays a message', () => {
    expect(parse({ error: { code: 'X', message: '{ not json' } })).toEqual({
      code: 'X',
      message: '{ not json',
    })
  })

  test('an OAuth error is read too', () => {
    expect(parse({ error: 'invalid_client', error_description: 'AADSTS7000215' })).toEqual({
      code: 'invalid_client',
      message: 'AADSTS7000215',
    })
  })

  test('malformed codes and IDs are left out', () => {
    const innerError = { 'request-id': 'a\nb', 'client-request-id': 'x'.repeat(65) }
    expect(parse({ error: { code: 'Vera may not', message: 'No.', innerError } })).toEqual({ message: 'No.' })
    expect(parse({ error: 'in valid' })).toEqual({})
  })

  test('a description longer than 64 KB is ignored, also within a message', () => {
    const long = JSON.stringify({ error: { code: 'Inner', message: 'x'.repeat(70_000) } })
    expect(parseGraphError(long)).toBeUndefined()
    const bomb = `{"error":${'['.repeat(1_000)}`
    expect(parse({ error: { code: 'Outer', message: bomb } })).toMatchObject({ code: 'Outer' })
  })

  test('tokens and line breaks do not come through', () => {
    const message = 'bad token\n eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln was sent'
    expect(parse({ error: { message } })).toEqual({ message: 'bad token (left out) was sent' })
  })

  test.each([
    '',
    'null',
    '[]',
    '"error"',
    '42',
    '{}',
    '{"error":null}',
    '{"error":[1]}',
    '<html></html>',
    '{"error"',
  ])('%j is not an error body', (text) => {
    expect(parseGraphError(text)).toBeUndefined()
  })

  test('any input gives a result', () => {
    let state = 7
    const chance = (below: number): number => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
      return Math.floor((state / 2 ** 32) * below)
    }
    const keys = [
      'error',
      'code',
      'message',
      'innerError',
      'innererror',
      'request-id',
      '__proto__',
      'constructor',
      '',
    ]
    const value = (depth: number): unknown => {
      switch (chance(depth > 6 ? 5 : 9)) {
        case 0:
          return null
        case 1:
          return chance(2) === 0
        case 2:
          return chance(1e9)
        case 3:
          return String.fromCharCode(...Array.from({ length: chance(40) }, () => chance(0xffff)))
        case 4:
          return '{"error":'.repeat(chance(20))
        case 5:
          return JSON.stringify(value(depth + 1))
        case 6:
          return Array.from({ length: chance(4) }, () => value(depth + 1))
        default:
          return Object.fromEntries(
            Array.from({ length: chance(5) }, () => [keys[chance(keys.length)] ?? '', value(depth + 1)]),
          )
      }
    }
    for (let i = 0; i < 5000; i++) {
      const whole = JSON.stringify({ error: value(0) })
      for (const text of [whole, whole.slice(0, chance(whole.length + 1))]) {
        const error = parseGraphError(text)
        for (const part of Object.values(error ?? {})) expect(typeof part).toBe('string')
      }
    }
    const deep = '{"error":'.repeat(50_000) + '1' + '}'.repeat(50_000)
    expect(() => parseGraphError(deep)).not.toThrow()
    expect(() => parseGraphError('[{"error":'.repeat(50_000))).not.toThrow()
  })
})
