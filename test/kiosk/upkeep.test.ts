import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { LogFields } from '../../electron/base/log.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { startUpkeep } from '../../electron/kiosk/upkeep.ts'
import { byHand } from '../journal/forge.ts'
import { confirmed, open, recordAll } from '../journal/journal-fixture.ts'
import { createHarness, hourMs } from '../support/kiosk-harness.ts'
import { tempFolder } from '../support/temp-folder.ts'

test('names that can not be erased and taps that can not be taken out are told with the reason', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', confirmed)
  // Nobody looks at the tables before: a trigger of somebody else's is a reason to set the journal aside.
  byHand(path, `CREATE TRIGGER stuck BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
  const { clock } = createHarness()
  const told: LogFields[] = []
  const none = (): void => undefined
  const end = startUpkeep({
    journal,
    clock,
    log: {
      info: none,
      error: none,
      warn: (event, fields = {}) => {
        if (event === 'journal.not-tidied') told.push(fields)
      },
    },
    keepNamesMs: hourMs,
    keepTapsMs: 2 * hourMs,
    agreedNowMs: () => clock.now().wallMs + 1200 * 24 * hourMs,
    changedByOthers: none,
  })
  onTestFinished(() => {
    end()
    journal.close()
  })
  expect(told).toMatchObject([
    { what: 'names', failure: 'tampered', detail: expect.stringContaining('stuck') as string },
    { what: 'taps', failure: 'tampered', detail: expect.stringContaining('stuck') as string },
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
