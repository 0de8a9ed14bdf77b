import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { patternsOfScript, patternsOfSvelte, patternsUnder, problemOfPattern } from '../../build/patterns.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('what `npm run check:patterns` finds', () => {
  test('literals, also as an argument, with their location', () => {
    const text = `const a = 1\nz.string().regex(/^[a/]+$/iu)\n`
    expect(patternsOfScript(text, 'a.ts')).toEqual([
      { place: 'a.ts:2', pattern: { source: '^[a/]+$', flags: 'iu' } },
    ])
  })

  test('patterns assembled at run time, which are refused', () => {
    const found = patternsOfScript("new RegExp(`${a}$`, 'i')\nRegExp('b')", 'a.ts')
    expect(found.map(({ place }) => place)).toEqual(['a.ts:1', 'a.ts:2'])
    expect(found.map(problemOfPattern)).toEqual([
      expect.stringContaining('use a literal'),
      expect.stringContaining('use a literal'),
    ])
  })

  test('patterns in the script and in the markup of a component', () => {
    const text = `<script lang="ts">\n  let a: string = $props().a.replace(/x+/g, '')\n</script>\n<p>{a.split(/y/u)}{RegExp(a)}</p>\n`
    const found = patternsOfSvelte(text, 'A.svelte')
    expect(found).toHaveLength(3)
    expect(found).toContainEqual({ place: 'A.svelte:2', pattern: { source: 'x+', flags: 'g' } })
    expect(found).toContainEqual({ place: 'A.svelte:4', pattern: { source: 'y', flags: 'u' } })
    expect(found).toContainEqual({ place: 'A.svelte:4', pattern: undefined })
  })

  test.each([
    ['a tag that is never closed', '<[a-z/!][^>]*>', 'gi', 'polynomial'],
    ['a token without its end', String.raw`eyJ[\w-]+\.[\w-]+\.[\w-]*`, 'g', 'polynomial'],
    ['white space before what does not come', String.raw`AADSTS\d+[^]*?(?=\s+Trace ID:|$)`, '', 'polynomial'],
    ['a comment within a comment', String.raw`^(?:<!--[^]*?-->|\s)*<svg`, 'u', 'exponential'],
  ])('%s', (_, source, flags, complexity) => {
    expect(problemOfPattern({ place: '', pattern: { source, flags } })).toContain(complexity)
  })

  test('nothing wrong with a pattern that takes linear time', () => {
    expect(problemOfPattern({ place: '', pattern: { source: String.raw`[\p{Cc}\s]+`, flags: 'gu' } })).toBe(
      undefined,
    )
  })
})

test('no pattern of the program is assembled at run time', () => {
  const all = ['electron', 'renderer', 'build'].flatMap((folder) => patternsUnder(root, folder))
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(({ pattern }) => pattern === undefined).map(({ place }) => place)).toEqual([])
})
