import { expect, test } from 'vitest'
import type { Fault } from '../../electron/sandbox/injected-faults.ts'
import { waitUntil } from '../support/wait-until.ts'
import { hourMs, kioskAndTenant, minuteMs } from './kiosk-and-tenant.ts'

/** What Graph gave no id is no answer of Graph's: it settles no tap. */

const refusal = { error: { code: 'Forbidden', message: 'Blocked by policy.' } }
type World = Awaited<ReturnType<typeof kioskAndTenant>>
type Run = Awaited<ReturnType<World['run']>>

async function untilToken({ log, live }: Run): Promise<void> {
  await waitUntil('a token', async () => {
    await live(100)
    return log.of('token.acquired').length > 0
  })
}

async function untilSettled(run: Run): Promise<void> {
  await waitUntil('the tap to be settled', async () => {
    await run.live(1_000)
    return run.settled().length > 0
  })
}

test.each<[string, Extract<Fault, { kind: 'unsigned' }>]>([
  ['403', { kind: 'unsigned', status: 403, json: refusal }],
  ['400', { kind: 'unsigned', status: 400, json: refusal }],
  ['404', { kind: 'unsigned', status: 404 }],
  ['431', { kind: 'unsigned', status: 431 }],
  ['429', { kind: 'unsigned', status: 429, json: refusal, retryAfter: '30' }],
  ['200 with an empty list', { kind: 'unsigned', status: 200, json: { value: [] } }],
])('a list of cards answered by something else with %s settles nothing', async (_, fault) => {
  const { tenant, run, addOpenCard, trueMs } = await kioskAndTenant()
  addOpenCard(trueMs() - 6 * hourMs)
  const kiosk = await run()
  await untilToken(kiosk)
  const inTheWay = tenant.faults.set(fault, { routes: ['list-time-cards'] })
  await kiosk.tap()
  await kiosk.live(minuteMs)
  expect(inTheWay.hits).toBeGreaterThan(0)
  expect(kiosk.settled()).toEqual([])
  expect(kiosk.log.of('health.alarm')).toContainEqual(expect.objectContaining({ alarm: 'in-the-way' }))
  inTheWay.clear()
  await untilSettled(kiosk)
  expect(kiosk.settled()).toMatchObject([{ as: 'confirmed' }])
  expect(kiosk.log.of('health.cleared')).toContainEqual({ alarm: 'in-the-way' })
})

test('a card reported as clocked out by something on the way is not shown as done', async () => {
  const { tenant, run, addOpenCard, endOf, trueMs } = await kioskAndTenant()
  const card = addOpenCard(trueMs() - 6 * hourMs)
  const kiosk = await run()
  await untilToken(kiosk)
  tenant.faults.set({ kind: 'answer-lost-before' }, { routes: ['clock-out'], times: 1 })
  const event = { dateTime: new Date(trueMs()).toISOString(), isAtApprovedLocation: true }
  const json = { ...tenant.card(card), state: 'clockedOut', clockOutEvent: event }
  const inTheWay = tenant.faults.set({ kind: 'unsigned', status: 200, json }, { routes: ['get-time-card'] })
  await kiosk.tap()
  await kiosk.live(minuteMs)
  expect(inTheWay.hits).toBeGreaterThan(0)
  expect(kiosk.settled()).toEqual([])
  inTheWay.clear()
  await untilSettled(kiosk)
  expect(endOf(card)).not.toBeNaN()
})
