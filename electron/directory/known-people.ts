import type { BadgeId } from '../badge/badge-id.ts'
import type { Person } from './directory.ts'

/** A person from the roster, Entra or the additions, with the badges they have there. May be given a badge. */
export interface KnownPerson {
  readonly person: Person
  /** UPN, mail address and employee ID. */
  readonly names: readonly string[]
  /** Employee ID, or else the UPN: tells people of the same name apart on the screen. Never a badge number. */
  readonly hint?: string
  readonly badges: readonly BadgeId[]
  /** Keys (`badgeKeyOf`) of the person's badges whose numbers may not be known. */
  readonly badgeKeys?: readonly string[]
  /** The person has more badges, and neither their numbers nor their keys are known. */
  readonly hasOtherBadges: boolean
  /** Of the account in Entra; absent: not known. */
  readonly isEnabled?: boolean
}

/**
 * Merges two lists by user ID. Where both know something about a person, `first` takes precedence, since the roster
 * decides how a person is called.
 */
export function mergePeople(
  first: readonly KnownPerson[],
  second: readonly KnownPerson[],
): readonly KnownPerson[] {
  if (second.length === 0) return first
  const people = new Map(first.map((known) => [known.person.userId.toLowerCase(), known]))
  for (const known of second) {
    const id = known.person.userId.toLowerCase()
    const listed = people.get(id)
    people.set(id, listed === undefined ? known : merged(listed, known))
  }
  return [...people.values()]
}

function merged(listed: KnownPerson, known: KnownPerson): KnownPerson {
  const hint = listed.hint ?? known.hint
  const isEnabled = listed.isEnabled ?? known.isEnabled
  return {
    person: { ...known.person, ...listed.person },
    names: [...new Set([...listed.names, ...known.names, known.person.displayName])],
    ...(hint !== undefined && { hint }),
    badges: [...listed.badges, ...known.badges],
    badgeKeys: [...(listed.badgeKeys ?? []), ...(known.badgeKeys ?? [])],
    hasOtherBadges: listed.hasOtherBadges || known.hasOtherBadges,
    ...(isEnabled !== undefined && { isEnabled }),
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
