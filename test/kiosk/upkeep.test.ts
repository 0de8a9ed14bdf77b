import { expect, onTestFinished, test } from 'vitest'
import type { Journal } from '../../electron/journal/journal.ts'
import { openDatabase } from '../../electron/journal/sqlite.ts'
import { startUpkeep } from '../../electron/kiosk/upkeep.ts'
import { badges, createHarness, hourMs } from '../support/kiosk-harness.ts'

test('names that can not be erased and taps that can not be taken out are told with the reason', async () => {
  const harness = createHarness()
  await harness.tap(badges.ana)
  const tool = openDatabase(harness.journalPath)
  tool.exec(`CREATE TRIGGER stuck BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
  tool.close()
  harness.clock.jumpWall(1200 * 24 * hourMs)
  harness.restart()
  const told = harness.logged.filter(({ event }) => event === 'journal.not-tidied')
  expect(told.map(({ fields }) => fields)).toMatchObject([
    { what: 'names', failure: 'other', detail: expect.stringContaining('stuck') as string },
    { what: 'taps', failure: 'other', detail: expect.stringContaining('stuck') as string },
  ])
})

test('taps are taken out only when no more names are to be erased, so that no tap waits for both', async () => {
  const { clock, journal } = createHarness()
  const done: string[] = []
  const left = [true, true, false]
  const slow: Journal = {
    ...journal,
    tidySetAside: () => ({ kind: 'ok', done: [], more: false }),
    head: () => ({ seq: 0, link: '' }),
    carryOver: () => ({ kind: 'ok', carriedOver: 0 }),
    changedByOthers: () => false,
    eraseSettledPeople: () => {
      done.push('names')
      return { kind: 'ok', erased: 500, more: left.shift() ?? false }
    },
    compact: () => {
      done.push('taps')
      return { kind: 'ok', taps: 0, doubtful: 0, more: false }
    },
  }
  const none = (): void => undefined
  const end = startUpkeep({
    journal: slow,
    clock,
    log: { info: none, warn: none, error: none },
    keepNamesMs: hourMs,
    keepTapsMs: 2 * hourMs,
    agreedNowMs: () => clock.now().wallMs,
    changedByOthers: none,
  })
  onTestFinished(end)
  await clock.advance(60_000)
  expect(done).toEqual(['names', 'names', 'names', 'taps'])
})
