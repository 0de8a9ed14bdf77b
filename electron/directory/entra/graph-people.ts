import { z } from 'zod'
import type { Log } from '../../base/log/log.ts'
import { cut } from '../../base/text/cut.ts'
import type { CallOptions } from '../../graph/call-options.ts'
import { graphCall, type CallTarget } from '../../graph/graph-call.ts'
import type { GraphAnswer, GraphFailure } from '../../graph/graph-failure.ts'
import type { Graph } from '../../graph/graph.ts'

/**
 * Where a user's badge number is kept: `employeeId`, `extensionAttribute1` to `extensionAttribute15` (in
 * `onPremisesExtensionAttributes`), or a directory extension `extension_<32 hex digits>_<name>`.
 */
export type BadgeProperty = string

/** The part of Graph's user that the kiosk needs. Empty texts are absent. */
export interface EntraUser {
  /** Object ID, a GUID in lower case. */
  readonly id: string
  /** As Entra has it, at most 256 characters; empty if it has none. */
  readonly displayName: string
  /** False only if `accountEnabled` is false. */
  readonly isEnabled: boolean
  readonly badge?: string
  readonly employeeId?: string
  readonly userPrincipalName?: string
  readonly mail?: string
  /** `preferredLanguage`, unchecked. */
  readonly language?: string
}

export interface PeopleCallOptions extends CallOptions {
  /** Abandons the call, also between two pages. */
  readonly signal?: AbortSignal
}

export type UserKey = 'userPrincipalName' | 'mail' | 'employeeId'

/** What the kiosk asks Graph about people. None of the calls retries. */
export interface GraphPeople {
  /**
   * All users among the direct members of a team, all pages. `forbidden` also if Graph shows the members
   * without their properties.
   */
  members(teamId: string, options: PeopleCallOptions): Promise<GraphAnswer<readonly EntraUser[]>>
  /**
   * Users whose badge property equals one of `values` (the number as it may be written), without regard to
   * case. Stops once two are found: then the badge is ambiguous.
   */
  byBadge(values: readonly string[], options: PeopleCallOptions): Promise<GraphAnswer<readonly EntraUser[]>>
  /** Users by another key, without regard to case. */
  byKey(
    key: UserKey,
    values: readonly string[],
    options: PeopleCallOptions,
  ): Promise<GraphAnswer<readonly EntraUser[]>>
  /** Which of the given teams the user is a member of, spelled as given. `not-found`: no such user. */
  teamsOf(
    userId: string,
    teamIds: readonly string[],
    options: PeopleCallOptions,
  ): Promise<GraphAnswer<readonly string[]>>
}

export interface GraphPeopleOptions {
  readonly graph: Graph
  readonly badge: BadgeProperty
  readonly log: Log
}

/** Limits of one list. A team has at most 25,000 members; a page may hold fewer than requested. */
const maxUsers = 100_000
const maxPages = 400
/** "List group members" and "List users": 999 at most. */
const pageSize = 999
/** A badge that two people have is ambiguous, however many more have it. */
const enoughForBadge = 2
/** 15 expressions with `in` ("Known issues", query parameters). */
const maxValuesPerFilter = 15
/** The longest value that `eq` matches ("Known issues", query parameters). */
const maxValueLength = 120
/** "user: checkMemberGroups". */
const maxTeamsPerCheck = 20
const maxTextLength = 256
const maxNameLength = 256

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Makes a query advanced ("Advanced query capabilities on Microsoft Entra ID objects"); on every page. */
const advancedHeaders = { ConsistencyLevel: 'eventual' }

/** People in Entra ID by Microsoft Graph ("user resource type", v1.0). */
export function createGraphPeople({ graph, badge, log }: GraphPeopleOptions): GraphPeople {
  const isAttribute = badge.startsWith('extensionAttribute')
  const select = selectOf(badge, isAttribute)
  /** Whether the badge filter is an advanced query. For a directory extension: once Graph has required it. */
  let isBadgeAdvanced = isAttribute

  const readUsers = async (list: UserList, call: PeopleCallOptions): Promise<UsersAnswer> => {
    const users = new Map<string, EntraUser>()
    const seen = new Set<string>()
    let skipped = 0
    let target = `${list.to.target}?${list.query}`
    for (;;) {
      const answer = await graph.request({
        ...list.to,
        target,
        ...(list.isAdvanced && { headers: advancedHeaders }),
        ...call,
      })
      if (answer.kind === 'failed') return answer
      seen.add(target)
      const parsed = page.safeParse(answer.value.json)
      if (!parsed.success) return failed('unreadable', 'the answer is not a page of users')
      for (const entry of parsed.data.value) {
        const user = parseUser(entry, badge)
        if (user === undefined) skipped += 1
        else if (user === 'hidden') return hiddenUser
        else if (list.isWanted(user)) users.set(user.id, user)
      }
      const next = parsed.data['@odata.nextLink'] ?? ''
      if (next === '' || users.size >= list.enough) break
      if (seen.has(next)) return failed('unreadable', 'the list of users links back to an earlier page')
      if (users.size > maxUsers || seen.size >= maxPages)
        return failed('too-long', 'the list of users is too long')
      target = next
    }
    if (skipped > 0) log.warn('graph.users-skipped', { skipped, kept: users.size })
    return { kind: 'ok', value: [...users.values()] }
  }

  /** Users with one of the values in the property. Checks the answer again: a wrong person is never taken. */
  const find = async (
    property: Property,
    values: readonly string[],
    call: PeopleCallOptions,
    enough = Infinity,
  ): Promise<UsersAnswer> => {
    const to = graphCall('GET /v1.0/users', {})
    if (to.kind === 'failed') return to
    const users = new Map<string, EntraUser>()
    const searchable = values.filter((value) => value !== '' && value.length <= maxValueLength)
    for (const some of chunksOf(searchable, maxValuesPerFilter)) {
      const wanted = new Set(some.map(folded))
      const list: UserList = {
        to: to.value,
        query: queryOf({
          $filter: filterOf(property.path, some),
          $select: select,
          ...(property.isAdvanced && { $count: 'true' }),
        }),
        isAdvanced: property.isAdvanced,
        isWanted: (user) => wanted.has(folded(property.read(user) ?? '')),
        enough,
      }
      const answer = await readUsers(list, call)
      if (answer.kind === 'failed') return answer
      for (const user of answer.value) users.set(user.id, user)
      if (users.size >= enough) break
    }
    return { kind: 'ok', value: [...users.values()] }
  }

  const findByBadge = (values: readonly string[], call: PeopleCallOptions): Promise<UsersAnswer> => {
    const path = isAttribute ? `onPremisesExtensionAttributes/${badge}` : badge
    const property = { path, isAdvanced: isBadgeAdvanced, read: (user: EntraUser) => user.badge }
    return find(property, values, call, enoughForBadge)
  }

  return {
    members: async (teamId, call) => {
      const to = graphCall('GET /v1.0/groups/{team}/members/microsoft.graph.user', { team: teamId })
      if (to.kind === 'failed') return to
      const query = queryOf({ $select: select, $top: `${pageSize}`, $count: 'true' })
      // The cast may count as an advanced query.
      const list = { to: to.value, query, isAdvanced: true, isWanted: () => true, enough: Infinity }
      return readUsers(list, call)
    },

    byBadge: async (values, call) => {
      const answer = await findByBadge(values, call)
      const mayNeedAdvanced = badge.startsWith('extension_') && !isBadgeAdvanced
      if (!mayNeedAdvanced || answer.kind === 'ok' || answer.failure.status !== 400) return answer
      isBadgeAdvanced = true
      return findByBadge(values, call)
    },

    byKey: (key, values, call) =>
      find({ path: key, isAdvanced: false, read: (user) => user[key] }, values, call),

    teamsOf: async (userId, teamIds, call) => {
      const to = graphCall('POST /v1.0/users/{user}/checkMemberGroups', { user: userId })
      if (to.kind === 'failed') return to
      const memberOf = new Set<string>()
      for (const groupIds of chunksOf(teamIds, maxTeamsPerCheck)) {
        const answer = await graph.request({ ...to.value, body: { groupIds }, ...call })
        if (answer.kind === 'failed') return answer
        const parsed = groups.safeParse(answer.value.json)
        if (!parsed.success) return failed('unreadable', 'the answer is not a list of groups')
        for (const id of parsed.data.value) memberOf.add(folded(id))
      }
      return { kind: 'ok', value: teamIds.filter((id) => memberOf.has(folded(id))) }
    },
  }
}

type UsersAnswer = GraphAnswer<readonly EntraUser[]>

interface Property {
  /** As a filter names it. */
  readonly path: string
  readonly isAdvanced: boolean
  read(user: EntraUser): string | undefined
}

interface UserList {
  readonly to: CallTarget
  readonly query: string
  readonly isAdvanced: boolean
  readonly isWanted: (user: EntraUser) => boolean
  /** Stops reading pages once this many users are found. */
  readonly enough: number
}

/** By Graph's metadata every property is nullable. */
const text = z.string().nullish().catch(undefined)
const userFields = z.looseObject({
  id: z.string().regex(guid),
  displayName: text,
  accountEnabled: z.boolean().nullish().catch(undefined),
  employeeId: text,
  userPrincipalName: text,
  mail: text,
  preferredLanguage: text,
  onPremisesExtensionAttributes: z.record(z.string(), z.unknown()).nullish().catch(undefined),
})

/** Graph sends at most 999 entries per page. */
const page = z.object({
  value: z.array(z.unknown()).max(5_000),
  '@odata.nextLink': z.string().nullish(),
})
const groups = z.object({ value: z.array(z.string()).max(1_000) })

/** Undefined: an entry without an ID. `hidden`: Graph shows only that the user exists. */
function parseUser(json: unknown, badge: BadgeProperty): EntraUser | 'hidden' | undefined {
  const parsed = userFields.safeParse(json)
  if (!parsed.success) return undefined
  const { data } = parsed
  // "Limited information returned for inaccessible member objects": all properties but the ID are null. No
  // real user is without both of these.
  if (typeof data.accountEnabled !== 'boolean' && typeof data.userPrincipalName !== 'string') return 'hidden'
  const texts = {
    badge: bounded(data.onPremisesExtensionAttributes?.[badge] ?? data[badge]),
    employeeId: bounded(data.employeeId),
    userPrincipalName: bounded(data.userPrincipalName),
    mail: bounded(data.mail),
    language: bounded(data.preferredLanguage),
  }
  return {
    id: data.id.toLowerCase(),
    displayName: cut(data.displayName ?? '', maxNameLength),
    isEnabled: data.accountEnabled !== false,
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
  }
}

/** A number that was cut off would be another number: a text that is too long is left out. */
function bounded(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength ? value : undefined
}

function selectOf(badge: BadgeProperty, isAttribute: boolean): string {
  const fields = ['id', 'displayName', 'accountEnabled', 'employeeId', 'userPrincipalName', 'mail']
  const badgeField = isAttribute ? 'onPremisesExtensionAttributes' : badge
  return [...new Set([...fields, 'preferredLanguage', badgeField])].join(',')
}

function queryOf(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}

/** `in` works wherever `eq` does ("Advanced query capabilities on Microsoft Entra ID objects"). */
function filterOf(path: string, values: readonly string[]): string {
  const [first = '', ...more] = values.map(quoted)
  return more.length === 0 ? `${path} eq ${first}` : `${path} in (${[first, ...more].join(', ')})`
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** Entra compares texts without regard to case. */
function folded(value: string): string {
  return value.toLowerCase()
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

const hiddenUser: GraphAnswer<never> = failed(
  'forbidden',
  'Graph shows users without their properties: User.Read.All is missing',
)

function failed(kind: GraphFailure['kind'], detail: string): GraphAnswer<never> {
  return { kind: 'failed', failure: { kind, detail } }
}
