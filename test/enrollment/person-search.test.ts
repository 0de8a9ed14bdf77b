import { expect, test } from 'vitest'
import type { KnownPerson } from '../../electron/directory/known-people.ts'
import { PersonSearch } from '../../electron/enrollment/person-search.ts'

let last = 0
function person(displayName: string, ...names: readonly string[]): KnownPerson {
  last += 1
  const userId = `7d5f0f0e-0000-4000-8000-${`${last}`.padStart(12, '0')}`
  return { person: { userId, displayName }, names, badges: [], hasOtherBadges: false }
}

const staff = [
  person('Łukasz Żółć', 'lukasz@contoso.com', '4711'),
  person('Søren Ødegård', '4712'),
  person('Anne-Marie Weiß', 'aweiss@contoso.com', '47'),
  person('Đặng Thị Hồng'),
  person('Seán O’Brien', '9001'),
  person('山田 太郎'),
  person('홍 길동'),
  person('Алёна Фёдорова'),
  person('राम कुमार'),
]
const search = new PersonSearch(staff, 'en')
const namesFor = (typed: string): readonly string[] =>
  search.find(typed).first.map(({ person: { displayName } }) => displayName)

test.each([
  ['lukasz zolc', 'Łukasz Żółć'],
  ['ŻÓŁ', 'Łukasz Żółć'],
  ['ode', 'Søren Ødegård'],
  ['weiss', 'Anne-Marie Weiß'],
  ['marie', 'Anne-Marie Weiß'],
  ['anne-m', 'Anne-Marie Weiß'],
  ['dang hong', 'Đặng Thị Hồng'],
  ['hong d', 'Đặng Thị Hồng'],
  ["o'brien", 'Seán O’Brien'],
  ['obr', 'Seán O’Brien'],
  ['太', '山田 太郎'],
  ['길', '홍 길동'],
  ['алена', 'Алёна Фёдорова'],
  ['कु', 'राम कुमार'],
  ['AWEISS@', 'Anne-Marie Weiß'],
  ['9001', 'Seán O’Brien'],
])('%s finds %s and nobody else', (typed, name) => {
  expect(namesFor(typed)).toEqual([name])
})

test('a letter in the middle of a word, and a word that nobody has, find nobody', () => {
  expect(namesFor('brien')).toEqual([])
  expect(namesFor('lukasz weiss')).toEqual([])
  expect(search.find('zz')).toEqual({ first: [], count: 0, keys: [] })
})

test('somebody matches after each key, and every name can be spelled with keys alone', () => {
  const spell = (typed: string, wanted: string): boolean => {
    const found = search.find(typed)
    if (found.first.some((known) => known.person.displayName === wanted)) return true
    return found.keys.some((key) => search.find(typed + key).count > 0 && spell(typed + key, wanted))
  }
  const follow = (typed: string, depth: number): void => {
    const { keys, count } = search.find(typed)
    expect(count).toBeGreaterThan(0)
    if (depth > 0) for (const key of keys) follow(typed + key, depth - 1)
  }
  follow('', 3)
  for (const {
    person: { displayName },
  } of staff)
    expect(spell('', displayName)).toBe(true)
})

test('at most 40 keys, in the order of the language; a vowel sign stays with its letter', () => {
  const { keys } = search.find('')
  expect(keys).toEqual(keys.toSorted(new Intl.Collator('en').compare))
  expect(keys).toContain('कु')
  const many = Array.from({ length: 200 }, (_, at) => person(String.fromCodePoint(0x4e00 + at)))
  expect(new PersonSearch(many, 'ja').find('').keys).toHaveLength(40)
})

test('a space is offered if another word tells people apart', () => {
  const two = new PersonSearch([person('Ana Ruiz'), person('Ana Vega'), person('Anabel Sol')], 'en')
  expect(two.find('ana').keys).toEqual(['b', ' '])
  expect(two.find('ana ').keys).toEqual(['r', 's', 'v'])
  expect(two.find('ana r').count).toBe(1)
  expect(two.find('').keys).not.toContain(' ')
})

test('a person typed in full comes first: the employee ID 47 before 4711', () => {
  expect(namesFor('47')[0]).toBe('Anne-Marie Weiß')
  const many = new PersonSearch([...Array.from({ length: 9 }, () => person('Aa Li')), person('Li')], 'en')
  expect(many.find('li').first[0]?.person.displayName).toBe('Li')
  expect(many.find('li').first).toHaveLength(6)
  expect(many.find('li').count).toBe(10)
})
