import {
  type Answer,
  badRequest,
  header,
  type Incoming,
  isRefused,
  methodNotAllowed,
  read,
  refuse,
  unknownSegment,
} from './answers.ts'
import { isMatch, option, pageOf, readFilter } from './query.ts'
import type { Caller } from './sign-in.ts'

export interface Person {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
  readonly employeeId: string
  readonly extensionAttribute1: string
}

/** user-list.md (008316a), "Permissions", Application. */
const userReaders = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
/** group-list-members (learn:), "Permissions", Application. */
const memberReaders = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
]

/** user-list.md: "By default, only a limited set of properties are returned". */
const defaultProperties =
  'businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName'.split(
    ' ',
  )
/** The user's other properties that this tenant has; "Returned only on $select" (microsoft-graph-types 2.43.1, `User`). */
const otherProperties = [
  'accountEnabled',
  'department',
  'employeeId',
  'onPremisesExtensionAttributes',
  'userType',
]
/** user-list.md: "only supported when retrieving a single user", else 501. */
const onlySingle =
  'aboutMe birthday hireDate interests mySite pastProjects preferredName responsibilities schools skills mailboxSettings'.split(
    ' ',
  )

/** includes/filter-directory-objects.md (0a8bce9): the properties whose `eq` works by default. */
const filtersByDefault = [
  'accountEnabled',
  'department',
  'displayName',
  'employeeId',
  'id',
  'mail',
  'userPrincipalName',
]

function userOf(person: Person): Readonly<Record<string, unknown>> {
  const extensions = Array.from({ length: 15 }, (_, at) => [`extensionAttribute${at + 1}`, null] as const)
  return {
    ...Object.fromEntries([...defaultProperties, 'department'].map((name) => [name, null])),
    businessPhones: [],
    id: person.id,
    displayName: person.displayName,
    mail: person.userPrincipalName,
    userPrincipalName: person.userPrincipalName,
    accountEnabled: true,
    userType: 'Member',
    employeeId: person.employeeId,
    onPremisesExtensionAttributes: {
      ...Object.fromEntries(extensions),
      extensionAttribute1: person.extensionAttribute1,
    },
  }
}

export interface DirectoryGiven {
  readonly graphUrl: () => string
  readonly people: readonly Person[]
  /** A team's members; undefined: no such group. "The group has the same ID as the team" (resources/team.md, 0445f69). */
  readonly membersOf: (groupId: string) => readonly string[] | undefined
}

export interface Directory {
  readonly users: (rest: readonly string[], request: Incoming, caller: Caller) => Answer
  readonly groups: (rest: readonly string[], request: Incoming, caller: Caller) => Answer
}

export function openDirectory(given: DirectoryGiven): Directory {
  const contextOf = (what: string) => ({ '@odata.context': `${given.graphUrl()}/v1.0/$metadata#${what}` })
  const mayReadUsers = (caller: Caller) => userReaders.some((role) => caller.roles.includes(role))

  const collection = (
    request: Incoming,
    people: readonly Person[],
    shape: (user: object) => object,
  ): Answer => {
    const refused = faultOfOptions(request)
    if (refused !== undefined) return refused
    // concepts/aad-advanced-queries.md (04/14/2023): both the header and `$count=true`, else an error.
    const isEventual = header(request, 'ConsistencyLevel')?.toLowerCase() === 'eventual'
    const isCounted = isEventual && option(request, 'count')?.toLowerCase() === 'true'
    const text = option(request, 'filter')
    const filter = text === undefined ? read([[]]) : readFilter(text)
    if (isRefused(filter)) return unsupported(text ?? '')
    for (const { property, operator } of filter.value.flat()) {
      const isExtension = /^onPremisesExtensionAttributes\/extensionAttribute([1-9]|1[0-5])$/.test(property)
      if (!isExtension && !filtersByDefault.includes(property)) return unsupported(property)
      if (!['eq', 'ne', 'in'].includes(operator)) return unsupported(property)
      // aad-advanced-queries.md: `in` works wherever `eq` does. microsoft-graph-types (`User.employeeId`)
      // says so too; the include's table leaves `in` blank for employeeId.
      const isDefault = !isExtension && operator !== 'ne'
      if (!isDefault && !isCounted) return unsupported(property)
    }
    const users = people.map(userOf).filter((user) =>
      isMatch(filter.value, (property) => {
        const [name = '', inner] = property.split('/')
        const value = user[name]
        return inner === undefined ? value : (value as Readonly<Record<string, unknown>>)[inner]
      }),
    )
    const page = pageOf({
      request,
      graphUrl: given.graphUrl(),
      items: users,
      // Silent: the order without `$orderby`, which this tenant does not have for users.
      positionOf: (user) => String(user['id']),
      isDescending: false,
      // learn: answers 120381 and 1129204: 100 by default, 999 at most.
      size: Number(option(request, 'top') ?? 100),
    })
    if (isRefused(page)) return page
    // concepts/paging.md: "`@odata.count` … only in the first page". aad-advanced-queries.md: without the header `$count=true`
    // is silently ignored.
    const count = isCounted && page.value.isFirst ? { '@odata.count': users.length } : {}
    const value = page.value.items.map((user) => shape(selected(request, user)))
    return { status: 200, json: { ...contextOf('users'), ...count, ...page.value.link, value } }
  }

  /** user-checkmembergroups.md (1171781): both permissions, at most 20 groups, 200 and a collection of strings. */
  const checkGroups = (id: string, request: Incoming, caller: Caller): Answer => {
    if (request.method !== 'POST') return methodNotAllowed()
    const mayReadGroups = memberReaders.some((role) => caller.roles.includes(role))
    if (!mayReadUsers(caller) || !mayReadGroups) return denied()
    const found = given.people.find((person) => [person.id, person.userPrincipalName].includes(id))
    if (found === undefined) return missing(id)
    const groupIds = groupIdsIn(request.body)
    if (groupIds === undefined) return badRequest('Invalid groupIds.')
    // Silent: a group that does not exist.
    const value = groupIds.filter((groupId) => given.membersOf(groupId)?.includes(found.id))
    return { status: 200, json: { ...contextOf('Collection(Edm.String)'), value } }
  }

  return {
    users([id, verb], request, caller) {
      if (id !== undefined && verb?.toLowerCase() === 'checkmembergroups')
        return checkGroups(id, request, caller)
      if (verb !== undefined) return unknownSegment(verb)
      if (request.method !== 'GET') return methodNotAllowed()
      if (!mayReadUsers(caller)) return denied()
      if (id === undefined) return collection(request, given.people, (user) => user)
      // user-get.md: "GET /users/{id | userPrincipalName}", and `$select` as in a list.
      const found = given.people.find((person) => [person.id, person.userPrincipalName].includes(id))
      if (found === undefined) return missing(id)
      return {
        status: 200,
        json: { ...contextOf('users/$entity'), ...selected(request, userOf(found)) },
      }
    },
    groups([id, members, cast, ...more], request, caller) {
      if (request.method !== 'GET') return methodNotAllowed()
      const isMembers = members?.toLowerCase() === 'members' && more.length === 0
      if (id === undefined || !isMembers) return unknownSegment(members)
      // group-list-members (learn:): "OData cast is also enabled", /groups/{id}/members/microsoft.graph.user.
      if (cast !== undefined && cast !== 'microsoft.graph.user') return unknownSegment(cast)
      if (!memberReaders.some((role) => caller.roles.includes(role))) return denied()
      const ids = given.membersOf(id)
      if (ids === undefined) return missing(id)
      const people = given.people.filter((person) => ids.includes(person.id))
      return collection(request, people, (user) => {
        const type = { '@odata.type': '#microsoft.graph.user' }
        if (mayReadUsers(caller)) return cast === undefined ? { ...type, ...user } : user
        // The page's "Important": without the permission to read the type, `@odata.type` and `id`, the rest null.
        const hidden = Object.keys(user).map((name) => [name, null] as const)
        return { ...type, ...Object.fromEntries(hidden), ...('id' in user ? { id: user.id } : {}) }
      })
    },
  }
}

function groupIdsIn(body: string): readonly string[] | undefined {
  const json: unknown = body === '' ? undefined : JSON.parse(body)
  const ids: unknown =
    typeof json === 'object' && json !== null && 'groupIds' in json ? json.groupIds : undefined
  if (!Array.isArray(ids) || ids.length > 20) return undefined
  return ids.every((id): id is string => typeof id === 'string' && /^[\da-f-]{36}$/i.test(id))
    ? ids
    : undefined
}

function faultOfOptions(request: Incoming): Answer | undefined {
  const top = option(request, 'top')
  if (top !== undefined && !/^[1-9]\d{0,2}$/.test(top)) {
    return badRequest(`Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`)
  }
  // user-list.md: "`$skip` isn't supported".
  if (option(request, 'skip') !== undefined) return badRequest("'$skip' is not supported by the service.")
  for (const name of option(request, 'select')?.split(',') ?? []) {
    if (onlySingle.includes(name)) return refuse(501, 'NotImplemented', `'${name}' is not for a collection.`)
    // Silent: a property that the type does not have.
    if (![...defaultProperties, ...otherProperties].includes(name)) {
      return badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.user'.`)
    }
  }
  return undefined
}

function selected(request: Incoming, user: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = option(request, 'select')?.split(',') ?? defaultProperties
  // Silent: `id` comes only where it is selected.
  return Object.fromEntries(Object.entries(user).filter(([name]) => names.includes(name)))
}

/** Shown by learn: answers 577870 (2021-10-05) for a filter that lacks the header; aad-advanced-queries.md has the code. */
const unsupported = (property: string) =>
  refuse(
    400,
    'Request_UnsupportedQuery',
    `Unsupported or invalid query filter clause specified for property '${property}' of resource 'User'.`,
  )
/** Silent: the codes of the directory for 403 and 404. */
const denied = () =>
  refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
const missing = (id: string) =>
  refuse(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried objects is not present.`,
  )
