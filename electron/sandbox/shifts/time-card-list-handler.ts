import { badRequest, type GraphFailure } from '../graph/graph-errors.ts'
import { listAnswer, type GraphHandler, type GraphWorld } from '../graph/graph-world.ts'
import { formOf, parseFilter, passes, type Filter } from '../graph/odata-filter.ts'
import { readQuery } from '../graph/odata-query.ts'
import { Pager } from '../graph/paging.ts'
import type { TimeCardResource } from './time-card-store.ts'

const states = ['clockedIn', 'onBreak', 'clockedOut', 'unknownFutureValue']

/**
 * `GET /teams/{id}/schedule/timeCards`: "List timeCard" with `$filter`, `$top` and `$skipToken`.
 */
export function timeCardListHandler(world: GraphWorld): GraphHandler {
  const pager = new Pager<string>()
  return (call) => {
    const query = readQuery(call.url, ['filter', 'top', 'skipToken'])
    if (query.kind === 'failure') return query
    const { rules, pageSize } = world
    if (query.top !== undefined && rules.top === 'refuse')
      return badRequest("The query option '$top' is not allowed.")
    const top = rules.top === 'honor' ? query.top : undefined
    const visible = world.cards.all(rules.listLagMs === 0 ? Infinity : call.atMs - rules.listLagMs)
    const found = select(visible, query.filter, rules)
    if ('kind' in found) return found
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
  rules: GraphWorld['rules'],
): readonly TimeCardResource[] | GraphFailure {
  if (filterText === undefined) return cards
  const filter = parseFilter(filterText)
  if (filter === undefined) return badRequest('Invalid filter clause.')
  const failure = checkFilter(filter, rules.filters)
  if (failure && rules.otherFilters === 'ignore') return cards
  return failure ?? cards.filter((card) => passes(filter, (path) => read(card, path)))
}

function checkFilter(filter: Filter, answered: readonly string[]): GraphFailure | undefined {
  const form = formOf(filter)
  if (form === undefined || !answered.includes(form)) {
    return badRequest(
      `The entity property '${filter.terms[0]?.path ?? ''}' and operationKind 'Equal' is not allowed in $filter query.`,
    )
  }
  const unknown = filter.terms.find(({ path, literal }) => path === 'state' && !states.includes(literal))
  return unknown && badRequest(`'${unknown.literal}' is not a value of timeCardState.`)
}

function read(card: TimeCardResource, path: string): string {
  return path === 'state' ? card.state : card.userId
}
