import type { EntraUser, GraphPeople, UserKey } from '../../../electron/directory/entra/graph-people.ts'
import type { GraphAnswer, GraphFailure } from '../../../electron/graph/graph-failure.ts'

export interface PeopleInMemory extends GraphPeople {
  /** Calls so far, such as `members`, in order. */
  readonly calls: string[]
  /** By team. */
  readonly teams: Map<string, EntraUser[]>
  /** Everybody in the tenant, besides the teams' members. */
  readonly others: EntraUser[]
  /** What a call does instead, such as fail. */
  instead: ((call: string) => GraphFailure | Promise<GraphFailure | undefined> | undefined) | undefined
}

/** What Graph says about people, without Graph. */
export function peopleInMemory(teams: Readonly<Record<string, EntraUser[]>>): PeopleInMemory {
  const people: PeopleInMemory = {
    calls: [],
    teams: new Map(Object.entries(teams)),
    others: [],
    instead: undefined,
    members: (team) => answer('members', () => people.teams.get(team) ?? [], team),
    byBadge: (values) => {
      const wanted = new Set(values.map((value) => value.toLowerCase()))
      return answer('byBadge', () => everybody().filter(({ badge = '' }) => wanted.has(badge.toLowerCase())))
    },
    byKey: (key: UserKey, values) => {
      const wanted = new Set(values.map((value) => value.toLowerCase()))
      return answer(`byKey ${key}`, () =>
        everybody().filter((user) => wanted.has((user[key] ?? '').toLowerCase())),
      )
    },
    teamsOf: (userId, ids) =>
      answer('teamsOf', () => ids.filter((id) => people.teams.get(id)?.some((user) => user.id === userId))),
  }
  const everybody = (): EntraUser[] => [
    ...new Map([...people.teams.values(), people.others].flat().map((user) => [user.id, user])).values(),
  ]
  const answer = async <T>(call: string, value: () => T, of = ''): Promise<GraphAnswer<T>> => {
    people.calls.push(call)
    const failure = await people.instead?.(`${call} ${of}`.trim())
    return failure === undefined ? { kind: 'ok', value: value() } : { kind: 'failed', failure }
  }
  return people
}

export function user(number: number, fields: Partial<EntraUser> = {}): EntraUser {
  const tail = String(number).padStart(12, '0')
  return {
    id: `7d5f0f0e-0000-4000-8000-${tail}`,
    displayName: `Person ${number}`,
    userPrincipalName: `person${number}@contoso.com`,
    isEnabled: true,
    ...fields,
  }
}
