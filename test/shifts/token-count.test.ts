import { expect, test } from 'vitest'
import { waitUntil } from '../support/wait-until.ts'
import { anna, createTenantFixture, live } from './tenant-fixture.ts'

test('no tap waits for a token: one is fetched ahead and used for every request', async () => {
  const fixture = await createTenantFixture({ tenant: { rules: { pace: 'off' } } })
  fixture.token.start()
  try {
    await waitUntil('the first token', () => fixture.log.of('token.acquired').length > 0)
    for (let tap = 0; tap < 5; tap += 1) {
      const card = fixture.clockedIn(anna)
      expect(await fixture.timeCards.listOpen(live)).toMatchObject({ kind: 'ok' })
      const answer = await fixture.timeCards.clockOut(card, { isAtApprovedLocation: true }, live)
      expect(answer).toMatchObject({ kind: 'ok' })
    }
    expect(fixture.tokenRequests()).toBe(1)
  } finally {
    fixture.token.stop()
  }
})
