import { createHash } from 'node:crypto'
import { textOfBadge, type BadgeId } from '../../badge/badge-id.ts'
import type { DirectoryAnswer, Person } from '../directory.ts'
import type { KeyTable } from './key-table.ts'
import type { OtherFormat } from '../badge-format/other-format.ts'
import type { TextStore } from './text-store.ts'

/** One row, its values checked. `line`: that of the file. `userId`: a GUID in lower case. */
export interface RosterRow {
  readonly line: number
  readonly badge: BadgeId
  readonly userId: string
  readonly name: string
  /** As in `Person`. */
  readonly language?: string
}

/** What is wrong with a row whose user ID is somebody's sign-in name, and with one whose ID has another form. */
export const upnProblem =
  "The user ID is a sign-in name (UPN), not a GUID. Put the user's object ID in Entra there."
export const noGuidProblem = "The user ID is not a GUID. It is the user's object ID in Entra."

export const zeroGuidProblem =
  "The user ID is all zeros, which is nobody. It is the user's object ID in Entra."
export const roundedProblem =
  'The badge number has more than 15 digits and zeros after the 15th, as a spreadsheet rounds it: format the column as text and export again.'

/** Something to fix in the file. Never holds a badge number. */
export interface RosterFinding {
  /** Absent: it is about the whole file. */
  readonly line?: number
  readonly problem: string
}

/** What a load found to fix; each list holds the first ones only, each count all of them. */
export interface RosterReport {
  readonly rows: number
  /** Rows left out, and rows whose badge stands beside more than one person. */
  readonly badRows: { readonly count: number; readonly first: readonly RosterFinding[] }
  /** Rows that count all the same. */
  readonly warnings: { readonly count: number; readonly first: readonly RosterFinding[] }
  /** Of the bad rows, those whose user ID is a sign-in name (UPN), or is otherwise no GUID. */
  readonly wrongUserIds: number
  /** Rows whose user ID stood beside another name before. */
  readonly otherNames: number
  /** Decimal badge numbers of more than 15 digits, and those of them that a spreadsheet seems to have rounded. */
  readonly longNumbers: number
  readonly roundedNumbers: number
  /** Absent: nothing says that the numbers are in another format. */
  readonly otherFormat?: OtherFormat
}

/** What a roster is held in; badges, people and their texts are numbered in the order they came. */
export interface RosterTables {
  readonly badges: KeyTable
  /** By a badge's number: whose it is, or `sharedBadge`. */
  readonly personOfBadge: Int32Array
  readonly people: KeyTable
  readonly names: TextStore
  /** BCP 47 tags; the first is empty and stands for none. */
  readonly languages: readonly string[]
  /** By a person's number: which of `languages`. */
  readonly languageOfPerson: Int32Array
}

/** In place of a person: the badge stands beside more than one. */
export const sharedBadge = -1

/** What a badge's key holds, and up to ten bytes of it. */
export const badgeKeyBytes = 11
export const userIdKeyBytes = 16

/** The people of a roster by badge, in memory: some 70 bytes a row, and nothing for the garbage collector to walk. */
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

  /** The user ID of each person, as GUIDs in lower case. */
  *userIds(): Generator<string> {
    for (let number = 0; number < this.people; number += 1) yield userIdOf(this.#tables.people.keyOf(number))
  }

  find(badge: BadgeId): DirectoryAnswer {
    const { badges, personOfBadge } = this.#tables
    const found = badges.find(writeBadgeKey(this.#key, badge))
    if (found === undefined) return { kind: 'unknown' }
    const person = personOfBadge[found] ?? sharedBadge
    return person === sharedBadge ? { kind: 'ambiguous' } : { kind: 'found', person: this.#person(person) }
  }

  /** Whether a badge's bytes have a letter in hex. Of many badges none has only where decimal numbers were read as hex. */
  hasHexLetters(): boolean {
    for (let number = 0; number < this.badges; number += 1) {
      const [length = 0, ...bytes] = this.#tables.badges.keyOf(number)
      if (length < textKey && bytes.some((byte) => byte >> 4 > 9 || (byte & 15) > 9)) return true
    }
    return false
  }

  /** Whether the badge is the first or the last four of a badge's seven bytes, in either order. */
  holdsLongerThan(badge: BadgeId): boolean {
    if (badge.length !== 8) return false
    const part = Uint8Array.from({ length: 4 }, (_, index) => hexByte(badge, index * 2))
    const { badges } = this.#tables
    return [part, part.toReversed()].some((bytes) => badges.holds(7, bytes, 1) || badges.holds(7, bytes, 4))
  }

  #person(number: number): Person {
    const { people, names, languages, languageOfPerson } = this.#tables
    const language = languages[languageOfPerson[number] ?? 0] ?? ''
    return {
      userId: userIdOf(people.keyOf(number)),
      displayName: names.get(number),
      ...(language !== '' && { language }),
    }
  }
}

/**
 * Writes the badge over `key` and answers it: the bytes or the text of a badge that has up to ten of them, behind their
 * number; of a longer one 80 bits of its SHA-256, which no two badges of one roster share by chance.
 *
 * A decimal number that is read the other way round tells no zeros at the end, so that an id of five or eight bytes gets
 * two zero bytes there, and in front in any other format: both are one key. A UID of seven or ten bytes never begins with
 * zeros (ISO/IEC 7816-6: 00 is nobody's code).
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
  const shift = bytes > 4 && badge.endsWith('0000') && !badge.startsWith('00') ? 2 : 0
  for (let index = 0; index < bytes - shift; index += 1) {
    key[index + 1 + shift] = hexByte(badge, index * 2)
  }
  return key
}

/** First bytes of a key, beside 4, 7 and 10 for bytes. */
const textKey = 0x40
const hashedKey = 0x80

/** Writes the GUID over `key` and answers it. */
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

/** By the ASCII code of 0-9, A-F or a-f. */
function hexDigit(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code & 0x1f) + 9
}
