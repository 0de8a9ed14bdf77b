import { badRequest, type GraphFailure } from '../graph/graph-errors.ts'
import { listAnswer, type GraphHandler, type GraphWorld } from '../graph/graph-world.ts'
import {
  comparisonsOf,
  formOf,
  parseFilter,
  passes,
  type Filter,
  type Operator,
} from '../graph/odata-filter.ts'
import { readQuery } from '../graph/odata-query.ts'
import { Pager } from '../graph/paging.ts'
import type { TimeCardResource } from './time-card-store.ts'

const states = ['clockedIn', 'onBreak', 'clockedOut', 'unknownFutureValue']

/**
 * `GET /teams/{id}/schedule/timeCards`: "List timeCard" with `$filter`, `$orderby`, `$top` and `$skipToken`.
 */
export function timeCardListHandler(world: GraphWorld): GraphHandler {
  const pager = new Pager<string>()
  return (call) => {
    const query = readQuery(call.url, ['filter', 'orderBy', 'top', 'skipToken'])
    if (query.kind === 'failure') return query
    const { rules, pageSize } = world
    if (query.top !== undefined && rules.top === 'refuse')
      return badRequest("The query option '$top' is not allowed.")
    const top = rules.top === 'honor' ? query.top : undefined
    const visible =
      rules.listLagMs === 0 ? world.cards.all() : world.cards.allAsOf(call.atMs - rules.listLagMs)
    const found = select(visible, query.filter, query.orderBy, rules)
    if (!Array.isArray(found)) return found
    const page =
      query.skipToken === undefined
        ? pager.first(
            found.map(({ id }) => id),
            call.url,
            Math.min(top ?? pageSize, pageSize),
            rules.emptyPages,
          )
        : pager.next(query.skipToken, call.url, rules.emptyPages)
    if (page.kind === 'failure') return page
    const byId = new Map(visible.map((card) => [card.id, card]))
    const items = page.items.flatMap((id) => byId.get(id) ?? [])
    const context = `teams('${world.teamId}')/schedule/timeCards`
    return listAnswer(world.graphBase, context, { ...page, items })
  }
}

function select(
  cards: readonly TimeCardResource[],
  filterText: string | undefined,
  orderBy: string | undefined,
  rules: GraphWorld['rules'],
): TimeCardResource[] | GraphFailure {
  let kept = [...cards]
  if (filterText !== undefined) {
    const filter = parseFilter(filterText)
    const failure = checkFilter(filter, rules.filters)
    const isIgnored = failure !== undefined && rules.otherFilters === 'ignore' && isOfStateAndUser(filter)
    if (filter === undefined || (failure && !isIgnored))
      return failure ?? badRequest('Invalid filter clause.')
    if (!isIgnored) kept = kept.filter((card) => passes(filter, (path) => read(card, path)))
  }
  if (orderBy === undefined) return kept
  const match = /^(\S+)(?:\s+(asc|desc))?$/.exec(orderBy.trim())
  const [, path, direction] = match ?? []
  if (path === undefined || !rules.orderBy.includes(path)) {
    return badRequest(`Ordering by '${orderBy}' is not supported.`)
  }
  const sign = direction === 'desc' ? -1 : 1
  return kept.sort((one, other) => sign * read(one, path).localeCompare(read(other, path)))
}

function checkFilter(filter: Filter | undefined, answered: readonly string[]): GraphFailure | undefined {
  if (filter === undefined) return badRequest('Invalid filter clause.')
  const form = formOf(filter)
  if (form === undefined || !answered.includes(form)) {
    const [first] = comparisonsOf(filter)
    return badRequest(
      `The entity property '${first?.path ?? ''}' and operationKind '${operationOf(first?.operator)}' is not allowed in $filter query.`,
    )
  }
  const unknown = comparisonsOf(filter).find(
    ({ path, literal }) => path === 'state' && !states.some((state) => state === literal),
  )
  return unknown && badRequest(`'${String(unknown.literal)}' is not a value of timeCardState.`)
}

function isOfStateAndUser(filter: Filter | undefined): boolean {
  return (
    filter !== undefined && comparisonsOf(filter).every(({ path }) => path === 'state' || path === 'userId')
  )
}

/**
 * The service's own wording, from a public report of 2023-11-07 about a comparison of
 * `clockInEvent/dateTime`.
 */
function operationOf(operator: Operator | undefined): string {
  const names = {
    eq: 'Equal',
    ne: 'NotEqual',
    gt: 'GreaterThan',
    ge: 'GreaterThanOrEqual',
    lt: 'LessThan',
    le: 'LessThanOrEqual',
  } as const
  return operator === undefined ? '' : names[operator]
}

function read(card: TimeCardResource, path: string): string {
  switch (path) {
    case 'state':
      return card.state
    case 'userId':
      return card.userId
    case 'clockInEvent/dateTime':
      return card.clockInEvent.dateTime
    case 'createdDateTime':
      return card.createdDateTime
    case 'lastModifiedDateTime':
      return card.lastModifiedDateTime
    default:
      return ''
  }
}
