import { expect, test } from 'vitest'
import type { DirectoryAnswer } from '../../electron/directory/directory.ts'
import { badges, createHarness, hourMs, people } from '../support/kiosk-harness.ts'

/** A kiosk whose directory asks somebody about each badge. */
function askingKiosk() {
  const waiting: ((answer: DirectoryAnswer) => void)[] = []
  const harness = createHarness(undefined, {
    find: () => new Promise((resolve) => waiting.push(resolve)),
  })
  const answer = async (given: DirectoryAnswer): Promise<void> => {
    waiting.shift()?.(given)
    await harness.clock.settle()
  }
  return { ...harness, harness, answer, screen: () => harness.kiosk.state.screen }
}

test('a tap stays `heard` while the directory looks it up, and continues with the answer', async () => {
  const { harness, answer, screen, clock } = askingKiosk()
  harness.timeCards.add({
    id: 'TCK_1',
    userId: people.ana.userId,
    clockedInAtMs: clock.now().wallMs - 7 * hourMs,
  })
  await harness.tap(badges.ana)
  await clock.advance(3_000)
  expect(screen()).toMatchObject({ name: 'heard' })
  expect(screen()).not.toHaveProperty('tap.personName')
  await answer({ kind: 'found', person: people.ana })
  await clock.advance(500)
  expect(screen()).toMatchObject({ name: 'confirmed', tap: { personName: 'Ana Ruiz' } })
})

test('two people being looked up get their own answers, in any order', async () => {
  const { harness, answer, screen } = askingKiosk()
  await harness.tap(badges.ana)
  await harness.tap(badges.ben)
  await answer({ kind: 'unknown' })
  expect(screen()).toMatchObject({ name: 'heard' })
  expect(harness.kiosk.state.slots).toMatchObject([{ outcome: 'refused' }, null, null])
  await answer({ kind: 'disabled' })
  expect(screen()).toMatchObject({ name: 'refused', reason: { kind: 'account-disabled' } })
})

test('no answer is a refusal with its own message, and another tap looks it up again', async () => {
  const { harness, answer, screen, clock } = askingKiosk()
  await harness.tap(badges.ana)
  await answer({ kind: 'not-reached' })
  expect(screen()).toMatchObject({ name: 'refused', reason: { kind: 'badge-not-checked' } })
  harness.takeAway(badges.ana)
  await clock.advance(2_500)
  await harness.tap(badges.ana)
  expect(screen()).toMatchObject({ name: 'heard' })
})

test('a tap being looked up when the kiosk stops is logged as refused and not recorded', async () => {
  const { harness, answer } = askingKiosk()
  await harness.tap(badges.ana)
  await harness.kiosk.stop()
  await answer({ kind: 'found', person: people.ana })
  expect(harness.logged.filter(({ event }) => event.startsWith('tap.'))).toMatchObject([
    { event: 'tap.heard' },
    { event: 'tap.refused', fields: { reason: 'badge-not-checked' } },
  ])
})
