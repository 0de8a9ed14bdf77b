import { expect, test } from 'vitest'
import { badges, createHarness, onShift } from '../support/kiosk-harness.ts'

/** A tap whose delivery was begun under one config and goes on under another is still known as this kiosk's doing. */

test.each([
  ['another note', 'Badge kiosk Gate 1'],
  ['no note any more', ''],
])(
  'a clock-out sent before the restart is recognised by its own note, even with %s since then',
  async (_, note) => {
    const harness = createHarness()
    onShift(harness)
    const noAnswers = (times: number) =>
      Array.from({ length: times }, () => ({ kind: 'fail', failure: 'no-answer' }) as const)
    harness.timeCards.script('listOpen', ...noAnswers(9))
    harness.timeCards.script('clockOut', { kind: 'lose-answer' })
    harness.timeCards.script('get', ...noAnswers(50))
    const tappedAtMs = harness.clock.now().wallMs
    await harness.tap(badges.ana)
    // It is ended too late, and then the power fails before anybody knows.
    await harness.clock.advance(20 * 60_000)
    expect(harness.timeCards.ended).toHaveLength(1)
    harness.timeCards.clearScripts()
    harness.setNote(note)
    harness.restart()
    await harness.clock.advance(60_000)
    const card = harness.timeCards.cards.get('TCK_ana')
    expect(Math.abs((card?.clockedOutAtMs ?? 0) - tappedAtMs)).toBeLessThan(2_000)
    expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({ kind: 'confirmed' })
  },
)
