import { expect, it } from 'vitest'
import * as is from '../../renderer/checks.ts'

interface Badge {
  readonly id: string
  readonly color?: 'red' | 'blue'
}
type Sign = { readonly kind: 'plain' } | { readonly kind: 'numbered'; readonly number: number }

const color = is.oneOf({ red: true, blue: true })
const badge = is.shape<Badge>({ id: is.text, color: is.optional(color) })

it('checks the fields that are present, and allows optional ones to be absent', () => {
  expect([{ id: 'a' }, { id: 'a', color: 'red' }, { id: 'a', more: 1 }].map(badge)).toEqual([
    true,
    true,
    true,
  ])
  expect([{}, { id: 1 }, { id: 'a', color: 'pink' }, { id: 'a', color: null }].map(badge)).toEqual(
    Array(4).fill(false),
  )
})

it('does not compile where a table lacks a field, a member or a word of its type', () => {
  // @ts-expect-error color is missing
  is.shape<Badge>({ id: is.text })
  // @ts-expect-error color may be absent
  is.shape<Badge>({ id: is.text, color })
  // @ts-expect-error id may not be absent
  is.shape<Badge>({ id: is.optional(is.text), color: is.optional(color) })
  // @ts-expect-error blue is missing
  is.shape<Badge>({ id: is.text, color: is.optional(is.oneOf({ red: true })) })
  // @ts-expect-error numbered is missing
  is.oneOfMembers<Sign, 'kind'>('kind', { plain: {} })
  // @ts-expect-error the number of numbered is missing
  is.oneOfMembers<Sign, 'kind'>('kind', { plain: {}, numbered: {} })
  expect(is.oneOfMembers<Sign, 'kind'>('kind', { plain: {}, numbered: { number: is.count } })).toBeTypeOf(
    'function',
  )
})
