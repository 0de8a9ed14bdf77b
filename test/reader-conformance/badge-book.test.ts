import { expect, test } from 'vitest'
import { BadgeBook } from './badge-book.ts'
import { numberFormsIn } from './number-forms.ts'

const uid = '04A1B2C3D4E5F6'

test('a badge keeps its alias within a run; random numbers have their own aliases', () => {
  const book = new BadgeBook()
  const names = ['E1B7C3D9', uid, '08AABBCC', 'E1B7C3D9', '08DDEEFF', '04010203040506'].map(
    (one) => book.factsOf(one).name,
  )
  expect(names).toEqual(['A', 'B', 'random 1', 'A', 'random 2', 'C'])
})

test("it reports a number's length, the kind of its first and last byte, and whether it is another one reversed", () => {
  const book = new BadgeBook()
  expect(book.factsOf(uid)).toEqual({
    name: 'A',
    lengthBytes: 7,
    firstByte: 'manufacturer',
    lastByte: 'other',
    isReversedOf: undefined,
  })
  expect(book.factsOf('F6E5D4C3B2A104')).toMatchObject({ lastByte: 'manufacturer', isReversedOf: 'A' })
  expect(book.factsOf('8804A1B2')).toMatchObject({ firstByte: 'cascade-tag' })
  expect(book.factsOf('08A1B2C3')).toMatchObject({ firstByte: 'random' })
  // Random only where it has four bytes.
  expect(book.factsOf('08A1B2C3D4E5F6')).toMatchObject({ firstByte: 'other' })
})

test.each([
  ['hex', 'told 04A1B2C3D4E5F6.'],
  ['lower case', 'told 04a1b2c3d4e5f6.'],
  ['colons', '04:A1:B2:C3:D4:E5:F6'],
  ['spaces', '04 a1 b2 c3 d4 e5 f6'],
  ['reversed', 'F6E5D4C3B2A104'],
  ['reversed with dashes', 'f6-e5-d4-c3-b2-a1-04'],
  ['decimal', `number ${BigInt('0x04A1B2C3D4E5F6')}`],
  ['reversed decimal', `number ${BigInt('0xF6E5D4C3B2A104')}`],
  ['within more digits', '3B04A1B2C3D4E5F600'],
])('finds a number it has seen in a text: %s', (_, text) => {
  const book = new BadgeBook()
  expect(book.isIn(text)).toBe(false)
  book.factsOf(uid)
  expect(book.isIn(text)).toBe(true)
  expect(numberFormsIn(text, uid)).not.toEqual([])
})

test('finds nothing else', () => {
  const book = new BadgeBook()
  book.factsOf(uid)
  const text = '3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A, 2026-11-26, 1764142034123'
  expect(book.isIn(text)).toBe(false)
  expect(numberFormsIn(text, uid)).toEqual([])
})
