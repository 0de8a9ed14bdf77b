import { describe, expect, test } from 'vitest'
import type { ReaderStatus } from '../../electron/contract/kiosk-state.ts'
import { readAtr } from './atr.ts'
import { BadgeBook } from './badge-book.ts'
import { readerCases } from './cases/index.ts'
import { asDocumented } from './reader-case.ts'
import type { ReaderEvent } from './observed-reader.ts'
import type { Seen } from './report.ts'
import { stepIds, type StepId } from './steps.ts'
import type { StepEnd, StepRecord, Walk } from './walk.ts'

const reader = 'ACS ACR122U PICC Interface 00 00'
const ready: ReaderStatus = { kind: 'ready', readers: [reader] }

/** An event without its time: each comes 10 ms after the one before. */
type Untimed<E> = E extends ReaderEvent ? Omit<E, 'atMs'> : never
type Events = readonly Untimed<ReaderEvent>[]

const step = (
  events: Events = [],
  end: StepEnd = 'done',
  statusBefore: ReaderStatus = ready,
): StepRecord => ({
  end,
  promptedMs: 1000,
  events: events.map((event, index) => ({ ...event, atMs: 1000 + 10 * (index + 1) })),
  statusBefore,
})

function walkOf(steps: Partial<Record<StepId, StepRecord>>, start: Partial<Walk['start']> = {}): Walk {
  return { platform: 'linux', start: { events: [], readers: [reader], ...start }, steps }
}

/** All that a sound tap of a badge brings. */
function tap(book: BadgeBook, uid: string, statusWord = '9000'): Events {
  const badge = book.factsOf(uid)
  return [
    { kind: 'field', reader, isPresent: true, atr: readAtr('3B8180018080') },
    { kind: 'answer', reader, lengthBytes: badge.lengthBytes, statusWord },
    { kind: 'number', reader, badge },
    { kind: 'told', outcome: badge.firstByte === 'random' ? 'random-number' : 'badge' },
    { kind: 'gone', reader },
  ]
}

function seenIn(id: string, walk: Walk): Seen {
  const found = readerCases.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no case ${id}.`)
  return found.seenIn(walk)
}

describe('the list of cases', () => {
  test('each has a unique ID, and a silent one has more than one answer', () => {
    expect(new Set(readerCases.map(({ id }) => id)).size).toBe(readerCases.length)
    for (const { source, answers } of readerCases) {
      const names = Object.keys(answers)
      if (source === 'silent') expect(names.length).toBeGreaterThan(1)
      else expect(names).toEqual([asDocumented])
    }
  })

  test.each<StepEnd>(['skipped', 'timed-out', 'stopped'])(
    'a walk whose steps were all %s proves nothing',
    (end) => {
      const walk = walkOf(Object.fromEntries(stepIds.map((id) => [id, step([], end)])))
      const seen = readerCases
        .filter(({ id }) => !['reader-name', 'reader-slots', 'listed-in-time'].includes(id))
        .map((one) => one.seenIn(walk).kind)
      // A reader that is not found in time is the one thing that silence shows, and so is a badge not read after it.
      const silence = end === 'timed-out' ? ['not-seen', 'unforeseen'] : ['not-seen']
      expect([...new Set(seen)].sort()).toEqual([...silence].sort())
    },
  )
})

describe('differences are reported', () => {
  const book = new BadgeBook()
  const a = '04A1B2C3D4E5F6'
  const reversed = 'F6E5D4C3B2A104'

  test.each<[string, string, Walk]>([
    ['reader-name', 'a name without numbers', walkOf({}, { readers: ['ACS ACR122U'] })],
    [
      'atr-form',
      'an ATR of another form',
      walkOf({ 'hold-a': step([{ kind: 'field', reader, isPresent: true, atr: readAtr('3B68000000') }]) }),
    ],
    [
      'atr-form',
      'a wrong checksum',
      walkOf({ 'hold-a': step([{ kind: 'field', reader, isPresent: true, atr: readAtr('3B8180018081') }]) }),
    ],
    ['get-uid', 'another status word', walkOf({ 'badge-b': step(tap(book, a, '6282')) })],
    [
      'get-uid',
      'a failure of PC/SC',
      walkOf({ 'badge-b': step([{ kind: 'failure', reader, problem: 'no-number', code: '0x80100066' }]) }),
    ],
    ['uid-length', 'eight bytes', walkOf({ 'badge-b': step(tap(book, '0102030405060708')) })],
    ['uid-order', 'the bytes from the last on', walkOf({ 'badge-b': step(tap(new BadgeBook(), reversed)) })],
    ['uid-order', 'a cascade tag', walkOf({ 'badge-b': step(tap(book, '8804A1B2C3D4E5')) })],
    [
      'uid-same',
      'another number',
      walkOf({ 'hold-a': step(tap(book, a)), 'again-a': step(tap(book, '04777777777777')) }),
    ],
    [
      'uid-distinct',
      'one number for all',
      walkOf({ 'hold-a': step(tap(book, a)), 'badge-b': step(tap(book, a)) }),
    ],
    ['told-once', 'a badge read twice', walkOf({ 'hold-a': step([...tap(book, a), ...tap(book, a)]) })],
    [
      'removal-told',
      'no word before the next badge',
      walkOf({ 'lift-a': step([], 'timed-out'), 'again-a': step(tap(book, a)) }),
    ],
    [
      'phone',
      'a random number that becomes a fixed one',
      walkOf({ phone: step([...tap(book, '08010203'), ...tap(book, a)]) }),
    ],
    ['replug-found', 'no reader any more', walkOf({ replug: step([], 'timed-out') })],
    [
      'replug-name',
      'another model',
      walkOf({
        unplug: step(),
        replug: step([{ kind: 'status', status: { kind: 'ready', readers: ['Other 00 00'] } }]),
      }),
    ],
    ['replug-read', 'silence', walkOf({ 'after-replug': step([], 'timed-out') })],
  ])('%s: %s', (id, _, walk) => {
    expect(seenIn(id, walk).kind).toBe('unforeseen')
  })
})

describe('silent cases are answered', () => {
  const book = new BadgeBook()
  const [a, b] = ['04A1B2C3D4E5F6', '04010203040506']
  const status = (of: ReaderStatus): Untimed<ReaderEvent> => ({ kind: 'status', status: of })
  const failure = (problem: 'several-badges' | 'no-number'): Untimed<ReaderEvent> => ({
    kind: 'failure',
    reader,
    problem,
  })

  const table: readonly [string, string, Walk][] = [
    ['reader-slots', 'one', walkOf({})],
    ['reader-slots', 'several', walkOf({}, { readers: [reader, 'Contact 01 00'] })],
    ['listed-in-time', 'in-time', walkOf({})],
    [
      'listed-in-time',
      'late',
      walkOf({}, { events: [{ kind: 'status', status: { kind: 'no-reader' }, atMs: 1 }] }),
    ],
    ['time-to-uid', 'within-1-s', walkOf({ 'hold-a': step(tap(book, a)) })],
    [
      'time-to-uid',
      'slower',
      walkOf({
        'hold-a': {
          ...step(),
          events: [
            { kind: 'field', reader, isPresent: true, atMs: 1000 },
            { kind: 'answer', reader, lengthBytes: 7, statusWord: '9000', atMs: 2100 },
          ],
        },
      }),
    ],
    ['two-cards', 'none', walkOf({ 'two-cards': step([], 'nothing-came') })],
    ['two-cards', 'one', walkOf({ 'two-cards': step(tap(book, a)) })],
    ['two-cards', 'both', walkOf({ 'two-cards': step([...tap(book, a), ...tap(book, b)]) })],
    ['two-cards', 'collision', walkOf({ 'two-cards': step([failure('several-badges')]) })],
    ['two-cards', 'unreadable', walkOf({ 'two-cards': step([failure('no-number')]) })],
    ['phone', 'random', walkOf({ phone: step([...tap(book, '08010203'), ...tap(book, '08040506')]) })],
    ['phone', 'fixed', walkOf({ phone: step(tap(book, a)) })],
    ['phone', 'unreadable', walkOf({ phone: step([failure('no-number')]) })],
    ['phone', 'none', walkOf({ phone: step([], 'nothing-came') })],
    ['unplug-told', 'no-reader', walkOf({ unplug: step([status({ kind: 'no-reader' })]) })],
    [
      'unplug-told',
      'no-service',
      walkOf({
        unplug: step([status({ kind: 'no-reader' })]),
        replug: step([status({ kind: 'no-service', why: 'service-stopped' }), status(ready)], 'done', {
          kind: 'no-reader',
        }),
      }),
    ],
    ['unplug-told', 'failing', walkOf({ unplug: step([status({ kind: 'failing', detail: '' })]) })],
    [
      'unplug-told',
      'ready',
      walkOf({ unplug: step([status({ kind: 'ready', readers: ['Contact 01 00'] })]) }),
    ],
    ['replug-process', 'same-process', walkOf({ unplug: step(), replug: step([status(ready)]) })],
    [
      'replug-process',
      'new-process',
      walkOf({
        unplug: step([{ kind: 'process-ended', how: 'exit code 0' }]),
        replug: step([status(ready)]),
      }),
    ],
    ['replug-name', 'same', walkOf({ unplug: step(), replug: step([status(ready)]) })],
    [
      'replug-name',
      'other-number',
      walkOf({
        unplug: step(),
        replug: step([status({ kind: 'ready', readers: ['ACS ACR122U PICC Interface 01 00'] })]),
      }),
    ],
  ]

  test.each(table)('%s: %s', (id, answer, walk) => {
    const seen = seenIn(id, walk)
    expect(seen).toMatchObject({ kind: 'answer', name: answer })
  })

  test('each answer the kiosk is ready for is in the table above', () => {
    const ready = readerCases
      .filter(({ source }) => source === 'silent')
      .flatMap(({ id, answers }) => Object.keys(answers).map((name) => `${id}: ${name}`))
    expect(table.map(([id, answer]) => `${id}: ${answer}`).sort()).toEqual(ready.sort())
  })
})

test('a serial number of the reader is not repeated', () => {
  const seen = seenIn('reader-name', walkOf({}, { readers: ['HID OMNIKEY 5022 [CCID] (K0123456789) 00 00'] }))
  expect(seen).toEqual({ kind: 'answer', name: 'as documented', detail: 'HID OMNIKEY 5022 [CCID] 00 00' })
})
