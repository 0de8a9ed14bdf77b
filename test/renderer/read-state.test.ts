import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { plainLook } from '../../renderer/apply-look.ts'
import { faultState, isKioskState, startingState } from '../../renderer/read-state.ts'
import { strangeStates } from './strange-states.ts'

const ready = {
  site: { kioskName: 'North', locale: 'en-GB', timeZone: 'Europe/Madrid' },
  screen: { name: 'ready' },
  reader: { kind: 'ready', readers: [] },
  connection: 'online',
  waitingTaps: 0,
}
const tap = { tapId: 'a', tappedAtMs: 0 }
const withScreen = (screen: unknown) => ({ ...ready, screen })
const refused = (reason: unknown) => withScreen({ name: 'refused', tap, reason })
const enrolling = (enrollment: unknown) => withScreen({ name: 'enrollment', enrollment })
const pick = { kind: 'pick', task: 'add', typed: '', keys: [], matches: [], more: 0, people: 'complete' }
const outOfService = (reason: unknown) => withScreen({ name: 'out-of-service', reason })

describe('what main sends', () => {
  it.each(Object.entries(sampleStates))('is accepted if it is a state: %s', (_name, state) => {
    expect(isKioskState(structuredClone(state))).toBe(true)
    expect(isKioskState(JSON.parse(JSON.stringify(state)))).toBe(true)
  })

  it('is accepted as the smallest search for a person', () => {
    expect(isKioskState(enrolling(pick))).toBe(true)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ready'],
    ['a list', []],
    ['no screen', { ...ready, screen: undefined }],
    ['an unknown screen', withScreen({ name: 'party' })],
    ['a name every object has', withScreen({ name: 'constructor' })],
    ['an unknown connection', { ...ready, connection: 'maybe' }],
    ['an unknown reader status', { ...ready, reader: { kind: 'melted' } }],
    ['a reader without its list', { ...ready, reader: { kind: 'ready' } }],
    ['a count below nought', { ...ready, waitingTaps: -1 }],
    ['a count that is a text', { ...ready, waitingTaps: '1' }],
    ['no time zone', { ...ready, site: { kioskName: 'North', locale: 'en-GB' } }],
    ['an unknown time zone', { ...ready, site: { ...ready.site, timeZone: 'Mars/Olympus' } }],
    ['a locale that is none', { ...ready, site: { ...ready.site, locale: 'not a locale' } }],
    ['a look that is none', { ...ready, site: { ...ready.site, look: { theme: 'light' } } }],
    ['a theme there is not', { ...ready, site: { ...ready.site, look: { ...plainLook, theme: 'pink' } } }],
    [
      'a reader that hangs nowhere there is',
      { ...ready, site: { ...ready.site, look: { ...plainLook, readerSide: 'inside' } } },
    ],
    ['heard without a tap', withScreen({ name: 'heard' })],
    ['a tap without its id', withScreen({ name: 'heard', tap: { tappedAtMs: 0 } })],
    ['a tap at no time', withScreen({ name: 'heard', tap: { tapId: 'a', tappedAtMs: Number.NaN } })],
    ['confirmed without a time', withScreen({ name: 'confirmed', tap })],
    ['a time beyond all dates', withScreen({ name: 'confirmed', tap, endedAtMs: 1e300 })],
    ['a name that is a number', withScreen({ name: 'heard', tap: { ...tap, personName: 7 } })],
    ['refused without a reason', withScreen({ name: 'refused', tap })],
    ['an unknown reason', refused({ kind: 'mood' })],
    ['parked without a code', refused({ kind: 'parked' })],
    ['not recorded without a code', refused({ kind: 'not-recorded' })],
    ['a person whose language is none', withScreen({ name: 'heard', tap: { ...tap, locale: 'no locale' } })],
    ['further languages that are none', { ...ready, site: { ...ready.site, otherLocales: ['no locale'] } }],
    ['out of service for a reader that works', outOfService({ kind: 'reader', status: ready.reader })],
    ['no service without a why', outOfService({ kind: 'reader', status: { kind: 'no-service' } })],
    [
      'no such reader without those there',
      outOfService({ kind: 'reader', status: { kind: 'no-such-reader' } }),
    ],
    ['no access without a detail', outOfService({ kind: 'reader', status: { kind: 'no-access' } })],
    [
      'another slot without a why',
      outOfService({ kind: 'reader', status: { kind: 'no-reader', others: [{ name: 'SAM 0' }] } }),
    ],
    ['problems that are none', withScreen({ name: 'setup-needed', configPath: '/c', problems: [{}] })],
    ['a PIN with no number of digits', withScreen({ name: 'maintenance-pin', pin: { kind: 'typing' } })],
    [
      'a lock with no end',
      withScreen({ name: 'maintenance-pin', digits: 0, pin: { kind: 'locked', untilMs: null } }),
    ],
    [
      'a practice tap with a number that is none',
      withScreen({
        name: 'practice',
        practice: {
          kind: 'done',
          tappedAtMs: 0,
          outcome: { kind: 'unknown-badge' },
          numbers: [{ format: 'hex' }],
        },
      }),
    ],
    ['practice that is none', withScreen({ name: 'practice', practice: { kind: 'posted' } })],
    [
      'a practice tap with an outcome that is none',
      withScreen({
        name: 'practice',
        practice: { kind: 'done', tappedAtMs: 0, outcome: { kind: 'confirmed' } },
      }),
    ],
    [
      'a practice tap without the time that its words name',
      withScreen({
        name: 'practice',
        practice: { kind: 'done', tappedAtMs: 0, outcome: { kind: 'would-clock-out', isOnBreak: true } },
      }),
    ],
    ['an enrollment that is none', withScreen({ name: 'enrollment', enrollment: { kind: 'posted' } })],
    ['an enrollment without its step', withScreen({ name: 'enrollment' })],
    ['a search without keys', enrolling({ ...pick, keys: undefined })],
    ['a key that is none', enrolling({ ...pick, keys: [7] })],
    ['a match without its id', enrolling({ ...pick, matches: [{ name: 'Marta Quintana' }] })],
    ['a search for nothing', enrolling({ ...pick, task: 'find' })],
    ['people read to no extent', enrolling({ ...pick, people: 'some' })],
    ['a badge held with a problem that is none', enrolling({ kind: 'hold', problem: 'not-clocked-in' })],
    ['a badge added for nobody', enrolling({ kind: 'hold', done: { kind: 'added' } })],
    ['badges blocked without a count', enrolling({ kind: 'hold', done: { kind: 'blocked' } })],
    ['a question about nobody', enrolling({ kind: 'confirm', question: { kind: 'taken' } })],
    [
      'diagnostics that may or may not enroll',
      withScreen({
        name: 'diagnostics',
        page: { number: 1, pages: 1, title: 'a', rows: [], code: '' },
        canEnroll: false,
      }),
    ],
    ['slots that are no list', { ...ready, slots: {} }],
    ['more slots than a screen has', { ...ready, slots: Array.from({ length: 9 }, () => null) }],
    ['a slot that is neither empty nor a row', { ...ready, slots: [undefined] }],
    // eslint-disable-next-line no-sparse-arrays -- what a list holds that was made too long
    ['a list with a hole', { ...ready, slots: [, null] }],
    ['a row without its tap', { ...ready, slots: [{ outcome: 'saved' }] }],
    ['a row with an outcome that is none', { ...ready, slots: [{ tapId: 'a', outcome: 'heard' }] }],
    ['a row with a name that is none', { ...ready, slots: [{ tapId: 'a', outcome: 'saved', shortName: 7 }] }],
    ['a row in no language', { ...ready, slots: [{ tapId: 'a', outcome: 'saved', locale: 'no locale' }] }],
    ['diagnostics without a page', withScreen({ name: 'diagnostics' })],
    [
      'a row that is none',
      withScreen({
        name: 'diagnostics',
        page: { number: 1, pages: 1, title: 'a', rows: [{ label: 'a' }], code: '' },
      }),
    ],
  ])('is rejected if it is not a state: %s', (_name, value) => {
    expect(isKioskState(value)).toBe(false)
  })
})

it('any input is checked without an exception, and an accepted state has everything its screen draws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), strangeStates), (value) => {
      if (!isKioskState(value)) return
      const { site, screen } = value
      expect(() => new Intl.DateTimeFormat(site.locale, { timeZone: site.timeZone })).not.toThrow()
      if ('tap' in screen) expect(new Date(screen.tap.tappedAtMs).getTime()).not.toBeNaN()
      for (const row of value.slots ?? []) {
        if (row === null) continue
        expect(['waiting', 'saved', 'confirmed', 'refused']).toContain(row.outcome)
        expect(() => new Intl.DateTimeFormat(row.locale)).not.toThrow()
      }
      if (screen.name === 'diagnostics') expect(typeof screen.page.code).toBe('string')
    }),
    { numRuns: 3_000 },
  )
})

describe('the states of the page itself', () => {
  it('can be drawn like any other', () => {
    expect(isKioskState(startingState())).toBe(true)
    expect(isKioskState(faultState('gone'))).toBe(true)
  })

  it('keep the last known site', () => {
    expect(faultState('gone', ready.site).site).toEqual(ready.site)
  })
})
