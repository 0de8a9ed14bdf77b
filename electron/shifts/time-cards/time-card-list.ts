import type { CallOptions } from '../../graph/call-options.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'
import type { CallTarget } from '../../graph/graph-call.ts'
import type { Graph } from '../../graph/graph.ts'
import { parseTimeCardPage } from './time-card-schema.ts'
import type { TimeCard } from './time-cards.ts'

/** What the lists of one call may cost altogether, so that a tap never hangs on an endless list. */
export interface ListBudget {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal
  /** Takes one page off the budget; false when there is none left. */
  takePage(): boolean
  /** Ends the timer. */
  end(): void
}

const pagesACall = 20
/**
 * For the team's list while a person waits: at four requests a second two seconds' worth, which leaves time to ask for
 * the person's own cards and to end theirs before they are told that it is saved here.
 */
export const pagesWhilePersonWaits = 8
const msACall = 8_000

export function startListBudget(clock: Clock, most = pagesACall): ListBudget {
  const controller = new AbortController()
  const end = clock.after(msACall, () => controller.abort())
  let pages = most
  return {
    signal: controller.signal,
    takePage: () => pages-- > 0,
    end,
  }
}

export interface TimeCardList {
  readonly cards: readonly TimeCard[]
  /** How many entries were no time cards and were left out. */
  readonly skipped: number
  /** Whose those are, as far as they say so. */
  readonly unreadableOf: readonly string[]
  /** False where the budget, of pages or of time, ended before the list did. */
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
 * Reads a list page by page, following `@odata.nextLink` as it comes ("Paging Microsoft Graph data in your app").
 * Pages may be empty. A link that comes twice ends the reading, for it would never end by itself.
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
    // The same card on two pages has changed in between; the later one is the newer.
    for (const card of page.cards) cards.set(card.id, card)
    skipped += page.skipped
    unreadableOf.push(...page.unreadableOf)
    if (page.nextLink === undefined) {
      return { kind: 'ok', value: { cards: [...cards.values()], skipped, unreadableOf, complete: true } }
    }
    if (seen.has(page.nextLink))
      return failed('unreadable', 'the list of time cards leads back to a page it had')
    target = page.nextLink
  }
}

function failed(kind: 'unreadable', detail: string): GraphAnswer<never> {
  return { kind: 'failed', failure: { kind, detail } }
}
