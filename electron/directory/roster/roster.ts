import { createHash } from 'node:crypto'
import { textOfBadge, type BadgeId } from '../../badge/badge-id.ts'
import { isPaddedAtEnd } from '../canonical-badge.ts'
import type { DirectoryAnswer, Person } from '../directory.ts'
import type { KeyTable } from './key-table.ts'
import type { OtherFormat } from '../badge-format/other-format.ts'
import type { TextStore } from './text-store.ts'

/** One validated row. `line`: line number in the file. `userId`: a GUID in lower case. */
export interface RosterRow {
  readonly line: number
  readonly badge: BadgeId
  readonly userId: string
  readonly name: string
  /** As in `Person`. */
  readonly language?: string | undefined
  readonly teamIds?: readonly string[] | undefined
}

/** The problems of a row whose user ID is a sign-in name, and of one whose ID is otherwise not a GUID. */
export const upnProblem =
  "The user ID is a sign-in name (UPN), not a GUID. Use the user's object ID from Entra."
export const noGuidProblem = "The user ID is not a GUID. Use the user's object ID from Entra."

export const zeroGuidProblem = "The user ID is all zeros. Use the user's object ID from Entra."
export const roundedProblem =
  'The badge number has more than 15 digits and only zeros after the 15th, so a spreadsheet has probably rounded it. Format the column as text and export again.'

/** A problem or warning about the file. Never holds a badge number. */
export interface RosterFinding {
  /** Absent if the finding is about the whole file. */
  readonly line?: number
  readonly problem: string
}

/** The findings of a load. Each list holds only the first findings; each count is the total. */
export interface RosterReport {
  readonly rows: number
  /** Rows left out, and rows whose badge is listed for more than one person. */
  readonly badRows: { readonly count: number; readonly first: readonly RosterFinding[] }
  /** Rows that are used in spite of the warning. */
  readonly warnings: { readonly count: number; readonly first: readonly RosterFinding[] }
  /** Bad rows whose user ID is a sign-in name (UPN) or otherwise not a GUID. */
  readonly wrongUserIds: number
  /** Rows whose user ID appeared with another name before. */
  readonly otherNames: number
  /** Decimal badge numbers of more than 15 digits, and how many of them look rounded by a spreadsheet. */
  readonly longNumbers: number
  readonly roundedNumbers: number
  /** Absent if nothing suggests that the numbers are in another format. */
  readonly otherFormat?: OtherFormat
}

/** A person of a roster, with their badges. */
export interface RosterPerson {
  readonly person: Person
  readonly badges: readonly BadgeId[]
  /** There are more, whose numbers are not in memory. */
  readonly hasOtherBadges: boolean
}

/** The tables of a roster; badges, people and names are numbered in order of appearance. */
export interface RosterTables {
  readonly badges: KeyTable
  /** By a badge's number: the number of its person, or `sharedBadge`. */
  readonly personOfBadge: Int32Array
  readonly people: KeyTable
  readonly names: TextStore
  /** BCP 47 tags; the first is empty and means none. */
  readonly languages: readonly string[]
  /** By a person's number: an index into `languages`. */
  readonly languageOfPerson: Int32Array
  /** By a person's number; none for people whose teams the roster does not name. */
  readonly teamIdsOfPerson: ReadonlyMap<number, readonly string[]>
}

/** Marks a badge that is listed for more than one person. */
export const sharedBadge = -1

/** One byte for the kind and length of the key, and up to ten bytes of the badge. */
export const badgeKeyBytes = 11
export const userIdKeyBytes = 16

/**
 * The people of a roster by badge, in memory: about 70 bytes per row, and no objects for the garbage
 * collector.
 */
export class Roster {
  readonly #tables: RosterTables
  readonly #key = new Uint8Array(badgeKeyBytes)

  constructor(tables: RosterTables) {
    this.#tables = tables
  }

  get badges(): number {
    return this.#tables.badges.size
  }

  get people(): number {
    return this.#tables.people.size
  }

  /** The user IDs of all people, as GUIDs in lower case. */
  *userIds(): Generator<string> {
    for (let number = 0; number < this.people; number += 1) yield userIdOf(this.#tables.people.keyOf(number))
  }

  /** All people. A badge of more than one person is nobody's. */
  listing(): readonly RosterPerson[] {
    const badgesByPerson = new Map<number, (BadgeId | undefined)[]>()
    const { badges, personOfBadge } = this.#tables
    for (let number = 0; number < badges.size; number += 1) {
      const person = personOfBadge[number] ?? sharedBadge
      if (person === sharedBadge) continue
      badgesByPerson.set(person, [...(badgesByPerson.get(person) ?? []), badgeOfKey(badges.keyOf(number))])
    }
    return Array.from({ length: this.people }, (_, number) => {
      const all = badgesByPerson.get(number) ?? []
      const known = all.filter((badge) => badge !== undefined)
      return { person: this.#person(number), badges: known, hasOtherBadges: known.length < all.length }
    })
  }

  find(badge: BadgeId): DirectoryAnswer {
    const { badges, personOfBadge } = this.#tables
    const found = badges.find(writeBadgeKey(this.#key, badge))
    if (found === undefined) return { kind: 'unknown' }
    const person = personOfBadge[found] ?? sharedBadge
    return person === sharedBadge ? { kind: 'ambiguous' } : { kind: 'found', person: this.#person(person) }
  }

  /**
   * Whether any badge has a letter in hex. If none of many has, decimal numbers were probably read as hex.
   */
  hasHexLetters(): boolean {
    for (let number = 0; number < this.badges; number += 1) {
      const [length = 0, ...bytes] = this.#tables.badges.keyOf(number)
      if (length < textKey && bytes.some((byte) => byte >> 4 > 9 || (byte & 15) > 9)) return true
    }
    return false
  }

  /** Whether the badge is the first or last four bytes of a seven-byte badge, in either byte order. */
  holdsLongerThan(badge: BadgeId): boolean {
    if (badge.length !== 8) return false
    const part = Uint8Array.from({ length: 4 }, (_, index) => hexByte(badge, index * 2))
    const { badges } = this.#tables
    return [part, part.toReversed()].some((bytes) => badges.holds(7, bytes, 1) || badges.holds(7, bytes, 4))
  }

  #person(number: number): Person {
    const { people, names, languages, languageOfPerson, teamIdsOfPerson } = this.#tables
    const teamIds = teamIdsOfPerson.get(number)
    const language = languages[languageOfPerson[number] ?? 0] ?? ''
    return {
      userId: userIdOf(people.keyOf(number)),
      displayName: names.get(number),
      ...(language !== '' && { language }),
      ...(teamIds !== undefined && { teams: teamIds }),
    }
  }
}

/**
 * Writes the badge's key to `key` and returns it: a length byte, then the bytes or the text of a badge with
 * up to ten of them; for a longer one 80 bits of its SHA-256, which do not collide by chance within a roster.
 * All ids of the same badge get the same key (`canonical-badge.ts`).
 */
export function writeBadgeKey(key: Uint8Array, badge: BadgeId): Uint8Array {
  key.fill(0)
  const text = textOfBadge(badge)
  if (text !== undefined && text.length < badgeKeyBytes) {
    key[0] = textKey + text.length
    for (let index = 0; index < text.length; index += 1) key[index + 1] = text.charCodeAt(index)
    return key
  }
  const bytes = badge.length / 2
  if (text !== undefined || bytes >= badgeKeyBytes) {
    key[0] = hashedKey
    key.set(
      createHash('sha256')
        .update(badge)
        .digest()
        .subarray(0, badgeKeyBytes - 1),
      1,
    )
    return key
  }
  key[0] = bytes
  const shift = isPaddedAtEnd(badge) ? 2 : 0
  for (let index = 0; index < bytes - shift; index += 1) {
    key[index + 1 + shift] = hexByte(badge, index * 2)
  }
  return key
}

/** The badge of a key; undefined if the key is a hash. */
function badgeOfKey(key: Uint8Array): BadgeId | undefined {
  const [first = hashedKey, ...bytes] = key
  if (first === hashedKey) return undefined
  const content = Buffer.from(bytes).subarray(0, first & (textKey - 1))
  return (
    first & textKey ? `text:${content.toString('latin1')}` : content.toString('hex').toUpperCase()
  ) as BadgeId
}

/** First byte of a key for text and for a hash; otherwise it is the number of bytes (4, 7 or 10). */
const textKey = 0x40
const hashedKey = 0x80

/** Writes the GUID's bytes to `key` and returns it. */
export function writeUserIdKey(key: Uint8Array, userId: string): Uint8Array {
  let digit = 0
  for (let index = 0; index < userIdKeyBytes; index += 1) {
    if (userId.charCodeAt(digit) === hyphen) digit += 1
    key[index] = hexByte(userId, digit)
    digit += 2
  }
  return key
}

function userIdOf(key: Uint8Array): string {
  const digits = Buffer.from(key).toString('hex')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const hyphen = 0x2d

function hexByte(text: string, at: number): number {
  return (hexDigit(text.charCodeAt(at)) << 4) | hexDigit(text.charCodeAt(at + 1))
}

/** The value of a hex digit from its ASCII code (0-9, A-F or a-f). */
function hexDigit(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code & 0x1f) + 9
}
