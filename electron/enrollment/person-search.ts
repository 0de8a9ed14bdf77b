import type { KnownPerson } from '../directory/known-people.ts'
import { foldText, wordsOf } from './fold-text.ts'

export interface FoundPeople {
  /** The first matches: people whose whole name or ID was typed, then the others; both groups are sorted by name. */
  readonly first: readonly KnownPerson[]
  /** How many people match. */
  readonly count: number
  /** What may be typed next so that somebody still matches: characters with their marks, or a space. */
  readonly keys: readonly string[]
}

interface Entry {
  readonly known: KnownPerson
  /** The words of the name and the employee ID: what can be spelled with the keys. */
  readonly words: readonly string[]
  /** UPN and mail address: they match, but are not offered key by key. */
  readonly addresses: readonly string[]
  readonly wholeName: string
}

export const maxMatches = 6
const maxKeys = 40
/** A character with the marks that belong to it. */
const character = /.[\p{M}\u200c\u200d]*/suy
const firstMark = 0x300
const endsWithSeparator = /[\s\-‐‑–_/,;()&+]$/u

/**
 * Finds people by the first letters of the words of their name, or of their employee ID, UPN or mail address. Ignores
 * case and accents. Each typed word has to match.
 */
export class PersonSearch {
  readonly #entries: Entry[] = []
  readonly #collator: Intl.Collator

  /** `locale`: BCP 47 tag of the language that orders the keys. */
  constructor(people: readonly KnownPerson[], locale: string) {
    this.#collator = new Intl.Collator(locale)
    for (const known of people) this.add(known)
  }

  add(known: KnownPerson): void {
    this.#entries.push(entryOf(known))
  }

  find(typed: string): FoundPeople {
    const folded = foldText(typed)
    const chunks = folded.split(/\s+/).filter((chunk) => chunk !== '')
    const wanted = chunks.map((chunk) => ({ chunk, words: wordsOf(chunk) }))
    const isLastWordComplete = chunks.length === 0 || endsWithSeparator.test(folded)
    const lastPrefix = isLastWordComplete ? '' : (wordsOf(chunks.at(-1) ?? '').at(-1) ?? '')
    const isTyped = (word: string): boolean =>
      wanted.some(({ words }) => words.some((each) => word.startsWith(each)))
    const keys = new Map<string, number>()
    const first: { readonly entry: Entry; readonly rank: number }[] = []
    let count = 0
    let canAddWord = false
    for (const entry of this.#entries) {
      if (!wanted.every((each) => matches(entry, each))) continue
      count += 1
      canAddWord ||= entry.words.length > chunks.length
      for (const word of entry.words)
        if (lastPrefix !== '' || !isTyped(word)) countNextKey(keys, word, lastPrefix)
      insert(first, { entry, rank: rankOf(entry, folded.trim()) })
    }
    const spelled = mostOften(keys).sort((a, b) => this.#collator.compare(a, b))
    const isSpaceUseful = !isLastWordComplete && count > 1 && canAddWord
    return {
      first: first.map(({ entry }) => entry.known),
      count,
      keys: isSpaceUseful ? [...spelled, ' '] : spelled,
    }
  }
}

/** Inserts in order and keeps only the first few, so that a long list is never sorted as a whole. */
function insert(
  first: { readonly entry: Entry; readonly rank: number }[],
  candidate: { readonly entry: Entry; readonly rank: number },
): void {
  const isBefore = (other: { readonly entry: Entry; readonly rank: number }): boolean =>
    candidate.rank !== other.rank
      ? candidate.rank < other.rank
      : candidate.entry.wholeName < other.entry.wholeName
  const lastKept = first.at(-1)
  if (first.length === maxMatches && lastKept !== undefined && !isBefore(lastKept)) return
  const at = first.findIndex(isBefore)
  first.splice(at === -1 ? first.length : at, 0, candidate)
  if (first.length > maxMatches) first.pop()
}

function entryOf(known: KnownPerson): Entry {
  const { person, names } = known
  const addresses: string[] = []
  const words = new Set(wordsOf(person.displayName))
  for (const name of names) {
    if (name.includes('@')) addresses.push(foldText(name))
    else for (const word of wordsOf(name)) words.add(word)
  }
  return { known, words: [...words], addresses, wholeName: wordsOf(person.displayName).join(' ') }
}

function matches(
  { words, addresses }: Entry,
  wanted: { readonly chunk: string; readonly words: readonly string[] },
): boolean {
  if (addresses.some((address) => address.startsWith(wanted.chunk))) return true
  return wanted.words.length > 0 && wanted.words.every((each) => words.some((word) => word.startsWith(each)))
}

function rankOf({ words, addresses, wholeName }: Entry, typed: string): number {
  if (typed === '') return 1
  const isWhole =
    wholeName === typed || addresses.includes(typed) || (/\d/.test(typed) && words.includes(typed))
  return isWhole ? 0 : 1
}

/** Counts the character that follows `prefix` in the word, if there is one. */
function countNextKey(keys: Map<string, number>, word: string, prefix: string): void {
  if (word.length <= prefix.length || !word.startsWith(prefix)) return
  const next = characterAt(word, prefix.length)
  if (next !== undefined) keys.set(next, (keys.get(next) ?? 0) + 1)
}

function characterAt(word: string, at: number): string | undefined {
  // Fast path: no mark follows, as in most words.
  if (word.charCodeAt(at) < firstMark && !(word.charCodeAt(at + 1) >= firstMark)) return word[at]
  character.lastIndex = at
  return character.exec(word)?.[0]
}

function mostOften(keys: ReadonlyMap<string, number>): string[] {
  return [...keys]
    .sort(([, a], [, b]) => b - a)
    .slice(0, maxKeys)
    .map(([key]) => key)
}
