import { expect, test } from 'vitest'
import { createTeams } from '../../electron/shifts/teams.ts'
import { FakeTimeCards } from '../fakes/fake-time-cards.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test.each([
  { ids: ['north'], servesMs: 15_000 },
  { ids: ['north', 'south'], servesMs: 20_000 },
])(
  'a list of one of $ids.length teams serves the taps of the next $servesMs ms',
  async ({ ids, servesMs }) => {
    const clock = createVirtualClock()
    const timeCards = new FakeTimeCards(() => clock.now().wallMs)
    timeCards.add({ id: 'TCK_ana', userId: 'ana', clockedInAtMs: clock.now().wallMs - 1 })
    const { openCards } = createTeams(ids, () => timeCards, clock).cardsOf('north')
    const ask = () => openCards.ofPerson('ana', { priority: 'live' })
    await ask()
    await clock.advance(servesMs)
    await ask()
    expect(timeCards.count('listOpen')).toBe(1)
    await clock.advance(1)
    await ask()
    expect(timeCards.count('listOpen')).toBe(2)
  },
)
