import { expect, onTestFinished, test } from 'vitest'
import { measured, type Work } from '../../../electron/base/measured-work.ts'
import { watchForStalls } from '../../../electron/ops/log/stall-watch.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { waitUntil } from '../../support/wait-until.ts'

function watched() {
  const log = createCollectedLog()
  // Once a second is often enough for a kiosk and long for a test.
  onTestFinished(watchForStalls({ clock: hurriedClock(5), log }))
  return log
}

function standStill(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('the work that blocks the main thread is logged by name, shorter work after it', async () => {
  const log = watched()
  await pause(100)
  measured('health.write', () => standStill(5))
  measured('journal.open', () => standStill(200))
  await waitUntil('the stall to be logged', () => log.of('host.stalled').length > 0)
  const [entry] = log.of('host.stalled')
  expect(entry?.['ran']).toMatch(/^journal\.open \d+ ms, health\.write \d+ ms$/)
})

test('many stalls give one line per minute', async () => {
  const log = watched()
  await pause(100)
  for (let stall = 0; stall < 4; stall += 1) {
    measured('directory.read' satisfies Work, () => standStill(100))
    await pause(250)
  }
  expect(log.of('host.stalled')).toHaveLength(1)
})
