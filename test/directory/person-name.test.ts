import { expect, test } from 'vitest'
import { personName } from '../../electron/directory/person-name.ts'

test.each([
  'Ana Ruiz',
  "Siobhán O'Neill-Fernández Jr.",
  'Nguyễn Thị Ánh',
  'محمد عبد الرحمن',
  'شِهاب',
  'علی‌رضا می‌رزایی',
  'क्‍षेत्र',
  '王小明',
  '葛󠄀城',
  '김민준',
  'דָּוִד',
  'Пётр Ильич',
])('the name %s is shown as it is', (name) => {
  expect(personName(name)).toBe(name)
})

test.each([
  ['direction overrides', '\u202eziuR anA\u202c', 'ziuR anA'],
  ['isolates and marks', '\u2066\u200fAna\u200e \u061cRuiz\u2069', 'Ana Ruiz'],
  ['zero-width spaces and a byte order mark', '\ufeffA\u200bn\u2060a\u00ad', 'Ana'],
  ['joiners where no script needs them', 'A\u200dn\u200ca', 'Ana'],
  ['a joiner at the end', 'علی\u200c', 'علی'],
  ['variation selectors and tags', 'A\ufe0fna\u{e0041}\u{e0100}', 'Ana'],
  ['control characters and line breaks', 'Ana\u0000\r\n\tRuiz\u009b\u2028', 'Ana Ruiz'],
  ['blank letters', 'Ana\u3164\u115f\u2800', 'Ana'],
  ['marks that stand on nothing', '\u0301\u0301Ana \u0302Ruiz', 'Ana Ruiz'],
  ['private characters', 'Ana\ue000', 'Ana'],
])('%s are left out', (_, text, name) => {
  expect(personName(text)).toBe(name)
})

test('a stack of combining marks is cut to a few', () => {
  expect(personName(`A${'\u0301'.repeat(200)}na`)).toBe(`A${'\u0301'.repeat(5)}na`)
})

test('a long name ends between graphemes', () => {
  const name = personName('é'.normalize('NFD').repeat(500))
  expect(name).toBe('é'.normalize('NFD').repeat(100))
  expect(personName('x'.repeat(100_000)).length).toBe(100)
  expect(personName('x '.repeat(60) + 'x')).toBe('x '.repeat(49) + 'x')
})

test.each(['\u200b\u200d', '\u3164', '\u202e\u202c', '\u0301', '\ufe0f', ' \u00a0 ', '\u{e0041}'])(
  'a name without visible characters (%j) is empty',
  (text) => {
    expect(personName(text)).toBe('')
  },
)
