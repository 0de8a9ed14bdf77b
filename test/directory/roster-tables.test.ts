import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { KeyTable } from '../../electron/directory/roster/key-table.ts'
import { RosterBuilder } from '../../electron/directory/roster/roster-builder.ts'
import { TextStore } from '../../electron/directory/roster/text-store.ts'

/** Few different ones, so that many are the same. */
const badge = fc.tuple(fc.constantFrom(4, 7, 10), fc.nat(40)).map(
  ([bytes, number]) =>
    `04${number
      .toString(16)
      .toUpperCase()
      .padStart(bytes * 2 - 2, '0')}` as BadgeId,
)
const userId = fc.nat(20).map((number) => `2d1f4b63-0f8e-4b5f-9b4f-${number.toString(16).padStart(12, '0')}`)
const name = fc.string({ unit: 'grapheme', maxLength: 20 })

test('a roster answers like a plain map, whatever its rows and their order', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ badge, userId, name }), { maxLength: 200 }), (rows) => {
      const nameOf = new Map<string, string>()
      const holders = new Map<BadgeId, Set<string>>()
      const builder = new RosterBuilder(0)
      for (const [index, row] of rows.entries()) {
        if (!nameOf.has(row.userId)) nameOf.set(row.userId, row.name)
        holders.set(row.badge, (holders.get(row.badge) ?? new Set()).add(row.userId))
        builder.add({ ...row, line: index + 2 })
      }
      const { roster } = builder.finish()
      expect([roster.people, roster.badges]).toEqual([nameOf.size, holders.size])
      for (const [asked, [first = '', second]] of holders) {
        const person = { userId: first, displayName: nameOf.get(first) }
        expect(roster.find(asked)).toEqual(
          second === undefined ? { kind: 'found', person } : { kind: 'ambiguous' },
        )
      }
      expect(roster.find('04EEEEEEEEEEEE' as BadgeId)).toEqual({ kind: 'unknown' })
    }),
  )
})

test('a badge of four bytes differs from one of seven bytes with the same beginning or end', () => {
  const builder = new RosterBuilder(0)
  const ids = ['04A1B2C3', '04A1B2C3000000', '00000004A1B2C3', '04A1B2C3000000000000'] as BadgeId[]
  for (const [index, each] of ids.entries()) {
    const person = `2d1f4b63-0f8e-4b5f-9b4f-00000000000${index}`
    builder.add({ badge: each, userId: person, name: `Person ${index}`, line: index + 2 })
  }
  const { roster } = builder.finish()
  expect(ids.map((each) => roster.find(each))).toMatchObject(
    ids.map((_, index) => ({ kind: 'found', person: { displayName: `Person ${index}` } })),
  )
})

test('tens of thousands of keys and texts keep their numbers while the tables grow', () => {
  const table = new KeyTable(4, 0)
  const texts = new TextStore(0)
  const keyOf = (number: number): Uint8Array => new Uint8Array(new Uint32Array([number * 7919]).buffer)
  const many = 40_000
  for (let number = 0; number < many; number += 1) {
    expect(table.add(keyOf(number))).toEqual({ number, isNew: true })
    texts.add(`Jürgen 名 ${number}`)
  }
  const found = Array.from({ length: many }, (_, number) => table.find(keyOf(number)))
  expect(found).toEqual(found.map((_, number) => number))
  expect(found.map((_, number) => texts.get(number))).toEqual(found.map((_, n) => `Jürgen 名 ${n}`))
  expect(table.add(keyOf(5))).toEqual({ number: 5, isNew: false })
  expect([table.size, table.find(keyOf(many))]).toEqual([many, undefined])
})
