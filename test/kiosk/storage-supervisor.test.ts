import { expect, test } from 'vitest'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { patienceMs } from '../../electron/kiosk/flow/tap-flow.ts'
import { badges, createHarness, type Harness, onShift } from '../support/kiosk-harness.ts'

/** The journal is opened, found failing, and opened again; meanwhile no tap is accepted. */

const screenOf = (harness: Harness) => harness.kiosk.state.screen

test('without a journal the kiosk is out of service, accepts no tap, and recovers by itself', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.breakStorage(true)
  harness.restart()
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'journal' } })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('out-of-service')
  expect(harness.timeCards.calls).toEqual([])
  harness.breakStorage(false)
  await harness.clock.advance(10_000)
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('a tap that cannot be written to the disk is refused, and the person is asked to report it', async () => {
  const harness = createHarness()
  onShift(harness)
  const otherProgram = openDatabase(harness.journalPath)
  otherProgram.exec('BEGIN IMMEDIATE')
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({
    name: 'refused',
    reason: { kind: 'not-recorded', code: 'TAP00001' },
  })
  expect(harness.logged).toContainEqual({
    event: 'tap.not-recorded',
    fields: expect.objectContaining({ code: 'TAP00001', failure: 'busy' }) as unknown,
  })
  expect(harness.timeCards.calls).toEqual([])
  await harness.clock.advance(8_000)
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'journal' } })
  otherProgram.exec('ROLLBACK')
  otherProgram.close()
  await harness.clock.advance(10_000)
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('a kiosk that is stopped while it reopens its journal stays stopped', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'hold' })
  await harness.tap(badges.ana)
  harness.journal.close()
  await harness.tap(badges.ben)
  await harness.clock.advance(20_000)
  const opened = () => harness.logged.filter(({ event }) => event === 'journal.opened').length
  expect(harness.logged.map(({ event }) => event)).toContain('journal.reopening')
  const openedBefore = opened()
  await harness.kiosk.stop()
  harness.timeCards.release()
  await harness.clock.advance(20_000)
  expect(opened()).toBe(openedBefore)
})

test.each([
  { failure: 'io', givesUp: true },
  { failure: 'cannot-open', givesUp: true },
  { failure: 'full', givesUp: false },
  { failure: 'read-only', givesUp: false },
  { failure: 'in-use', givesUp: false },
] as const)(
  'a journal that fails for a quarter of an hour ($failure): the kiosk requests a restart: $givesUp',
  async ({ failure, givesUp }) => {
    const harness = createHarness()
    harness.breakStorage(true, failure)
    harness.restart()
    await harness.clock.advance(14 * 60_000)
    expect(harness.givenUp).toBe(0)
    await harness.clock.advance(2 * 60_000)
    expect(harness.givenUp > 0).toBe(givesUp)
    expect(harness.logged.some(({ event }) => event === 'journal.given-up')).toBe(givesUp)
  },
)

test('a journal that fails now and then never makes the kiosk request a restart', async () => {
  const harness = createHarness()
  for (let failures = 0; failures < 10; failures++) {
    harness.breakStorage(true)
    harness.restart()
    await harness.clock.advance(5 * 60_000)
    harness.breakStorage(false)
    await harness.clock.advance(5 * 60_000)
    expect(screenOf(harness).name).toBe('ready')
  }
  expect(harness.givenUp).toBe(0)
})

test('a journal that keeps failing is closed and reopened', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.journal.close()
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'not-recorded' } })
  await harness.clock.advance(20_000)
  expect(harness.logged.map(({ event }) => event)).toContain('journal.reopening')
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('a journal that another program releases before the reopening is not reopened, so no tap falls into a gap', async () => {
  const harness = createHarness()
  const other = openDatabase(harness.journalPath)
  // Of the looks for others' commits, every ten seconds, one then falls between the third failure and the reopening.
  await harness.clock.advance(7_000)
  other.exec('BEGIN IMMEDIATE')
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'not-recorded' } })
  await harness.clock.advance(11_000)
  expect(harness.logged.map(({ event }) => event)).not.toContain('journal.reread')
  other.exec('CREATE TABLE other (x); DROP TABLE other; COMMIT')
  other.close()
  await harness.clock.advance(60_000)
  expect(screenOf(harness).name).toBe('ready')
  expect(harness.logged.map(({ event }) => event)).not.toContain('journal.reopening')
})

test('a start with waiting taps raises no alarm while the journal is being opened', async () => {
  const harness = createHarness()
  onShift(harness)
  const offline = Array.from({ length: 20 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const)
  harness.timeCards.script('listOpen', ...offline)
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs)
  harness.restart()
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.waitingTaps).toBe(1)
  expect(
    harness.logged.filter(({ event }) => event === 'health.alarm').map(({ fields }) => fields['alarm']),
  ).toEqual([])
})
