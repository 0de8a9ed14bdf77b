import { graphCall } from '../../graph/graph-call.ts'
import type { GraphAnswer, GraphFailure } from '../../graph/graph-failure.ts'
import type { Graph } from '../../graph/graph.ts'
import { waysToListOpen } from './graph-time-cards.ts'
import { parseTimeCardPage } from './time-card-schema.ts'

/** Which lists of time cards a tenant supports. Which filters Graph accepts is undocumented. */
export interface ListFilters {
  /** How open cards can be listed: in one list, one per state, or only with all cards of the team. */
  readonly openCards: 'one-list' | 'list-per-state' | 'all-cards'
  /** Whether one person's cards can be requested. */
  readonly takesPerson: boolean
}

/** Belongs to nobody: only whether Graph accepts the filter matters. */
const nobody = "userId eq '00000000-0000-0000-0000-000000000000'"
const kinds = ['one-list', 'list-per-state', 'all-cards'] as const

/** Requests the first page of each list and ignores its contents. */
export async function readListFilters(graph: Graph, teamId: string): Promise<GraphAnswer<ListFilters>> {
  const byPerson = await readFirstPage(graph, teamId, nobody)
  const isRefused = byPerson !== undefined && isBadRequest(byPerson)
  if (byPerson !== undefined && !isRefused) return { kind: 'failed', failure: byPerson }
  for (const [way, openCards] of kinds.entries()) {
    const failure = await readWay(graph, teamId, waysToListOpen[way] ?? [undefined])
    if (failure === undefined) return { kind: 'ok', value: { openCards, takesPerson: !isRefused } }
    if (!isBadRequest(failure) || way === kinds.length - 1) return { kind: 'failed', failure }
  }
  return { kind: 'failed', failure: { kind: 'rejected', detail: 'no list of time cards is served' } }
}

async function readWay(
  graph: Graph,
  teamId: string,
  filters: readonly (string | undefined)[],
): Promise<GraphFailure | undefined> {
  for (const filter of filters) {
    const failure = await readFirstPage(graph, teamId, filter)
    if (failure !== undefined) return failure
  }
  return undefined
}

/** Undefined: the page was read. */
async function readFirstPage(
  graph: Graph,
  teamId: string,
  filter: string | undefined,
): Promise<GraphFailure | undefined> {
  const to = graphCall('GET /v1.0/teams/{team}/schedule/timeCards', { team: teamId })
  if (to.kind === 'failed') return to.failure
  const query = filter === undefined ? '' : `?$filter=${encodeURIComponent(filter)}`
  const answer = await graph.request({
    ...to.value,
    target: `${to.value.target}${query}`,
    priority: 'replay',
  })
  if (answer.kind === 'failed') return answer.failure
  return parseTimeCardPage(answer.value.json) === undefined
    ? { kind: 'unreadable', detail: 'the answer is not a page of a list' }
    : undefined
}

function isBadRequest({ kind, status }: GraphFailure): boolean {
  return kind === 'rejected' && status === 400
}
