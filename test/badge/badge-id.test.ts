import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  badgeFromUid,
  badgeNumberFormats,
  formatBadgeNumber,
  isRandomNumber,
  parseBadgeNumber,
  type BadgeId,
  type BadgeNumberFormat,
} from '../../electron/badge/badge-id.ts'

function badge(hex: string): BadgeId {
  const read = badgeFromUid(Buffer.from(hex, 'hex'))
  if (read.kind !== 'badge') throw new Error(`${hex} is ${read.kind}`)
  return read.badge
}

function parsed(text: string, format: BadgeNumberFormat = 'hex'): string {
  const result = parseBadgeNumber(text, format)
  return result.kind === 'badge' ? result.badge : result.problem
}

/** A UID whose first and last byte are not zero, as a decimal number does not tell how many zeros it began with. */
function anyUid(size: number): Buffer {
  const uid = randomBytes(size)
  uid[0] = 0x10 + (uid[0] ?? 0) / 2
  uid[size - 1] = 0x10 + (uid[size - 1] ?? 0) / 2
  return uid
}

describe('the same badge in each format', () => {
  test('a number written in any format and read back is the same badge, whatever its size', () => {
    for (const size of [4, 7, 10]) {
      for (let round = 0; round < 200; round++) {
        const original = badge(anyUid(size).toString('hex'))
        for (const format of badgeNumberFormats) {
          expect(parseBadgeNumber(formatBadgeNumber(original, format), format)).toEqual({
            kind: 'badge',
            badge: original,
          })
        }
      }
    }
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
  ])('%j in decimal is accepted', (text, expected) => {
    expect(parsed(text, 'decimal')).toBe(expected)
  })
})

describe('what is no badge number is refused with its reason', () => {
  test.each<[string, BadgeNumberFormat, RegExp]>([
    ['', 'hex', /empty/],
    ['  ""', 'decimal', /empty/],
    ['1.23E+12', 'decimal', /scientific.*as text/],
    ['1,23E+12', 'hex', /scientific.*as text/],
    ['4E+15', 'hex', /scientific.*as text/],
    ['4A1B2C3', 'hex', /7 hex digits.*leading zeros.*as text/],
    ['04A1B2', 'hex', /6 hex digits; a badge has 8, 14 or 20/],
    ['04A1B2C3D4', 'hex', /10 hex digits/],
    ['04A1B2CG', 'hex', /other than 0-9 and A-F/],
    ['00000000', 'hex', /zero/],
    ['000', 'decimal', /zero/],
    ['04A1B2C3', 'decimal', /looks like hex/],
    ['-5', 'decimal', /looks like hex|other than/],
    ['12345678.0', 'decimal', /decimal point.*as text/],
    ['0012345678 188,24910', 'decimal', /other than 0-9/],
    [(256n ** 10n).toString(), 'decimal', /larger than 10 bytes/],
    ['9'.repeat(1_000_000), 'decimal', /larger than 10 bytes/],
  ])('%#: %.20j as %s', (text, format, problem) => {
    const result = parseBadgeNumber(text, format)
    expect(result).toMatchObject({ kind: 'bad' })
    expect(parsed(text, format)).toMatch(problem)
  })

  test('no reason repeats the number', () => {
    for (const text of ['04A1B2C', '04A1B2C3D4', '77705923.5', '77705923x', '9'.repeat(40)]) {
      for (const format of badgeNumberFormats) expect(parsed(text, format)).not.toContain(text.slice(0, 7))
    }
  })

  test('random text never becomes a badge of another size, and never throws', () => {
    for (let round = 0; round < 2000; round++) {
      const text = randomBytes(round % 24).toString(round % 2 === 0 ? 'latin1' : 'hex')
      for (const format of badgeNumberFormats) {
        const result = parseBadgeNumber(text, format)
        if (result.kind === 'badge')
          expect(result.badge).toMatch(/^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/)
      }
    }
  })
})

describe('what a chip answers', () => {
  test('4, 7 and 10 bytes are a badge, in the order they came', () => {
    expect(badgeFromUid(Uint8Array.of(0x04, 0xa1, 0xb2, 0x0c))).toEqual({ kind: 'badge', badge: '04A1B20C' })
    expect(badge('04a1b2c3d4e5f6')).toBe('04A1B2C3D4E5F6')
    expect(badge('04a1b2c3d4e5f6a7b8c9')).toBe('04A1B2C3D4E5F6A7B8C9')
  })

  test('a 4 byte number that begins with 08 is random; a longer one is not', () => {
    expect(badgeFromUid(Buffer.from('08123456', 'hex'))).toEqual({ kind: 'random-number' })
    expect(isRandomNumber(badge('08123456789abc'))).toBe(false)
    expect(isRandomNumber(badge('80123456'))).toBe(false)
  })

  test('any other length, and zeros alone, are no UID', () => {
    for (let size = 0; size < 40; size++) {
      if ([4, 7, 10].includes(size)) continue
      expect(badgeFromUid(Buffer.alloc(size, 0x55))).toEqual({ kind: 'not-a-uid' })
    }
    expect(badgeFromUid(Buffer.alloc(4))).toEqual({ kind: 'not-a-uid' })
  })
})
