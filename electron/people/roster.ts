import type { BadgeId } from '../badge/badge-id.ts'
import type { DirectoryAnswer, Person } from './directory.ts'

/** One row, its values checked. `line`: that of the file. */
export interface RosterRow {
  readonly line: number
  readonly badge: BadgeId
  readonly userId: string
  readonly name: string
}

/** Something to mend in the file. Never holds a badge number. */
export interface RosterFinding {
  /** Absent: it is about the whole file. */
  readonly line?: number
  readonly problem: string
}

/** What a load found to mend; each list holds the first ones only, each count all of them. */
export interface RosterReport {
  readonly rows: number
  /** Rows left out, and rows whose badge stands beside more than one person. */
  readonly badRows: { readonly count: number; readonly first: readonly RosterFinding[] }
  /** Rows that count all the same. */
  readonly warnings: { readonly count: number; readonly first: readonly RosterFinding[] }
}

/** The people of a roster by badge, in memory. */
export class Roster {
  /** Null: the badge stands beside more than one person. */
  readonly #byBadge: ReadonlyMap<BadgeId, Person | null>
  readonly people: number

  constructor(byBadge: ReadonlyMap<BadgeId, Person | null>, people: number) {
    this.#byBadge = byBadge
    this.people = people
  }

  get badges(): number {
    return this.#byBadge.size
  }

  find(badge: BadgeId): DirectoryAnswer {
    const person = this.#byBadge.get(badge)
    if (person === undefined) return { kind: 'unknown' }
    return person === null ? { kind: 'ambiguous' } : { kind: 'found', person }
  }
}
