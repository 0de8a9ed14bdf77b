import { NotSeen, Unforeseen, type GraphCase, type Seen } from './graph-case.ts'
import type { TestedTenant } from './tested-tenant.ts'

export interface CaseResult {
  readonly given: GraphCase
  readonly seen: Seen
  /** Ids of cards that could not be deleted afterwards. */
  readonly leftBehind: readonly string[]
}

/** Runs one case, and deletes the cards it has made. Throws only over a fault of the test itself. */
export async function runCase(given: GraphCase, tenant: TestedTenant): Promise<CaseResult> {
  const seen = await see(given, tenant)
  return { given, seen, leftBehind: given.changes === 'nothing' ? [] : await tenant.cards.removeAll() }
}

async function see(given: GraphCase, tenant: TestedTenant): Promise<Seen> {
  const notSeen = await whyNotSeen(given, tenant)
  if (notSeen !== undefined) return { kind: 'not-seen', why: notSeen }
  try {
    const seen = await given.run(tenant)
    return typeof seen === 'string' ? { kind: 'answer', name: seen } : { kind: 'answer', ...seen }
  } catch (problem) {
    if (problem instanceof NotSeen) return { kind: 'not-seen', why: problem.message }
    if (problem instanceof Unforeseen) return { kind: 'unforeseen', description: problem.message }
    throw problem
  }
}

async function whyNotSeen(given: GraphCase, tenant: TestedTenant): Promise<string | undefined> {
  if (given.notProbed !== undefined && tenant.standIn === undefined) return given.notProbed
  if (given.needs === undefined) return undefined
  const permissions = await tenant.permissions()
  const isMissing = permissions !== undefined && !permissions.includes(given.needs)
  return isMissing ? `the app has no ${given.needs}` : undefined
}
