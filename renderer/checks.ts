/**
 * Checks of plain data, tied to the type they check: a field, union member or word that the type has and the
 * table lacks is a compile error. `in out` makes a check of half a union fail as a check of the whole.
 */
export type Check<in out T> = (value: unknown) => value is T

/** A field that may be absent. */
interface Optional<in out T> {
  readonly optional: Check<T>
}

/** A check for each field, `optional` exactly where the type says `?`. */
type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<NonNullable<T[K]>> : Check<T[K]>
}

export function optional<T>(check: Check<T>): Optional<T> {
  return { optional: check }
}

export function shape<T extends object>(fields: Fields<T>): Check<T> {
  return (value): value is T => isRecord(value) && hasFields(value, fields)
}

/** For each member of a union, by its tag, the fields it has beside the tag. */
export type Members<T, Tag extends keyof T> = {
  readonly [Name in T[Tag] & string]: Fields<Omit<Extract<T, Readonly<Record<Tag, Name>>>, Tag>>
}

export function oneOfMembers<T, Tag extends keyof T & string>(tag: Tag, members: Members<T, Tag>): Check<T> {
  return (value): value is T => {
    if (!isRecord(value)) return false
    const name = value[tag]
    return isOneOf(name, members) && hasFields(value, members[name])
  }
}

export function oneOf<T extends string>(words: Readonly<Record<T, true>>): Check<T> {
  return (value): value is T => isOneOf(value, words)
}

export function listOf<T>(check: Check<T>, atMost = Infinity): Check<readonly T[]> {
  // As a copy: `every` leaves out the holes a list may have, and structured cloning keeps them.
  return (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= atMost && Array.from<unknown>(value).every(check)
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value)
}

export const text: Check<string> = (value) => typeof value === 'string'
export const flag: Check<boolean> = (value) => typeof value === 'boolean'
export const set: Check<true> = (value) => value === true
export const number: Check<number> = (value): value is number => Number.isFinite(value)
export const integer: Check<number> = (value): value is number => Number.isSafeInteger(value)
export const count: Check<number> = (value): value is number => integer(value) && value >= 0

/** A time that a Date can hold, in milliseconds since the Unix epoch. */
export const time: Check<number> = (value): value is number =>
  typeof value === 'number' && !Number.isNaN(new Date(value).getTime())

/** Text that a function accepts: it throws at any other. */
export function textFor(accept: (text: string) => unknown): Check<string> {
  return (value): value is string => {
    if (!text(value)) return false
    try {
      accept(value)
      return true
    } catch {
      return false
    }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasFields(value: Readonly<Record<string, unknown>>, fields: object): boolean {
  return Object.entries(fields as Readonly<Record<string, Check<unknown> | Optional<unknown>>>).every(
    ([key, check]) =>
      'optional' in check ? value[key] === undefined || check.optional(value[key]) : check(value[key]),
  )
}

function isOneOf<T extends string>(value: unknown, words: Readonly<Record<T, unknown>>): value is T {
  return text(value) && Object.hasOwn(words, value)
}
