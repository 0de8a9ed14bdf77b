import { expect, test } from 'vitest'
import { parseBoundedJson } from '../../../electron/graph/network/bounded-json.ts'

const limits = { length: 1_000, structuralCharacters: 100 }

test('JSON within the limits is parsed, and brackets and quotes in strings count as text', () => {
  const value = { 'a"[[[': '{[,:"\\', list: [1, [2, { b: null }]] }
  expect(parseBoundedJson(JSON.stringify(value), limits)).toEqual({ kind: 'json', value })
  const manyInText = { text: '[{,:'.repeat(100) }
  expect(parseBoundedJson(JSON.stringify(manyInText), limits)).toMatchObject({ kind: 'json' })
  const deep = '['.repeat(64) + ']'.repeat(64)
  expect(parseBoundedJson(deep, limits)).toMatchObject({ kind: 'json' })
})

test.each([
  ['too long', JSON.stringify('x'.repeat(1_000)), 'longer'],
  ['too deep', '['.repeat(65) + ']'.repeat(65), 'deeper'],
  ['too deep after a string that ends with a backslash', `["\\\\",${'['.repeat(64)}`, 'deeper'],
  ['of too many parts', `[${'0,'.repeat(101)}0]`, 'parts'],
  ['no JSON', '{"a"', 'not JSON'],
  ['a string that does not end', '"abc\\', 'not JSON'],
])('JSON that is %s is refused', (_, text, why) => {
  expect(parseBoundedJson(text, limits)).toMatchObject({
    kind: 'refused',
    detail: expect.stringContaining(why) as string,
  })
})
