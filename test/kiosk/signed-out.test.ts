import { expect, test } from 'vitest'
import { honest, hourMs, kioskAndTenant, minuteMs, type Box } from './kiosk-and-tenant.ts'

/**
 * Without a sign-in the kiosk counts as not connected: IT is alerted without a tap, and people see only what
 * is true.
 */

/** Entra's answer where the client secret is another, or has expired. */
const refusing =
  (aadsts: number): Box =>
  (response, _, url) =>
    url.pathname.endsWith('/token')
      ? Response.json(
          { error: 'invalid_client', error_description: `AADSTS${aadsts}: No.`, error_codes: [aadsts] },
          { status: 401, headers: { 'x-ms-request-id': 'e-1' } },
        )
      : response

test('a refused sign-in raises an alarm within a minute, without a tap, and is shown on the screen', async () => {
  const { run, between } = await kioskAndTenant()
  between(refusing(7000215))
  const { kiosk, live, log } = await run()
  await live(minuteMs)
  expect(kiosk.state.connection).toBe('signed-out')
  const signIn = log.of('health.alarm').find(({ alarm }) => alarm === 'sign-in')
  expect(String(signIn?.['detail'])).toContain('AADSTS7000215')
  between(honest)
  await live(2 * minuteMs)
  expect(log.of('health.cleared')).toContainEqual({ alarm: 'sign-in' })
  expect(kiosk.state.connection).not.toBe('signed-out')
})

test('while the sign-in is refused, a tap is saved at once, and sent once Microsoft accepts the kiosk', async () => {
  const { run, between, addOpenCard, endOf, trueMs } = await kioskAndTenant()
  const card = addOpenCard(trueMs() - 6 * hourMs)
  between(refusing(7000222))
  const started = await run()
  const { kiosk, live, tap, settled } = started
  await live(minuteMs)
  await tap()
  expect(kiosk.state.screen.name).toBe('saved-here')
  expect(settled()).toEqual([])
  between(honest)
  await live(3 * minuteMs)
  expect(settled()).toMatchObject([{ as: 'confirmed' }])
  expect(endOf(card)).toBeDefined()
})
