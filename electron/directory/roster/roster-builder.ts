import { KeyTable } from './key-table.ts'
import {
  badgeKeyBytes,
  noGuidProblem,
  roundedProblem,
  Roster,
  sharedBadge,
  upnProblem,
  userIdKeyBytes,
  writeBadgeKey,
  writeUserIdKey,
} from './roster.ts'
import type { RosterFinding, RosterReport, RosterRow } from './roster.ts'
import { TextStore } from './text-store.ts'

/** Builds a roster from rows and collects a report. A person with several badges is stored once. */
export class RosterBuilder {
  readonly #badges: KeyTable
  readonly #people: KeyTable
  readonly #names: TextStore
  /** The distinct language tags; the first means none. */
  readonly #languages = ['']
  readonly #badgeKey = new Uint8Array(badgeKeyBytes)
  readonly #userIdKey = new Uint8Array(userIdKeyBytes)
  /** Indexed by a badge's number, as is the line where it first appeared. */
  #personOfBadge: Int32Array<ArrayBuffer>
  #lineOfBadge: Int32Array<ArrayBuffer>
  #lineOfPerson: Int32Array<ArrayBuffer>
  #languageOfPerson: Int32Array<ArrayBuffer>
  readonly #teamIdsOfPerson = new Map<number, readonly string[]>()
  readonly #badRows: Findings
  readonly #warnings: Findings
  #rows = 0
  #wrongUserIds = 0
  #otherNames = 0
  #longNumbers = 0
  #roundedNumbers = 0

  /**
   * `expectedRows`: the approximate number of rows. The tables grow if there are more, but then the old ones
   * use memory until the next garbage collection.
   */
  constructor(findingsToKeep: number, expectedRows = 0) {
    this.#badges = new KeyTable(badgeKeyBytes, expectedRows)
    this.#people = new KeyTable(userIdKeyBytes, expectedRows)
    this.#names = new TextStore(expectedRows)
    const entries = Math.max(expectedRows, 1024)
    this.#personOfBadge = new Int32Array(entries)
    this.#lineOfBadge = new Int32Array(entries)
    this.#lineOfPerson = new Int32Array(entries)
    this.#languageOfPerson = new Int32Array(entries)
    this.#badRows = new Findings(findingsToKeep)
    this.#warnings = new Findings(findingsToKeep)
  }

  get rows(): number {
    return this.#rows
  }

  add(row: RosterRow): void {
    this.#rows += 1
    const person = this.#personOf(row)
    const { number: badge, isNew } = this.#badges.add(writeBadgeKey(this.#badgeKey, row.badge))
    if (isNew) {
      this.#personOfBadge = longEnough(this.#personOfBadge, badge)
      this.#lineOfBadge = longEnough(this.#lineOfBadge, badge)
      this.#personOfBadge[badge] = person
      this.#lineOfBadge[badge] = row.line
      return
    }
    const firstLine = this.#lineOfBadge[badge] ?? 0
    if (this.#personOfBadge[badge] === person) {
      this.#warnings.add({ line: row.line, problem: `Same badge and person as in line ${firstLine}.` })
    } else {
      // Who holds the badge is unknown, and ending the wrong person's card is worse than ending none.
      this.#personOfBadge[badge] = sharedBadge
      const problem = `Same badge as in line ${firstLine}, but another person; the badge is not used for either.`
      this.#badRows.add({ line: row.line, problem })
    }
  }

  addBadRow(line: number, problem: string): void {
    this.#rows += 1
    if (problem === upnProblem || problem === noGuidProblem) this.#wrongUserIds += 1
    this.#badRows.add({ line, problem })
  }

  /** A spreadsheet keeps only 15 digits. One number may end in zeros by chance, but not most of them. */
  noteLongNumber(line: number, isRounded: boolean): void {
    this.#longNumbers += 1
    if (!isRounded) return
    this.#roundedNumbers += 1
    this.#warnings.add({ line, problem: roundedProblem })
  }

  warn(finding: RosterFinding): void {
    this.#warnings.add(finding)
  }

  /** Puts warnings before all others. `count`: their total number, of which `findings` are the first. */
  warnFirst(findings: readonly RosterFinding[], count: number): void {
    this.#warnings.addFirst(findings, count)
  }

  finish(): { readonly roster: Roster; readonly report: RosterReport } {
    const report = {
      rows: this.#rows,
      badRows: this.#badRows.summary(),
      warnings: this.#warnings.summary(),
      wrongUserIds: this.#wrongUserIds,
      otherNames: this.#otherNames,
      longNumbers: this.#longNumbers,
      roundedNumbers: this.#roundedNumbers,
    }
    const roster = new Roster({
      badges: this.#badges,
      personOfBadge: this.#personOfBadge,
      people: this.#people,
      names: this.#names,
      languages: this.#languages,
      languageOfPerson: this.#languageOfPerson,
      teamIdsOfPerson: this.#teamIdsOfPerson,
    })
    return { roster, report }
  }

  /** The person's number. */
  #personOf({ userId, name, language = '', teamIds, line }: RosterRow): number {
    const { number, isNew } = this.#people.add(writeUserIdKey(this.#userIdKey, userId))
    if (teamIds !== undefined) this.#joinTeams(number, teamIds)
    if (isNew) {
      this.#names.add(name)
      this.#lineOfPerson = longEnough(this.#lineOfPerson, number)
      this.#lineOfPerson[number] = line
      this.#languageOfPerson = longEnough(this.#languageOfPerson, number)
      this.#languageOfPerson[number] = this.#numberOf(language)
      return number
    }
    const firstLine = this.#lineOfPerson[number] ?? 0
    if (this.#names.get(number).toLowerCase() !== name.toLowerCase()) {
      // A fill handle dragged too far in a spreadsheet looks like this, and would end another person's card.
      this.#otherNames += 1
      this.#warnings.add({ line, problem: `Same user ID as in line ${firstLine}, but another name.` })
    }
    if (language !== '' && this.#languageOfPerson[number] !== this.#numberOf(language))
      this.#warnings.add({
        line,
        problem: `Another language than in line ${firstLine}, whose language is used.`,
      })
    return number
  }

  /** A person may have a row per team. */
  #joinTeams(person: number, teamIds: readonly string[]): void {
    const before = this.#teamIdsOfPerson.get(person)
    if (before === undefined) this.#teamIdsOfPerson.set(person, teamIds)
    else if (!teamIds.every((teamId) => before.includes(teamId)))
      this.#teamIdsOfPerson.set(person, [...new Set([...before, ...teamIds])])
  }

  #numberOf(language: string): number {
    const known = this.#languages.indexOf(language)
    return known === -1 ? this.#languages.push(language) - 1 : known
  }
}

/** The array, doubled if `number` is out of range. */
function longEnough(array: Int32Array<ArrayBuffer>, number: number): Int32Array<ArrayBuffer> {
  if (number < array.length) return array
  const longer = new Int32Array(array.length * 2)
  longer.set(array)
  return longer
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

  addFirst(findings: readonly RosterFinding[], count: number): void {
    this.#count += count
    this.#first.unshift(...findings)
    this.#first.splice(this.#keep)
  }

  summary(): { count: number; first: readonly RosterFinding[] } {
    return { count: this.#count, first: this.#first }
  }
}
