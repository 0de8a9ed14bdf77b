import { expect, test } from 'vitest'
import { waitUntil } from '../support/wait-until.ts'
import { honest, hourMs, kioskAndTenant, minuteMs, type Box } from './kiosk-and-tenant.ts'

/**
 * A box that opens TLS mixes answers up, or gives an older one again: each has Graph's id, but names the request it was
 * made for, which is not the one that was sent.
 */

type World = Awaited<ReturnType<typeof kioskAndTenant>>
type Run = Awaited<ReturnType<World['run']>>

async function untilSettled(run: Run, taps: number): Promise<void> {
  await waitUntil('the tap to be settled', async () => {
    await run.live(1_000)
    return run.settled().length >= taps
  })
}

async function untilToken({ log, live }: Run): Promise<void> {
  await waitUntil('a token', async () => {
    await live(100)
    return log.of('token.acquired').length > 0
  })
}

/** Keeps the last answer to what `isKept` names. */
function keeping(isKept: (url: URL) => boolean) {
  let kept: Response | undefined
  const box: Box = (response, _, url) => {
    if (isKept(url)) kept = response.clone()
    return response
  }
  return { box, again: () => kept?.clone() }
}

const isClockOut = ({ pathname }: URL): boolean => pathname.endsWith('/clockOut')
const isList = ({ pathname }: URL): boolean => pathname.endsWith('/timeCards')

test('a replayed answer to an older clock-out does not count as done', async () => {
  const { tenant, run, addOpenCard, endOf, trueMs, between } = await kioskAndTenant()
  addOpenCard(trueMs() - 6 * hourMs)
  const kiosk = await run()
  await untilToken(kiosk)
  const { box, again } = keeping(isClockOut)
  between(box)
  await kiosk.tap()
  await untilSettled(kiosk, 1)
  await kiosk.live(hourMs)

  const card = addOpenCard(trueMs() - minuteMs)
  const held = tenant.faults.set({ kind: 'unsigned', status: 204 }, { routes: ['clock-out'] })
  between((response, _, url) => (isClockOut(url) ? again() : response))
  await kiosk.tap()
  await kiosk.live(2 * minuteMs)
  expect(held.hits).toBeGreaterThan(0)
  expect(kiosk.settled()).toHaveLength(1)
  expect(kiosk.log.of('health.alarm')).toContainEqual(expect.objectContaining({ alarm: 'in-the-way' }))

  held.clear()
  between(honest)
  await untilSettled(kiosk, 2)
  expect(kiosk.settled()[1]).toMatchObject({ as: 'confirmed' })
  expect(endOf(card)).not.toBeNaN()
})

test('a replayed older list of cards does not show somebody as not clocked in', async () => {
  const { run, addOpenCard, endOf, trueMs, between } = await kioskAndTenant()
  const kiosk = await run()
  await untilToken(kiosk)
  const { box, again } = keeping(isList)
  between(box)
  await kiosk.tap()
  await untilSettled(kiosk, 1)
  expect(kiosk.settled()).toMatchObject([{ as: 'refused' }])
  await kiosk.live(hourMs)

  const card = addOpenCard(trueMs() - minuteMs)
  between((response, _, url) => (isList(url) ? again() : response))
  await kiosk.tap()
  await kiosk.live(minuteMs)
  expect(kiosk.settled()).toHaveLength(1)

  between(honest)
  await untilSettled(kiosk, 2)
  expect(kiosk.settled()[1]).toMatchObject({ as: 'confirmed' })
  expect(endOf(card)).not.toBeNaN()
})

test('a replayed older answer does not change the time of a punch', async () => {
  const { run, addOpenCard, endOf, trueMs, between } = await kioskAndTenant()
  const kiosk = await run()
  await untilToken(kiosk)
  const { box, again } = keeping(isList)
  between(box)
  await kiosk.tap()
  await untilSettled(kiosk, 1)
  await kiosk.live(hourMs)

  const card = addOpenCard(trueMs() - 30 * minuteMs)
  const tappedAtMs = trueMs()
  between((response, _, url) => (isList(url) ? again() : response))
  await kiosk.tap()
  await kiosk.live(minuteMs)
  between(honest)
  await untilSettled(kiosk, 2)
  expect(kiosk.settled()[1]).toMatchObject({ as: 'confirmed' })
  expect(Math.abs(endOf(card) - tappedAtMs)).toBeLessThan(2 * minuteMs)
})
