import { truncateSync } from 'node:fs'
import { expect, test } from 'vitest'
import { badges, createHarness, type Harness, onShift } from '../support/kiosk-harness.ts'

/**
 * Somebody cuts the journal's files in place while the kiosk runs. SQLite goes on writing to them, so nothing shows before
 * the next start; what the kiosk knows it sends all the same.
 */

function cutOff(harness: Harness): void {
  const offline = Array.from({ length: 500 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const)
  harness.timeCards.script('listOpen', ...offline)
}

const cuts = [
  { name: 'journal.db', ending: '' },
  { name: 'its write-ahead log', ending: '-wal' },
] as const

test.each(cuts)('with $name truncated in place, no tap is lost that the kiosk knows', async ({ ending }) => {
  const harness = createHarness()
  onShift(harness)
  onShift(harness, { person: 'ben' })
  cutOff(harness)
  await harness.tap(badges.ana)
  await harness.clock.advance(10_000)
  truncateSync(`${harness.journalPath}${ending}`, 0)
  await harness.clock.advance(20_000)
  await harness.tap(badges.ben)
  await harness.clock.advance(10_000)
  harness.timeCards.clearScripts()
  await harness.clock.advance(3 * 60_000)
  expect(harness.timeCards.ended.map(({ cardId }) => cardId).sort()).toEqual(['TCK_ana', 'TCK_ben'])
})

test('a tap that was cut off before it was sent is reported missing at the next start', async () => {
  const harness = createHarness()
  onShift(harness)
  onShift(harness, { person: 'ben' })
  await harness.tap(badges.ben)
  await harness.clock.advance(10_000)
  cutOff(harness)
  truncateSync(harness.journalPath, 0)
  truncateSync(`${harness.journalPath}-wal`, 0)
  await harness.tap(badges.ana)
  await harness.clock.advance(10_000)
  await harness.kiosk.stop()
  truncateSync(harness.journalPath, 0)
  harness.restart()
  await harness.clock.advance(60_000)
  expect(harness.alarms.map(({ kind }) => kind)).toContain('journal-set-aside')
})
