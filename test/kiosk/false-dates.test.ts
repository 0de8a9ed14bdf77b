import { expect, test } from 'vitest'
import { waitUntil } from '../support/wait-until.ts'
import { dating, hourMs, kioskAndTenant, minuteMs, shiftedBy, type Box } from './kiosk-and-tenant.ts'

/** No `Date` header, whoever wrote it, may falsify a punch or empty the journal. */

const offline: Box = () => undefined
const erased = ['journal.names-erased', 'journal.compacted'] as const
type Run = Awaited<ReturnType<Awaited<ReturnType<typeof kioskAndTenant>>['run']>>

const erasedIn = ({ log }: Run) => erased.flatMap((event) => log.of(event))

async function untilSettled(run: Run): Promise<void> {
  await waitUntil('the tap to be settled', async () => {
    await run.live(1_000)
    return run.settled().length > 0
  })
}

async function untilToken({ log, live }: Run): Promise<void> {
  await waitUntil('a token', async () => {
    await live(100)
    return log.of('token.acquired').length > 0
  })
}

test('answers from the year 9999 erase neither the names nor the settled taps', async () => {
  const { run, addOpenCard, between, trueMs } = await kioskAndTenant()
  addOpenCard(trueMs() - 6 * hourMs)
  const first = await run()
  await first.tap()
  await untilSettled(first)
  await first.kiosk.stop()
  between(dating(() => 'Fri, 31 Dec 9999 23:59:59 GMT'))
  const second = await run()
  await untilToken(second)
  await second.live(21 * minuteMs)
  expect(erasedIn(second)).toEqual([])
})

test("answers from years ahead that agree with each other erase nothing, since this computer's clock disagrees", async () => {
  const { run, clock, addOpenCard, between, trueMs } = await kioskAndTenant()
  addOpenCard(trueMs() - 6 * hourMs)
  const first = await run()
  await first.tap()
  await untilSettled(first)
  await first.kiosk.stop()
  between(shiftedBy(10 * 365 * 24 * hourMs))
  const second = await run()
  await untilToken(second)
  await clock.advance(3 * hourMs)
  expect(erasedIn(second)).toEqual([])
})

test("names are erased once they are due by this computer's clock and by answers an hour apart", async () => {
  const { run, clock, addOpenCard, trueMs } = await kioskAndTenant()
  addOpenCard(trueMs() - 6 * hourMs)
  const first = await run()
  await first.tap()
  await untilSettled(first)
  await first.kiosk.stop()
  await clock.advance(91 * 24 * hourMs)
  const second = await run()
  await untilToken(second)
  await clock.advance(50 * minuteMs)
  expect(erasedIn(second)).toEqual([])
  await clock.advance(2 * hourMs)
  expect(erasedIn(second)).toEqual([{ taps: 1 }])
})

test.each<[string, 'certificate' | 'secret']>([
  ['every answer is three hours early, and an assertion shows that this computer is right', 'certificate'],
  ['one answer is three hours early', 'secret'],
])('%s: a tap saved offline keeps its time across a restart', async (_, signsInBy) => {
  const { run, addOpenCard, endOf, between, trueMs } = await kioskAndTenant(signsInBy)
  const card = addOpenCard(trueMs() - 6 * hourMs)
  let answers = 0
  between((response, nowMs, url) => {
    answers += 1
    const isFalse = signsInBy === 'certificate' || answers === 1
    return isFalse ? shiftedBy(-3 * hourMs)(response, nowMs, url) : undefined
  })
  const first = await run()
  await untilToken(first)
  between(offline)
  const tappedAtMs = trueMs()
  await first.tap()
  await first.live(5 * minuteMs)
  await first.kiosk.stop()
  between((response) => response)
  const second = await run()
  await untilSettled(second)
  expect(Math.abs(endOf(card) - tappedAtMs)).toBeLessThan(5_000)
})

test.each([
  'Thu, 01 Jan 1970 00:00:00 GMT',
  '5',
  'Mon, 01 Jan 2001 00:00:00',
  '2001-01-01',
  'Fri, 31 Dec 9999 23:59:59 GMT',
])('with the date %j on every answer a tap ends its card at its time', async (date) => {
  const { run, addOpenCard, endOf, between, trueMs } = await kioskAndTenant()
  const card = addOpenCard(trueMs() - 6 * hourMs)
  between(dating(() => date))
  const kiosk = await run()
  await untilToken(kiosk)
  const tappedAtMs = trueMs()
  await kiosk.tap()
  await untilSettled(kiosk)
  expect(kiosk.settled()).toMatchObject([{ as: 'confirmed' }])
  expect(Math.abs(endOf(card) - tappedAtMs)).toBeLessThan(10_000)
})

test('a false date does not move the clock on the wall, and does not raise `clock-wrong`', async () => {
  const { run, between } = await kioskAndTenant('certificate')
  between(shiftedBy(2 * hourMs))
  const { kiosk, log, live } = await run()
  await waitUntil('the token', async () => {
    await live(100)
    return log.of('token.acquired').length > 0
  })
  await live(3 * minuteMs)
  expect(kiosk.state).not.toHaveProperty('clockAheadMs')
  expect(log.of('health.alarm')).not.toContainEqual(expect.objectContaining({ alarm: 'clock-wrong' }))
})

test.each([3 * hourMs, -3 * hourMs])(
  'a PC clock that is wrong by %i ms, no network before: the tap has its true time when it is first sent',
  async (aheadMs) => {
    const { run, clock, addOpenCard, endOf, between, trueMs } = await kioskAndTenant()
    const card = addOpenCard(trueMs() - 30 * minuteMs)
    clock.jumpWall(aheadMs)
    between(offline)
    const kiosk = await run()
    const tappedAtMs = trueMs()
    await kiosk.tap()
    await kiosk.live(20 * minuteMs)
    const later = addOpenCard(trueMs())
    between((response) => response)
    await untilSettled(kiosk)
    expect(kiosk.settled()).toMatchObject([{ as: 'confirmed' }])
    expect(Math.abs(endOf(card) - tappedAtMs)).toBeLessThan(5_000)
    expect(endOf(later)).toBeNaN()
  },
)
