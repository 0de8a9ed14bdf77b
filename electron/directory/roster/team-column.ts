import type { Team } from '../../base/team.ts'

/** Reads the teams of a row: ids or names, several of them separated by ; , | or /. */
export class TeamColumn {
  readonly #idOf: ReadonlyMap<string, string>
  /** The same list for the same text, since many rows have it. */
  readonly #read = new Map<string, readonly string[] | 'unknown'>()
  readonly problem: string

  /** `teams`: the kiosk's; with fewer than two, the column is ignored. */
  constructor(teams: readonly Team[] = []) {
    const used = teams.length < 2 ? [] : teams
    this.#idOf = new Map(used.flatMap(({ id, name }) => [folded(name), folded(id)].map((key) => [key, id])))
    const names = used.map(({ name }) => name).join(', ')
    this.problem = `The team is not one of ${names}; the cards of every team are read for this person.`
  }

  /** Undefined: the row names no team. `unknown`: none that the kiosk has. */
  read(text: string): readonly string[] | 'unknown' | undefined {
    if (this.#idOf.size === 0 || text.trim() === '') return undefined
    const known = this.#read.get(text)
    if (known !== undefined) return known
    const ids = this.#idsIn(text)
    const teams = ids.length === 0 ? 'unknown' : ids
    if (this.#read.size < maxTexts) this.#read.set(text, teams)
    return teams
  }

  #idsIn(text: string): readonly string[] {
    const whole = this.#idOf.get(folded(text))
    if (whole !== undefined) return [whole]
    return [...new Set(text.split(/[;,|/]/).flatMap((part) => this.#idOf.get(folded(part)) ?? []))]
  }
}

const maxTexts = 10_000

function folded(text: string): string {
  return text.trim().toLowerCase()
}
