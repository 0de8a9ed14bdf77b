import { describe, expect, test } from 'vitest'
import { sameVisitMs } from '../../electron/kiosk/flow/repeated-taps.ts'
import { hourMs, kioskAndTenant, minuteMs, type Box } from '../kiosk/kiosk-and-tenant.ts'
import { waitUntil } from '../support/wait-until.ts'
import { silentCases } from './cases/index.ts'
import { pairwise } from './pairwise.ts'

/** What bears on a tap. The rest is about what the kiosk does not do. */
const bearing = silentCases.filter(({ id }) =>
  /^(?:answer|error|acts-as|clock-out|break|put\.(?!future|open|without)|list\.(?!next|filter\.user-and)|get|card\.date|throttling)/.test(
    id,
  ),
)
const rows = pairwise(Object.fromEntries(bearing.map(({ id, answers }) => [id, Object.keys(answers)])))

/** Where a tap's time is kept least finely, and the tolerance of a clock-out that arrives late. */
const farthestMs = 3 * minuteMs
const offline: Box = () => undefined
/** Sooner, a tap that waits for a manager is shown again and makes no other. */
const betweenVisitsMs = sameVisitMs + minuteMs

async function kioskOver(row: Readonly<Record<string, string>>) {
  const parts = await kioskAndTenant()
  const { rules } = parts.tenant
  for (const { id, answers } of bearing) answers[row[id] ?? '']?.setting?.(rules)
  /** A card that reads as open for so long after a clock-out is ended once more: no client can tell. */
  const mayBeSentTwice = row['get.lag'] === 'not within the wait'
  return { ...parts, mayBeSentTwice, running: await parts.run() }
}

type Parts = Awaited<ReturnType<typeof kioskOver>>

/** Taps once, and lives on until the tap is settled. */
async function tap({ running, trueMs }: Parts, between: () => Promise<void> = () => Promise.resolve()) {
  const count = running.settled().length
  const atMs = trueMs()
  await running.tap()
  await between()
  await waitUntil('the tap to be settled', async () => {
    await running.live(5_000)
    return running.settled().length > count
  })
  return { atMs, as: running.settled()[count] }
}

/** Confirmed, and then the card says so; or parked, superseded or refused, with a reason. Never more than one clock-out. */
function mustBeTrue(
  { tenant, endOf, mayBeSentTwice }: Parts,
  cardId: string,
  { atMs, as }: Awaited<ReturnType<typeof tap>>,
): void {
  const sent = tenant.ledger.filter((change) => change.cardId === cardId && change.kind === 'clockOut')
  expect(sent.length).toBeLessThanOrEqual(mayBeSentTwice ? 2 : 1)
  if (as?.['as'] === 'confirmed') {
    expect(tenant.card(cardId)?.state).toBe('clockedOut')
    expect(Math.abs(endOf(cardId) - atMs)).toBeLessThanOrEqual(farthestMs)
    return
  }
  expect(['parked', 'superseded', 'refused']).toContain(as?.['as'])
  if (as?.['as'] === 'superseded') return
  expect(as?.['reason']).toMatch(/^[a-z-]+$/)
  // Each tap has a card that was open.
  expect(as?.['reason']).not.toBe('not-clocked-in')
}

test('the rows cover every pair of answers', () => {
  for (const [index, one] of bearing.entries()) {
    for (const other of bearing.slice(index + 1)) {
      for (const name of Object.keys(one.answers)) {
        for (const otherName of Object.keys(other.answers)) {
          const isThere = rows.some((row) => row[one.id] === name && row[other.id] === otherName)
          expect(isThere, `${one.id} ${name}, ${other.id} ${otherName}`).toBe(true)
        }
      }
    }
  }
})

describe.each(rows.map((row, index) => ({ row, index })))('answers, row $index', ({ row }) => {
  test('each tap ends up confirmed, parked or refused, and never falsely', async () => {
    const parts = await kioskOver(row)
    const { tenant, addOpenCard, trueMs, between, running } = parts
    const personId = '7d5f0f0e-0000-4000-8000-000000000001'

    const outcomes: unknown[] = []
    const judge = (cardId: string, outcome: Awaited<ReturnType<typeof tap>>): void => {
      mustBeTrue(parts, cardId, outcome)
      outcomes.push(outcome.as?.['as'])
    }
    judge(addOpenCard(trueMs() - 6 * hourMs), await tap(parts))
    await running.live(betweenVisitsMs)

    const since = { clockedInAtMs: trueMs() - 20_000, onBreakSinceMs: trueMs() - 10_000 }
    const onBreak = tenant.addCard({ userId: personId, ...since }).id
    judge(onBreak, await tap(parts))
    await running.live(betweenVisitsMs)

    const lost = addOpenCard(trueMs() - 10_000)
    tenant.faults.set({ kind: 'answer-lost-after' }, { routes: ['clock-out'], times: 1 })
    judge(lost, await tap(parts))
    await running.live(betweenVisitsMs)

    const late = addOpenCard(trueMs() - 10_000)
    between(offline)
    const waiting = async (): Promise<void> => {
      await running.live(4 * minuteMs)
      between((response) => response)
    }
    judge(late, await tap(parts, waiting))
    // Nothing but a refusal of the service, or its lag, keeps a tap from being confirmed.
    const isLate = row['get.lag'] === 'not within the wait'
    const isRefused = row['clock-out.refusal-status'] === '403' || row['put.confirmed-by'] === 'refused'
    if (!isLate && !isRefused) expect(outcomes).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed'])
  })
})
