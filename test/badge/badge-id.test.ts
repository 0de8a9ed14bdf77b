import { describe, expect, test } from 'vitest'
import { badgeFromUid } from '../../electron/badge/badge-id.ts'
import { parseBadgeNumber } from '../../electron/badge/parse-badge-number.ts'

const uid = (hex: string) => badgeFromUid(Buffer.from(hex, 'hex'))
const isBadge = (badge: string) => ({ kind: 'badge', badge })

describe('what a chip answers', () => {
  test('4, 7 and 10 bytes are a badge, in the order they came', () => {
    expect(badgeFromUid(Uint8Array.of(0x04, 0xa1, 0xb2, 0x0c))).toEqual({ kind: 'badge', badge: '04A1B20C' })
    expect(uid('04a1b2c3d4e5f6')).toEqual(isBadge('04A1B2C3D4E5F6'))
    expect(uid('04a1b2c3d4e5f6a7b8c9')).toEqual(isBadge('04A1B2C3D4E5F6A7B8C9'))
  })

  test('a 4-byte number from a chip that begins with 08 is random; longer and typed ones are not', () => {
    expect(uid('08123456')).toEqual({ kind: 'random-number' })
    expect(uid('08123456789abc')).toEqual(isBadge('08123456789ABC'))
    expect(uid('80123456')).toEqual(isBadge('80123456'))
    expect(uid('0812345678')).toEqual(isBadge('00000812345678'))
    expect(parseBadgeNumber('0140856634', 'decimal')).toEqual(isBadge('08654D3A'))
  })

  test('an ID of another length matches the same bytes in a roster', () => {
    expect(uid('012e4cb1f37a9c05')).toEqual(parseBadgeNumber('012E4CB1F37A9C05', 'hex'))
    expect(uid('3c08654d3a')).toEqual(parseBadgeNumber('257838894394', 'decimal'))
  })

  test('fewer than 3 bytes, more than 16, and all zeros are not a UID', () => {
    for (const size of [0, 1, 2, 17, 20, 40])
      expect(badgeFromUid(Buffer.alloc(size, 0x55))).toEqual({ kind: 'not-a-uid' })
    expect(badgeFromUid(Buffer.alloc(4))).toEqual({ kind: 'not-a-uid' })
  })
})
