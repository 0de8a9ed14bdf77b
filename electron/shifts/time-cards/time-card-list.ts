import type { CallOptions } from '../../graph/call-options.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'
import type { CallTarget } from '../../graph/graph-call.ts'
import type { Graph } from '../../graph/graph.ts'
import { parseTimeCardPage } from './time-card-schema.ts'
import type { TimeCard } from './time-cards.ts'

/** Limits on pages and time for all lists of one call, so that a tap never hangs on an endless list. */
export interface ListBudget {
  /** Aborted when the time is up. */
  readonly signal: AbortSignal
  /** Uses one page of the budget; false if none is left. */
  takePage(): boolean
  /** Ends the timer. */
  end(): void
}

const pagesPerCall = 20
/**
 * Page limit of the team's list while a person waits: two seconds at four requests per second. That leaves
 * time to request the person's own cards and to end one before *saved here* is shown.
 */
export const pagesWhilePersonWaits = 8
const msPerCall = 8_000

export function startListBudget(clock: Clock, maxPages = pagesPerCall): ListBudget {
  const controller = new AbortController()
  const end = clock.after(msPerCall, () => controller.abort())
  let pagesLeft = maxPages
  return {
    signal: controller.signal,
    takePage: () => pagesLeft-- > 0,
    end,
  }
}

export interface TimeCardList {
  readonly cards: readonly TimeCard[]
  /** How many entries were no time cards and were left out. */
  readonly skipped: number
  /** User ids of the skipped entries, if readable. */
  readonly unreadableOf: readonly string[]
  /** False if the budget (pages or time) ended before the list did. */
  readonly complete: boolean
}

export interface ListOptions {
  readonly graph: Graph
  /** The first page. */
  readonly first: CallTarget
  readonly call: CallOptions
  readonly budget: ListBudget
}

/**
 * Reads a list page by page, following `@odata.nextLink` unchanged ("Paging Microsoft Graph data in your
 * app"). Pages may be empty. A repeated link is an error, since the list would never end.
 */
export async function readTimeCardList(options: ListOptions): Promise<GraphAnswer<TimeCardList>> {
  const { graph, first, call, budget } = options
  const cards = new Map<string, TimeCard>()
  const seen = new Set<string>()
  let skipped = 0
  const unreadableOf: string[] = []
  let { target } = first
  for (;;) {
    if (!budget.takePage()) {
      return { kind: 'ok', value: { cards: [...cards.values()], skipped, unreadableOf, complete: false } }
    }
    const answer = await graph.request({ ...first, target, ...call, signal: budget.signal })
    if (answer.kind === 'failed') {
      if (!budget.signal.aborted || seen.size === 0) return answer
      return { kind: 'ok', value: { cards: [...cards.values()], skipped, unreadableOf, complete: false } }
    }
    seen.add(target)
    const page = parseTimeCardPage(answer.value.json)
    if (page === undefined) return failed('unreadable', 'the answer is not a page of a list')
    // A card on two pages was changed in between; the later one is newer.
    for (const card of page.cards) cards.set(card.id, card)
    skipped += page.skipped
    unreadableOf.push(...page.unreadableOf)
    if (page.nextLink === undefined) {
      return { kind: 'ok', value: { cards: [...cards.values()], skipped, unreadableOf, complete: true } }
    }
    if (seen.has(page.nextLink))
      return failed('unreadable', 'the list of time cards links back to an earlier page')
    target = page.nextLink
  }
}

function failed(kind: 'unreadable', detail: string): GraphAnswer<never> {
  return { kind: 'failed', failure: { kind, detail } }
}
