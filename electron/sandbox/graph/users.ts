import { badRequest, graphFailure, type GraphFailure } from './graph-errors.ts'
import { listAnswer, needOneOf, type GraphHandler, type GraphWorld } from './graph-world.ts'
import { parseFilter, passes, type Filter } from './odata-filter.ts'
import { readQuery, type Query } from './odata-query.ts'
import type { SandboxUser } from './user-store.ts'
import { Pager, type Page } from './paging.ts'
import type { Call } from '../call.ts'

const userPermissions = ['User.Read.All', 'Directory.Read.All']
const memberPermissions = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All']
const usualPageSize = 100

/** The fields returned without `$select`, from "Get a user". They exclude employeeId and accountEnabled. */
const usualFields = ['displayName', 'id', 'userPrincipalName']
const knownFields = [...usualFields, 'employeeId', 'accountEnabled', 'onPremisesExtensionAttributes']

/** `GET /users`, `GET /users/{id}` and `GET /groups/{id}/members/microsoft.graph.user`. */
export function userHandlers(
  world: GraphWorld,
): Readonly<Record<'list-users' | 'get-user' | 'list-members', GraphHandler>> {
  const usersPager = new Pager<SandboxUser>()
  const membersPager = new Pager<SandboxUser>()
  const denied = 'Authorization_RequestDenied'
  return {
    'list-users': (call, permissions) =>
      needOneOf(userPermissions, permissions, denied) ?? listUsers(world, usersPager, call, 'users'),
    'get-user': (call, permissions) =>
      needOneOf(userPermissions, permissions, denied) ?? getUser(world, call),
    'list-members': (call, permissions) => {
      const failure =
        needOneOf(memberPermissions, permissions, denied) ??
        needOneOf(userPermissions, permissions, denied) ??
        (call.route.ownerId.toLowerCase() === world.teamId.toLowerCase()
          ? undefined
          : noSuchResource(call)) ??
        (world.rules.memberCastIsAdvanced && !isAdvanced(call) ? unsupported() : undefined)
      return failure ?? listUsers(world, membersPager, call, 'users')
    },
  }
}

function getUser(world: GraphWorld, call: Call) {
  const query = readQuery(call.url, ['select'])
  if (query.kind === 'failure') return query
  const user = world.users.find(call.route.ownerId)
  if (user === undefined) return noSuchResource(call)
  const shown = show(user, query)
  if (shown.kind === 'failure') return shown
  return {
    status: 200,
    json: { '@odata.context': `${world.graphBase}/v1.0/$metadata#users/$entity`, ...shown.fields },
  }
}

function listUsers(world: GraphWorld, pager: Pager<SandboxUser>, call: Call, context: string) {
  const query = readQuery(call.url, ['filter', 'top', 'skipToken', 'select', 'count'])
  if (query.kind === 'failure') return query
  if (query.count === true && call.headers.get('ConsistencyLevel') !== 'eventual') return unsupported()
  const found = filterUsers(world.users.all(), query.filter, isAdvanced(call))
  if (found.kind === 'failure') return found
  const pageSize = Math.min(query.top ?? usualPageSize, world.pageSize)
  const page =
    query.skipToken === undefined
      ? pager.first(found.users, call.url, pageSize, world.rules.emptyPages)
      : pager.next(query.skipToken, call.url, world.rules.emptyPages)
  if (page.kind === 'failure') return page
  return showPage(world, query, context, page, found.users.length)
}

function showPage(world: GraphWorld, query: Query, context: string, page: Page<SandboxUser>, count: number) {
  const shown = page.items.map((user) => show(user, query))
  const failure = shown.find((one) => one.kind === 'failure') ?? checkSelect(query)
  if (failure) return failure
  const items = shown.flatMap((one) => (one.kind === 'shown' ? [one.fields] : []))
  return listAnswer(world.graphBase, context, { ...page, items }, query.count === true ? count : undefined)
}

function filterUsers(
  users: readonly SandboxUser[],
  text: string | undefined,
  advanced: boolean,
): { readonly kind: 'found'; readonly users: readonly SandboxUser[] } | GraphFailure {
  if (text === undefined) return { kind: 'found', users }
  const filter = parseFilter(text)
  if (filter === undefined) return badRequest('Invalid filter clause.')
  const failure = checkUserFilter(filter, advanced)
  if (failure) return failure
  return { kind: 'found', users: users.filter((user) => passes(filter, (path) => readUser(user, path))) }
}

function checkUserFilter(filter: Filter, advanced: boolean): GraphFailure | undefined {
  for (const { path } of filter.terms) {
    const isExtension = /^onPremisesExtensionAttributes\/extensionAttribute([1-9]|1[0-5])$/.test(path)
    if (!isExtension && !knownFields.includes(path)) {
      return badRequest(`Could not find a property named '${path}' on type 'microsoft.graph.user'.`)
    }
    if (path === 'onPremisesExtensionAttributes') return badRequest('Invalid filter clause.')
    if (isExtension && !advanced) return unsupported()
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

function noSuchResource(call: Call): GraphFailure {
  return graphFailure(
    404,
    'Request_ResourceNotFound',
    `Resource '${call.route.ownerId}' does not exist or one of its queried reference-property objects are not present.`,
  )
}

function readUser(user: SandboxUser, path: string): unknown {
  const [field, attribute] = path.split('/')
  const value = fieldsOf(user)[field ?? ''] ?? null
  return attribute === undefined ? value : (user.onPremisesExtensionAttributes?.[attribute] ?? null)
}

function fieldsOf(user: SandboxUser): Readonly<Record<string, unknown>> {
  const attributes = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`)
  return {
    id: user.id,
    displayName: user.displayName,
    userPrincipalName: user.userPrincipalName ?? `${user.id}@sandbox.example`,
    employeeId: user.employeeId ?? null,
    accountEnabled: user.accountEnabled ?? true,
    onPremisesExtensionAttributes: Object.fromEntries(
      attributes.map((name) => [name, user.onPremisesExtensionAttributes?.[name] ?? null]),
    ),
  }
}

function checkSelect(query: Query): GraphFailure | undefined {
  const unknown = query.select?.find((field) => !knownFields.includes(field))
  return unknown === undefined
    ? undefined
    : badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`)
}

function show(
  user: SandboxUser,
  query: Query,
): { readonly kind: 'shown'; readonly fields: Readonly<Record<string, unknown>> } | GraphFailure {
  const failure = checkSelect(query)
  if (failure) return failure
  const all = fieldsOf(user)
  return {
    kind: 'shown',
    fields: Object.fromEntries((query.select ?? usualFields).map((field) => [field, all[field]])),
  }
}
