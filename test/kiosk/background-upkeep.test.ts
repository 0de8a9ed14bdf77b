import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../../electron/base/log/log-events.ts'
import type { LogFields } from '../../electron/base/log/log-fields.ts'
import type { JournalFailure } from '../../electron/journal/failure.ts'
import type { Journal } from '../../electron/journal/journal.ts'
import { startUpkeep } from '../../electron/kiosk/background-upkeep.ts'
import { tamper } from '../journal/forge.ts'
import { confirmed, open, pendingIn, recordAll } from '../journal/journal-fixture.ts'
import { createHarness, hourMs } from '../support/kiosk-harness.ts'
import { tempFolder } from '../support/temp-folder.ts'

test("a failure to erase names is reported with the reason, and tampering is reported to the journal's owner", () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'done', confirmed)
  // Nobody looks at the tables before: a trigger of somebody else's is a reason to set the journal aside.
  tamper(path, `CREATE TRIGGER stuck BEFORE DELETE ON people BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
  const { clock } = createHarness()
  const entries: LogFields[] = []
  const failures: JournalFailure[] = []
  const none = (): void => undefined
  const end = startUpkeep({
    journal,
    clock,
    log: {
      info: none,
      error: none,
      warn: (event: LogEvent, fields: LogFields = {}) => {
        if (event === 'journal.not-tidied') entries.push(fields)
      },
    },
    keepNamesMs: hourMs,
    keepTapsMs: 2 * hourMs,
    agreedNowMs: () => clock.now().wallMs + 1200 * 24 * hourMs,
    changedByOthers: none,
    journalFailed: (failure) => failures.push(failure),
  })
  onTestFinished(() => {
    end()
    journal.close()
  })
  expect(entries).toMatchObject([
    { what: 'names', failure: 'tampered', detail: expect.stringContaining('stuck') as string },
  ])
  expect(failures).toMatchObject([{ kind: 'tampered' }])
})

test('taps are removed only when no names are left to erase, so that no tap waits for both', async () => {
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
    journalFailed: none,
  })
  onTestFinished(end)
  await clock.advance(60_000)
  expect(done).toEqual(['names', 'names', 'names', 'taps'])
})

test.each([
  ['long before', 60_000],
  ['seconds before, so that the look for requests comes between', 5_000],
])('damage found only by the clean-up sets the journal aside: changed %s', async (_name, beforeMs) => {
  const fixture = fileURLToPath(new URL('../journal/fixtures/closed', import.meta.url))
  const harness = createHarness(undefined, {
    startMs: Date.UTC(2026, 2, 1, 9),
    prepare: (path) => cpSync(fixture, dirname(path), { recursive: true }),
  })
  const { clock, journalPath } = harness
  await clock.advance(24 * hourMs - beforeMs)
  expect(harness.alarms.map(({ kind }) => kind)).not.toContain('journal-set-aside')
  // No open tap is older than the last compaction, so nothing reads this event but the next one.
  tamper(journalPath, `UPDATE events SET at_ms = at_ms + 1 WHERE kind = 'compacted'`)
  await clock.advance(beforeMs + 60_000)
  expect(harness.logged.filter(({ event }) => event === 'journal.unusable')).toMatchObject([
    { fields: { failure: 'tampered' } },
  ])
  expect(harness.alarms.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['journal-set-aside', 'taps-parked']),
  )
  expect(harness.screens.at(-1)).toBe('ready')
  expect(pendingIn(harness.journal)).toEqual([])
})
