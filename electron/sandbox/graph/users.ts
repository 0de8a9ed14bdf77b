import { badRequest, graphFailure, type GraphFailure } from './graph-errors.ts'
import { listAnswer, needOneOf, type GraphHandler, type GraphWorld } from './graph-world.ts'
import { comparisonsOf, parseFilter, passes, type Filter } from './odata-filter.ts'
import { readQuery, type Query } from './odata-query.ts'
import type { SandboxUser } from './user-store.ts'
import { isDirectoryExtension, isUserProperty, readUser, showUser, type Shown } from './user-properties.ts'
import { Pager, type Page } from './paging.ts'
import type { Call } from '../call.ts'

export const userPermissions = ['User.Read.All', 'Directory.Read.All']
export const memberPermissions = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All']
const usualPageSize = 100
const denied = 'Authorization_RequestDenied'

/** `GET /users`, `GET /users/{id}` and `GET /groups/{id}/members/microsoft.graph.user`. */
export function userHandlers(
  world: GraphWorld,
): Readonly<Record<'list-users' | 'get-user' | 'list-members', GraphHandler>> {
  const usersPager = new Pager<SandboxUser>()
  const membersPager = new Pager<SandboxUser>()
  return {
    'list-users': (call, permissions) =>
      needOneOf(userPermissions, permissions, denied) ??
      listUsers({ world, pager: usersPager, users: world.users.all(), shown: 'all' }, call),
    'get-user': (call, permissions) =>
      needOneOf(userPermissions, permissions, denied) ?? getUser(world, call),
    'list-members': (call, permissions) => {
      const mayRead = needOneOf(userPermissions, permissions, denied)
      const failure =
        needOneOf(memberPermissions, permissions, denied) ??
        (world.rules.inaccessibleMembers === 'refuse' ? mayRead : undefined) ??
        (world.groups.has(call.route.ownerId) ? undefined : noSuchResource(call.route.ownerId)) ??
        (world.rules.memberCastIsAdvanced && !isAdvanced(call) ? unsupported() : undefined)
      if (failure) return failure
      const users = world.groups
        .membersOf(call.route.ownerId)
        .flatMap((userId) => world.users.find(userId) ?? [])
      const shown = mayRead === undefined ? 'all' : 'limited'
      return listUsers({ world, pager: membersPager, users, shown }, call)
    },
  }
}

function getUser(world: GraphWorld, call: Call) {
  const query = readQuery(call.url, ['select'])
  if (query.kind === 'failure') return query
  const user = world.users.find(call.route.ownerId)
  if (user === undefined) return noSuchResource(call.route.ownerId)
  const failure = checkSelect(query)
  if (failure) return failure
  return {
    status: 200,
    json: {
      '@odata.context': `${world.graphBase}/v1.0/$metadata#users/$entity`,
      ...showUser(user, query.select, 'all'),
    },
  }
}

interface UserList {
  readonly world: GraphWorld
  readonly pager: Pager<SandboxUser>
  readonly users: readonly SandboxUser[]
  readonly shown: Shown
}

function listUsers({ world, pager, users, shown }: UserList, call: Call) {
  const query = readQuery(call.url, ['filter', 'top', 'skipToken', 'select', 'count'])
  if (query.kind === 'failure') return query
  if (query.count === true && call.headers.get('ConsistencyLevel') !== 'eventual') return unsupported()
  const failure = checkSelect(query)
  if (failure) return failure
  const found = filterUsers(world, users, query.filter, isAdvanced(call))
  if (found.kind === 'failure') return found
  const pageSize = Math.min(query.top ?? usualPageSize, world.pageSize)
  const page: Page<SandboxUser> | GraphFailure =
    query.skipToken === undefined
      ? pager.first(found.users, call.url, pageSize, world.rules.emptyPages)
      : pager.next(query.skipToken, call.url, world.rules.emptyPages)
  if (page.kind === 'failure') return page
  const items = page.items.map((user) => showUser(user, query.select, shown))
  const count = query.count === true ? found.users.length : undefined
  return listAnswer(world.graphBase, 'users', { ...page, items }, count)
}

function filterUsers(
  { users: all, rules }: GraphWorld,
  users: readonly SandboxUser[],
  text: string | undefined,
  advanced: boolean,
): { readonly kind: 'found'; readonly users: readonly SandboxUser[] } | GraphFailure {
  if (text === undefined) return { kind: 'found', users }
  const ignoresCase = !rules.userFilterIsCaseSensitive
  const filter = parseFilter(withoutIn(ignoresCase ? withFoldedTexts(text) : text))
  if (filter === undefined) return badRequest('Invalid filter clause.')
  const isKnown = (path: string): boolean =>
    isDirectoryExtension(path) ? all.hasDirectoryExtension(path) : isUserProperty(path)
  const failure = checkUserFilter(filter, { advanced, isKnown, rules })
  if (failure) return failure
  const read = (user: SandboxUser, path: string): unknown => {
    const value = readUser(user, path)
    return ignoresCase && typeof value === 'string' ? value.toLowerCase() : value
  }
  return { kind: 'found', users: users.filter((user) => passes(filter, (path) => read(user, path))) }
}

/** `a in ('x', 'y')` is short for `a eq 'x' or a eq 'y'`. */
function withoutIn(text: string): string {
  return text.replace(/^([\w/]+) in \(((?:\s*'(?:[^']|'')*'\s*,?)+)\)$/, (_, path: string, list: string) =>
    Array.from(list.matchAll(/'(?:[^']|'')*'/g), ([literal]) => `${path} eq ${literal}`).join(' or '),
  )
}

function withFoldedTexts(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, (literal) => literal.toLowerCase())
}

function checkUserFilter(
  filter: Filter,
  {
    advanced,
    isKnown,
    rules,
  }: {
    readonly advanced: boolean
    readonly isKnown: (path: string) => boolean
    readonly rules: GraphWorld['rules']
  },
): GraphFailure | undefined {
  for (const { path, operator } of comparisonsOf(filter)) {
    const isExtension = /^onPremisesExtensionAttributes\/extensionAttribute([1-9]|1[0-5])$/.test(path)
    if (!isExtension && !isKnown(path)) {
      return badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.user'.`)
    }
    if (path === 'onPremisesExtensionAttributes') return badRequest('Invalid filter clause.')
    if (operator !== 'eq' && operator !== 'ne') return badRequest(`Unsupported operator '${operator}'.`)
    const needsAdvanced =
      isExtension || operator === 'ne' || (isDirectoryExtension(path) && rules.directoryExtensionIsAdvanced)
    if (needsAdvanced && !advanced) return unsupported()
  }
  return undefined
}

/** See Microsoft's page "Advanced query capabilities on Microsoft Entra ID objects". */
function isAdvanced(call: Call): boolean {
  return call.headers.get('ConsistencyLevel') === 'eventual' && call.url.searchParams.get('$count') === 'true'
}

function unsupported(): GraphFailure {
  return graphFailure(
    400,
    'Request_UnsupportedQuery',
    'This query needs the header ConsistencyLevel: eventual and $count=true.',
  )
}

export function noSuchResource(id: string): GraphFailure {
  return graphFailure(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )
}

function checkSelect(query: Query): GraphFailure | undefined {
  const unknown = query.select?.find((field) => !isUserProperty(field) && !isDirectoryExtension(field))
  return unknown === undefined
    ? undefined
    : badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`)
}
