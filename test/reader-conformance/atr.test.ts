import { expect, test } from 'vitest'
import { readAtr } from './atr.ts'

test("a storage card's ATR is shown whole: it names a kind of chip", () => {
  expect(readAtr('3B8F8001804F0CA000000306030001000000006A')).toEqual({
    form: 'storage-card',
    isChecksumRight: true,
    shown: '3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A',
  })
})

test('the one byte of a DESFire is shown', () => {
  expect(readAtr('3B8180018080')).toMatchObject({ form: 'iso-14443-4', shown: '3B 81 80 01 80 80' })
})

test.each([
  ['longer historical bytes, which are the issuer’s', '3B87800104A1B2C3D4E5F600', 'iso-14443-4'],
  ['a storage card with more in it than zeros', '3B8F8001804F0CA00000030603000104A1B2C300', 'other'],
  ['a contact card', '3B6800000073C84000009000', 'other'],
  ['nothing', '', 'other'],
])('shows no byte of %s', (_, hex, form) => {
  const facts = readAtr(hex)
  expect(facts.form).toBe(form)
  expect(facts.shown).toMatch(/^(3B 8. 80 01 \+ )?\d+ bytes( of another form)?, not shown$/)
})

test('a wrong checksum is reported', () => {
  expect(readAtr('3B8180018081').isChecksumRight).toBe(false)
})
