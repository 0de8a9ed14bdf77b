import type { BadgeId } from '../../badge/badge-id.ts'
import type { Person } from '../directory.ts'

/** A person who may get a badge, from the roster or Entra. */
export interface KnownPerson {
  readonly person: Person
  /** UPN, mail address and employee ID. */
  readonly names: readonly string[]
  readonly badges: readonly BadgeId[]
  /** The person has more badges, whose numbers are not known. */
  readonly hasOtherBadges: boolean
  readonly isEnabled: boolean
}

/** One list from two: the roster says how a person is called, Entra says more about them. */
export function mergePeople(
  fromRoster: readonly KnownPerson[],
  fromEntra: readonly KnownPerson[],
): readonly KnownPerson[] {
  const people = new Map(fromRoster.map((known) => [known.person.userId.toLowerCase(), known]))
  for (const known of fromEntra) {
    const id = known.person.userId.toLowerCase()
    const listed = people.get(id)
    people.set(id, listed === undefined ? known : merged(listed, known))
  }
  return [...people.values()]
}

function merged(listed: KnownPerson, known: KnownPerson): KnownPerson {
  return {
    person: { ...known.person, ...listed.person },
    names: [...known.names, known.person.displayName],
    badges: [...listed.badges, ...known.badges],
    hasOtherBadges: listed.hasOtherBadges || known.hasOtherBadges,
    isEnabled: known.isEnabled,
  }
}

/** Finds a person by object ID, UPN, mail address or employee ID, or by the whole name. */
export function findPerson(
  people: readonly KnownPerson[],
  text: string,
): KnownPerson | 'unknown' | 'ambiguous' {
  const wanted = folded(text)
  const tests: readonly ((known: KnownPerson) => boolean)[] = [
    ({ person }) => person.userId.toLowerCase() === wanted,
    ({ names }) => names.some((name) => folded(name) === wanted),
    ({ person }) => folded(person.displayName) === wanted,
  ]
  for (const test of tests) {
    const found = people.filter(test)
    if (found.length > 1) return 'ambiguous'
    if (found[0] !== undefined) return found[0]
  }
  return 'unknown'
}

function folded(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
}
