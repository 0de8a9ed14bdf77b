import type { Enrollment, EnrollmentMatch } from '../contract/enrollment.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import type { FoundPeople } from './person-search.ts'
import type { PickablePeople } from './pickable-people.ts'

/** What was typed to find a person. */
export interface Typed {
  readonly typed: string
  /** User ID of the match that the arrow keys chose. */
  readonly chosen?: string
}

/** The people who match what was typed, as the page lists them. */
export interface MatchList {
  /** The match that Enter picks: the one that the arrow keys chose, or the only one. */
  highlighted(at: Typed): KnownPerson | undefined
  /** The match after (1) or before (-1) the highlighted one, at most the last or first. Undefined: nobody matches. */
  neighbor(at: Typed, by: 1 | -1): KnownPerson | undefined
  /** Whether somebody still matches after this key. */
  hasKey(at: Typed, key: string): boolean
  /** `id`: from `EnrollmentMatch`. Undefined: that person is not listed. */
  byId(at: Typed, id: number): KnownPerson | undefined
  shown(at: Typed): Pick<Extract<Enrollment, { kind: 'pick' }>, 'keys' | 'matches' | 'more' | 'highlighted'>
  /** Forgets the people and their ids. */
  clear(): void
}

const nobody: FoundPeople = { first: [], count: 0, keys: [] }

export function createMatchList(people: Pick<PickablePeople, 'search'>): MatchList {
  /** `EnrollmentMatch.id` of everybody listed so far, by user ID. */
  let ids = new Map<string, number>()
  let lastFound: { readonly search: unknown; readonly typed: string; readonly found: FoundPeople } | undefined

  const find = ({ typed }: Typed): FoundPeople => {
    const { search } = people
    if (lastFound !== undefined && lastFound.search === search && lastFound.typed === typed)
      return lastFound.found
    const found = search?.find(typed) ?? nobody
    lastFound = { search, typed, found }
    return found
  }

  const highlighted = (at: Typed): KnownPerson | undefined => {
    const { first, count } = find(at)
    const chosen = first.find(({ person }) => person.userId === at.chosen)
    return chosen ?? (count === 1 ? first[0] : undefined)
  }

  const idOf = ({ person: { userId } }: KnownPerson): number => {
    const id = ids.get(userId) ?? ids.size + 1
    ids.set(userId, id)
    return id
  }

  const matchOf = (known: KnownPerson, all: readonly KnownPerson[]): EnrollmentMatch => {
    const { person, hint, isEnabled } = known
    const isSameName = (other: KnownPerson): boolean =>
      other !== known && other.person.displayName === person.displayName
    // Otherwise nobody could tell these people apart.
    const shownHint = hint ?? (all.some(isSameName) ? person.userId.slice(0, 8) : undefined)
    return {
      id: idOf(known),
      name: person.displayName,
      ...(shownHint !== undefined && { hint: shownHint }),
      ...(isEnabled === false && { isDisabled: true }),
    }
  }

  return {
    highlighted,
    neighbor: (at, by) => {
      const { first } = find(at)
      const now = highlighted(at)
      const index = now === undefined ? (by === 1 ? -1 : first.length) : first.indexOf(now)
      return first[Math.min(Math.max(index + by, 0), first.length - 1)]
    },
    hasKey: (at, key) => find(at).keys.includes(key),
    byId: (at, id) => find(at).first.find(({ person }) => ids.get(person.userId) === id),
    shown: (at) => {
      const { first, count, keys } = find(at)
      const chosen = highlighted(at)
      return {
        keys,
        matches: first.map((known) => matchOf(known, first)),
        more: count - first.length,
        ...(chosen !== undefined && { highlighted: idOf(chosen) }),
      }
    },
    clear: () => {
      ids = new Map()
      lastFound = undefined
    },
  }
}
