import type { BadgeId } from '../badge/badge-id.ts'
import type { Person } from './directory.ts'
import { Roster } from './roster.ts'
import type { RosterFinding, RosterReport, RosterRow } from './roster.ts'

/** Puts rows together to a roster and keeps a report. A person with several badges is held once. */
export class RosterBuilder {
  readonly #byBadge = new Map<BadgeId, Person | null>()
  readonly #lineOfBadge = new Map<BadgeId, number>()
  readonly #byUserId = new Map<string, { readonly person: Person; readonly line: number }>()
  readonly #badRows: Findings
  readonly #warnings: Findings
  #rows = 0

  constructor(findingsToKeep: number) {
    this.#badRows = new Findings(findingsToKeep)
    this.#warnings = new Findings(findingsToKeep)
  }

  get rows(): number {
    return this.#rows
  }

  add(row: RosterRow): void {
    this.#rows += 1
    const person = this.#personOf(row)
    const firstLine = this.#lineOfBadge.get(row.badge)
    if (firstLine === undefined) {
      this.#byBadge.set(row.badge, person)
      this.#lineOfBadge.set(row.badge, row.line)
    } else if (this.#byBadge.get(row.badge) === person) {
      this.#warnings.add({ line: row.line, problem: `The same badge and person as in line ${firstLine}.` })
    } else {
      // Which of them holds the badge can not be known, and ending the wrong person's card is worse than none.
      this.#byBadge.set(row.badge, null)
      const problem = `The same badge as in line ${firstLine}, but for another person; it counts for nobody.`
      this.#badRows.add({ line: row.line, problem })
    }
  }

  addBadRow(line: number, problem: string): void {
    this.#rows += 1
    this.#badRows.add({ line, problem })
  }

  warn(finding: RosterFinding): void {
    this.#warnings.add(finding)
  }

  finish(): { readonly roster: Roster; readonly report: RosterReport } {
    const report = { rows: this.#rows, badRows: this.#badRows.summary(), warnings: this.#warnings.summary() }
    return { roster: new Roster(this.#byBadge, this.#byUserId.size), report }
  }

  #personOf({ userId, name, line }: RosterRow): Person {
    const known = this.#byUserId.get(userId)
    if (known === undefined) {
      const person: Person = { userId, displayName: name }
      this.#byUserId.set(userId, { person, line })
      return person
    }
    // A fill handle dragged too far in a spreadsheet looks like this, and would end another person's card.
    if (known.person.displayName.toLowerCase() !== name.toLowerCase())
      this.#warnings.add({ line, problem: `The same user ID as in line ${known.line}, but another name.` })
    return known.person
  }
}

class Findings {
  readonly #keep: number
  readonly #first: RosterFinding[] = []
  #count = 0

  constructor(keep: number) {
    this.#keep = keep
  }

  add(finding: RosterFinding): void {
    this.#count += 1
    if (this.#first.length < this.#keep) this.#first.push(finding)
  }

  summary(): { count: number; first: readonly RosterFinding[] } {
    return { count: this.#count, first: this.#first }
  }
}
