import { expect, test } from 'vitest'
import type { Addition } from '../../electron/directory/additions/addition.ts'
import type { BadgeChange } from '../../electron/journal/badge-changes.ts'
import type { JournalAnswer } from '../../electron/journal/journal.ts'
import { recordBadges } from '../../electron/kiosk/badge-recorder.ts'
import { addedEntry, blockedEntry } from '../directory/additions/additions.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const full: JournalAnswer = { kind: 'failed', failure: { kind: 'full', detail: 'The disk is full.' } }

function setup() {
  const clock = createVirtualClock()
  const written: (readonly BadgeChange[])[] = []
  const answers: { next: JournalAnswer | undefined } = { next: { kind: 'ok' } }
  const failures: string[] = []
  const recorder = recordBadges({
    record: (changes) => {
      if (answers.next?.kind === 'ok') written.push(changes)
      return answers.next
    },
    journalFailed: ({ kind }) => {
      failures.push(kind)
      recorder.journalIsReady(false)
    },
    after: (ms, action) => void clock.after(ms, action),
  })
  return { clock, written, answers, failures, recorder }
}

const entries: readonly Addition[] = [
  addedEntry('04A1B2C3', 1),
  { ...addedEntry('04A1B2C4', 2), isReplacement: true },
  blockedEntry('04A1B2C5', 3),
]

test('changes made while the journal was not open are written once it is', () => {
  const { recorder, written } = setup()
  recorder.take(entries)
  expect(written).toEqual([])
  recorder.journalIsReady(true)
  expect(written.flat().map(({ what, changedAtMs }) => [what, changedAtMs])).toEqual([
    ['badge-added', 1],
    ['badge-replaced', 2],
    ['badge-blocked', 3],
  ])
  recorder.journalIsReady(true)
  expect(written).toHaveLength(1)
})

test('a failed write is reported, and repeated once the journal works', () => {
  const { recorder, written, answers, failures } = setup()
  recorder.journalIsReady(true)
  answers.next = full
  recorder.take(entries)
  expect(failures).toEqual(['full'])
  answers.next = { kind: 'ok' }
  recorder.journalIsReady(true)
  expect(written.flat()).toHaveLength(3)
})

test('a journal that is opened again is offered all changes again', () => {
  const { recorder, written } = setup()
  recorder.journalIsReady(true)
  recorder.take(entries)
  recorder.journalIsReady(false)
  recorder.journalIsReady(true)
  expect(written.map((changes) => changes.length)).toEqual([3, 3])
})

test('many changes are written in several commits, with time for taps in between', async () => {
  const { recorder, written, clock } = setup()
  recorder.journalIsReady(true)
  recorder.take(Array.from({ length: 450 }, (_, at) => addedEntry('04A1B2C3', at)))
  expect(written.map((changes) => changes.length)).toEqual([200])
  await clock.advance(1_000)
  expect(written.map((changes) => changes.length)).toEqual([200, 200, 50])
})
