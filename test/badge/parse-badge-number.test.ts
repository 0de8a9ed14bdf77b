import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { badgeFromUid, type BadgeId } from '../../electron/badge/badge-id.ts'
import {
  badgeNumberFormats,
  formatBadgeNumber,
  type BadgeNumberFormat,
} from '../../electron/badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../electron/badge/parse-badge-number.ts'

function badge(hex: string): BadgeId {
  const read = badgeFromUid(Buffer.from(hex, 'hex'))
  if (read.kind !== 'badge') throw new Error(`${hex} is ${read.kind}`)
  return read.badge
}

function parsed(text: string, format: BadgeNumberFormat = 'hex'): string {
  const result = parseBadgeNumber(text, format)
  return result.kind === 'badge' ? result.badge : result.problem
}

const legacySizes = [4, 7, 10]

/**
 * Bytes that neither begin nor end with 00 or FF: a decimal number does not show leading zeros, inverted or
 * not.
 */
const anyBytes = fc
  .constantFrom(4, 5, 7, 8, 10)
  .chain((size) => fc.uint8Array({ minLength: size, maxLength: size }))
  .map((bytes) =>
    Buffer.from(bytes.map((byte, at) => (at === 0 || at === bytes.length - 1 ? (byte % 0xee) + 0x10 : byte))),
  )
  .filter((bytes) => bytes[0] !== 0x08)

const anyPair = fc.record({
  facility: fc.integer({ min: 1, max: 255 }),
  card: fc.integer({ min: 0, max: 65_535 }),
})

const anyText = fc
  .stringMatching(/^[A-Z][0-9A-Z _.,/:#-]{0,30}$/)
  .map((text) => text.trim().replace(/\s+/g, ' '))

describe('the same badge in each format', () => {
  const rounds = { numRuns: 10_000 }
  // Compared without `expect`, which takes most of the time.
  const roundTrips = (original: BadgeId, format: BadgeNumberFormat): boolean => {
    const written = formatBadgeNumber(original, format)
    return written !== undefined && parsed(written, format) === original
  }

  test.each(badgeNumberFormats.filter((format) => /^(hex|decimal)/.test(format)))(
    '10,000 numbers written as %s and read back are the same badges, whatever their size',
    (format) => {
      fc.assert(
        fc.property(anyBytes, (bytes) => {
          const original = badge(bytes.toString('hex'))
          // Five and eight bytes read the other way round are for the roster to find: a decimal number does
          // not show their length.
          const isOwnLength = legacySizes.includes(bytes.length)
          return (format === 'decimal-reversed' && !isOwnLength) || roundTrips(original, format)
        }),
        rounds,
      )
    },
  )

  test.each(badgeNumberFormats.filter((format) => /^(facility|wiegand)/.test(format)))(
    '10,000 facility codes and card numbers written as %s and read back are the same badges',
    (format) => {
      fc.assert(
        fc.property(anyPair, ({ facility, card }) =>
          roundTrips(parsed(`${facility},${card}`, 'facility-and-card') as BadgeId, format),
        ),
        rounds,
      )
    },
  )

  test('10,000 texts written and read back are the same badges', () => {
    fc.assert(
      fc.property(anyText, (text) => roundTrips(parsed(text, 'text') as BadgeId, 'text')),
      rounds,
    )
  })

  test('one badge, printed in four ways by four systems', () => {
    expect(parsed('04A1B2C3', 'hex')).toBe('04A1B2C3')
    expect(parsed('C3B2A104', 'hex-reversed')).toBe('04A1B2C3')
    expect(parsed(String(0x04a1b2c3), 'decimal')).toBe('04A1B2C3')
    expect(parsed(String(0xc3b2a104), 'decimal-reversed')).toBe('04A1B2C3')
  })

  test('a 7 byte number larger than 2^53 keeps every digit', () => {
    expect(parsed(BigInt('0x04FFFFFFFFFFFF').toString(), 'decimal')).toBe('04FFFFFFFFFFFF')
    expect(parsed(BigInt('0xFEDCBA98765404').toString(), 'decimal-reversed')).toBe('04547698BADCFE')
  })
})

describe('ways people write a number', () => {
  test.each([
    ['04:a1:b2:c3', '04A1B2C3'],
    ['04-A1-B2-C3', '04A1B2C3'],
    ['04 A1 B2 C3', '04A1B2C3'],
    ['0x04a1b2c3', '04A1B2C3'],
    ['  04a1b2c3\u00a0', '04A1B2C3'],
    ['\ufeff04a1b2c3', '04A1B2C3'],
    ['"04a1b2c3"', '04A1B2C3'],
    ["'04a1b2c3", '04A1B2C3'],
    ['="04a1b2c3"', '04A1B2C3'],
    ['12345E78', '12345E78'],
    ['04A2B3C4D5E6F7', '04A2B3C4D5E6F7'],
    ['04A2B3C4D5E6F7A8B9C0', '04A2B3C4D5E6F7A8B9C0'],
    ['4D7603', '004D7603'],
    ['3C08654D3A', '00003C08654D3A'],
    ['012E4CB1F37A9C05', '0000012E4CB1F37A9C05'],
    ['00112233445566778899AABBCCDDEEFF', '00112233445566778899AABBCCDDEEFF'],
  ])('%j in hex is accepted', (text, expected) => {
    expect(parsed(text)).toBe(expected)
  })

  test.each([
    ['77705923', '04A1B2C3'],
    ['0077705923', '04A1B2C3'],
    ["'0077705923", '04A1B2C3'],
    ['1', '00000001'],
    ['4294967295', 'FFFFFFFF'],
    ['4294967296', '00000100000000'],
    ['0140856634', '08654D3A'],
    ['0257838894394', '00003C08654D3A'],
  ])('%j in decimal is accepted', (text, expected) => {
    expect(parsed(text, 'decimal')).toBe(expected)
  })
})

describe('numbers that are not UIDs', () => {
  test.each([
    ['77,30211'],
    ['077,30211'],
    ['077:30211'],
    ['77-30211'],
    ['0077/030211'],
    ['077 30211'],
    ['77, 30211'],
    ['07730211'],
  ])('%j is one facility code and card number, and the 24 bits of it in hex and decimal', (text) => {
    expect(parsed(text, 'facility-and-card')).toBe('004D7603')
    expect([parsed('4D7603'), parsed('0005076483', 'decimal')]).toEqual(['004D7603', '004D7603'])
  })

  test.each<[string, BadgeNumberFormat]>([
    ['02EC0C86', 'wiegand-26-hex'],
    ['2EC0C86', 'wiegand-26-hex'],
    ['49024134', 'wiegand-26-decimal'],
    ['118,1603', 'facility-and-card'],
  ])('%s as %s is card 1603 of facility 118', (text, format) => {
    expect(parsed(text, format)).toBe('00760643')
  })

  test('a card number of more than 16 bits is the same in 35 bits, in 37 bits and as a pair', () => {
    const pair = parsed('1234:305419', 'facility-and-card') as BadgeId
    expect(pair).toBe('0004D20004A90B')
    for (const format of ['wiegand-35-hex', 'wiegand-35-decimal', 'wiegand-37-hex'] as const)
      expect(parsed(formatBadgeNumber(pair, format) ?? '', format)).toBe(pair)
    expect(formatBadgeNumber(pair, 'wiegand-34-hex')).toBeUndefined()
  })

  test('a whole Wiegand number whose parity bits do not fit is refused', () => {
    expect(parsed('2EC0C87', 'wiegand-26-hex')).toMatch(/26 bits: its parity/)
    expect(parsed('4000000', 'wiegand-26-hex')).toMatch(/more than 26 bits/)
  })

  test('each single wrong bit of a whole number is found by its parity', () => {
    for (const format of ['wiegand-26-hex', 'wiegand-34-hex', 'wiegand-35-hex', 'wiegand-37-hex'] as const) {
      const whole = BigInt(
        `0x${formatBadgeNumber(parsed('201,54321', 'facility-and-card') as BadgeId, format)}`,
      )
      for (let bit = 0; bit < Number(format.slice(8, 10)); bit++) {
        const wrong = whole ^ (1n << BigInt(bit))
        expect(parsed(wrong.toString(16), format)).toMatch(/parity/)
      }
    }
  })

  test('each bit inverted is the same badge', () => {
    expect(parsed('FB5E4D3C', 'hex-inverted')).toBe('04A1B2C3')
    expect(parsed(String(0xfb5e4d3c), 'decimal-inverted')).toBe('04A1B2C3')
    expect(parsed('C3F79AB2C5', 'hex-inverted')).toBe('00003C08654D3A')
    expect(parsed(String(0xc3f79ab2c5), 'decimal-inverted')).toBe('00003C08654D3A')
  })

  test('text is compared as printed, ignoring case; leading zeros matter', () => {
    expect(parsed('EMP-00123', 'text')).toBe('text:EMP-00123')
    expect(parsed('  emp-00123 ', 'text')).toBe('text:EMP-00123')
    expect(parsed('EMP-123', 'text')).not.toBe(parsed('EMP-00123', 'text'))
    expect(parsed('0077705923', 'text')).toBe('text:0077705923')
  })

  test.each([';0077705923?', '%EMP123?', 'Zoë', '0000', 'x'.repeat(33), '1.2E+13'])(
    '%j is not valid badge text',
    (text) => {
      expect(parseBadgeNumber(text, 'text')).toMatchObject({ kind: 'bad' })
    },
  )

  test('a badge identified by text has no number, and one identified by bytes has no text', () => {
    for (const format of badgeNumberFormats) {
      const isText = format === 'text'
      expect(formatBadgeNumber(parsed('EMP-1', 'text') as BadgeId, format) !== undefined).toBe(isText)
      if (isText) expect(formatBadgeNumber(badge('04a1b2c3'), format)).toBeUndefined()
    }
  })
})

describe('earlier rows are still read the same, since journals hold hashes of their badges', () => {
  const uid = fc
    .constantFrom(...legacySizes)
    .chain((size) => fc.uint8Array({ minLength: size, maxLength: size }))
    .map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase())
    .filter((digits) => !/^0+$/.test(digits))
  const turned = (digits: string) => Buffer.from(digits, 'hex').reverse().toString('hex').toUpperCase()
  const padded = (value: bigint) => {
    const hex = value.toString(16).toUpperCase()
    return hex.padStart(hex.length <= 8 ? 8 : hex.length <= 14 ? 14 : 20, '0')
  }

  test('UIDs of 4, 7 and 10 bytes', () => {
    fc.assert(
      fc.property(uid, (digits) => {
        const value = BigInt(`0x${digits}`)
        return (
          parsed(digits) === digits &&
          parsed(turned(digits), 'hex-reversed') === digits &&
          parsed(value.toString(), 'decimal') === padded(value) &&
          parsed(value.toString(), 'decimal-reversed') === turned(padded(value))
        )
      }),
      { numRuns: 10_000 },
    )
  })
})

describe('what is not a badge number is refused with its reason', () => {
  test.each<[string, BadgeNumberFormat, RegExp]>([
    ['', 'hex', /empty/],
    ['  ""', 'decimal', /empty/],
    ['1.23E+12', 'decimal', /scientific.*as text/],
    ['1,23E+12', 'hex', /scientific.*as text/],
    ['4E+15', 'hex', /scientific.*as text/],
    ['4A1B2C3', 'hex', /7 hex digits.*leading zeros.*as text/],
    ['A1B2', 'hex', /4 hex digits; a badge has 6 to 32/],
    ['0'.repeat(33) + '1', 'hex', /34 hex digits/],
    ['04A1B2CG', 'hex', /other than 0-9 and A-F/],
    ['00000000', 'hex', /zero/],
    ['000', 'decimal', /zero/],
    ['04A1B2C3', 'decimal', /looks like hex/],
    ['-5', 'decimal', /looks like hex|other than/],
    ['12345678.0', 'decimal', /decimal point.*as text/],
    ['0012345678 188,24910', 'decimal', /other than 0-9/],
    [(256n ** 16n).toString(), 'decimal', /larger than 16 bytes/],
    ['9'.repeat(1_000_000), 'decimal', /larger than 16 bytes/],
    ['9'.repeat(1_000_000), 'hex', /1000000 hex digits/],
    ['9'.repeat(1_000_000), 'text', /longer than 32/],
    ['9'.repeat(1_000_000), 'wiegand-26-hex', /1000000 hex digits/],
    ['30211', 'facility-and-card', /not a facility code and a card number/],
    ['0,0', 'facility-and-card', /zero/],
    ['77,30211,1', 'facility-and-card', /not a facility code/],
  ])('%#: %.20j as %s', (text, format, problem) => {
    const result = parseBadgeNumber(text, format)
    expect(result).toMatchObject({ kind: 'bad' })
    expect(parsed(text, format)).toMatch(problem)
  })

  test.each<[string, BadgeNumberFormat]>([
    ['4:A:B2:C3', 'hex'],
    ['4 1 B2 C3', 'hex'],
    ['0x4-A1-B2-3', 'hex'],
    ['4:A:B2:C3', 'hex-reversed'],
    ['4:A:B2:C3', 'hex-inverted'],
    ['2:E:C0:C86', 'wiegand-26-hex'],
    ['2EC0:C8:6', 'wiegand-26-hex'],
  ])(
    '%s in %s, whose bytes were written without their leading zeros, is not read as other bytes',
    (text, format) => {
      expect(parsed(text, format)).toMatch(/one hex digit.*two digits/)
    },
  )

  test.each<[string, BadgeNumberFormat, string]>([
    ['04:0A:B2:C3', 'hex', '040AB2C3'],
    ['04 a1  b2 - c3', 'hex', '04A1B2C3'],
    ['2 EC 0C 86', 'wiegand-26-hex', '00760643'],
  ])('%s in %s is read', (text, format, badge) => {
    expect(parsed(text, format)).toBe(badge)
  })

  test('no reason repeats the number', () => {
    for (const text of ['04A1B2C', '77705923.5', '77705923x', '9'.repeat(40), '%77705923?', '77705923,1,2']) {
      for (const format of badgeNumberFormats) {
        const result = parseBadgeNumber(text, format)
        if (result.kind === 'bad') expect(result.problem).not.toContain(text.slice(0, 7))
      }
    }
  })

  test('random text never becomes a badge of another size, and never throws', () => {
    for (let round = 0; round < 2000; round++) {
      const text = randomBytes(round % 24).toString(round % 2 === 0 ? 'latin1' : 'hex')
      for (const format of badgeNumberFormats) {
        const result = parseBadgeNumber(text, format)
        if (result.kind === 'badge')
          expect(result.badge).toMatch(
            /^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20}|[0-9A-F]{32}|text:[0-9A-Z _.,/:#-]{1,32})$/,
          )
      }
    }
  })
})
