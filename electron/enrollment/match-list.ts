import type { Enrollment, EnrollmentMatch } from '../contract/enrollment.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import type { FoundPeople } from './person-search.ts'
import type { PickablePeople } from './pickable-people.ts'

/** How a person is being found: what was typed, and who was chosen with the arrow keys. */
export interface PersonQuery {
  readonly typed: string
  /** User ID of the match that the arrow keys chose. */
  readonly chosen?: string
}

/** The people who match what was typed, as the page lists them. */
export interface MatchList {
  /** The match that Enter picks: the one that the arrow keys chose, or the only one. */
  highlighted(query: PersonQuery): KnownPerson | undefined
  /**
   * The match after (1) or before (-1) the highlighted one. At the end of the list, the last or first match. Undefined:
   * nobody matches.
   */
  neighbor(query: PersonQuery, by: 1 | -1): KnownPerson | undefined
  /** Whether the key is one of `keys`: somebody still matches after it. */
  hasKey(query: PersonQuery, key: string): boolean
  /** `id`: from `EnrollmentMatch`. Undefined: that person is not listed. */
  byId(query: PersonQuery, id: number): KnownPerson | undefined
  shown(
    query: PersonQuery,
  ): Pick<Extract<Enrollment, { kind: 'pick' }>, 'keys' | 'matches' | 'more' | 'highlighted'>
  /** Forgets the people and their ids. */
  clear(): void
}

const nobody: FoundPeople = { first: [], count: 0, keys: [] }

export function createMatchList(people: Pick<PickablePeople, 'search'>): MatchList {
  /** `EnrollmentMatch.id` of everybody listed so far, by user ID. */
  let ids = new Map<string, number>()
  let lastFound: { readonly search: unknown; readonly typed: string; readonly found: FoundPeople } | undefined

  const find = ({ typed }: PersonQuery): FoundPeople => {
    const { search } = people
    if (lastFound !== undefined && lastFound.search === search && lastFound.typed === typed)
      return lastFound.found
    const found = search?.find(typed) ?? nobody
    lastFound = { search, typed, found }
    return found
  }

  const highlighted = (query: PersonQuery): KnownPerson | undefined => {
    const { first, count } = find(query)
    const chosen = first.find(({ person }) => person.userId === query.chosen)
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
    // Without a hint, the start of the user ID tells people of the same name apart.
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
    neighbor: (query, by) => {
      const { first } = find(query)
      const current = highlighted(query)
      const index = current === undefined ? (by === 1 ? -1 : first.length) : first.indexOf(current)
      return first[Math.min(Math.max(index + by, 0), first.length - 1)]
    },
    hasKey: (query, key) => find(query).keys.includes(key),
    byId: (query, id) => find(query).first.find(({ person }) => ids.get(person.userId) === id),
    shown: (query) => {
      const { first, count, keys } = find(query)
      const chosen = highlighted(query)
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
