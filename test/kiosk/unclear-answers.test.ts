import { describe, expect, test } from 'vitest'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

/** Nothing is sent again while what was sent may still take effect; nobody else's tap waits for that. */

const clockOutsOf = (harness: Harness, cardId: string): number =>
  harness.timeCards.calls.filter((made) => made.call === 'clockOut' && made.cardId === cardId).length

const lastEventOf = (harness: Harness, tapId = 'tap00001-0000') => harness.journal.eventsOf(tapId).at(-1)

describe('a clock-out without a clear answer', () => {
  test('may take effect half a minute later: no second one is sent before then', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
    await harness.tap(badges.ana)
    await harness.clock.advance(30_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(1)
    onShift(harness, {
      state: 'clockedOut',
      clockedOutAtMs: harness.clock.now().wallMs,
      clockOutNote: 'Badge kiosk Dock 3',
    })
    await harness.clock.advance(60_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(1)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed', how: 'read-back' })
  })

  test('is sent again once it can no longer take effect', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
    await harness.tap(badges.ana)
    await harness.clock.advance(39_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(1)
    await harness.clock.advance(2_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(2)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed' })
  })

  test('sent before a restart may still take effect: the wait starts again', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', { kind: 'hold' })
    await harness.tap(badges.ana)
    await harness.clock.advance(5_000)
    harness.restart()
    await harness.clock.advance(39_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(1)
    await harness.clock.advance(3_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(2)
    harness.timeCards.release()
  })

  test('of a retried tap may still take effect: the wait starts at the retry', async () => {
    const harness = createHarness()
    onShift(harness)
    await harness.clock.advance(60_000)
    harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
    harness.timeCards.script('get', { kind: 'fail', failure: 'forbidden' })
    await harness.tap(badges.ana)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'parked' })
    const commandLine = openJournal(harness.journalPath, siteKeyOf(new Uint8Array(32).fill(7)))
    if (commandLine.kind !== 'ok') throw new Error(commandLine.failure.detail)
    commandLine.journal.record({ tapId: 'tap00001-0000', atMs: 1, kind: 'retry-requested' })
    commandLine.journal.close()
    await harness.clock.advance(38_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(1)
    await harness.clock.advance(20_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(2)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed' })
  })

  test("does not delay anybody else's tap", async () => {
    const harness = createHarness()
    onShift(harness)
    onShift(harness, { person: 'ben' })
    harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
    await harness.tap(badges.ana)
    await harness.clock.advance(1_000)
    await harness.tap(badges.ben)
    await harness.clock.advance(1_000)
    expect(lastEventOf(harness, 'tap00002-0000')).toMatchObject({ kind: 'confirmed' })
  })

  test('without an answer after ten seconds lets the next replay go', async () => {
    const harness = createHarness()
    for (const person of ['ana', 'ben'] as const) onShift(harness, { person })
    harness.timeCards.script(
      'listOpen',
      { kind: 'fail', failure: 'no-answer' },
      { kind: 'fail', failure: 'no-answer' },
    )
    await harness.tap(badges.ana)
    await harness.tap(badges.ben)
    // Both are replayed from here on, and the first one's clock-out hangs.
    harness.restart()
    harness.timeCards.clearScripts()
    harness.timeCards.script('clockOut', { kind: 'hold' })
    await harness.clock.advance(20_000)
    expect(lastEventOf(harness, 'tap00002-0000')).toMatchObject({ kind: 'confirmed' })
    harness.timeCards.release()
  })
})

describe('a 429', () => {
  test('means that nothing happened: the clock-out is resent without reading the card', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', {
      kind: 'fail',
      failure: 'throttled',
      status: 429,
      retryAfterMs: 2_000,
    })
    await harness.tap(badges.ana)
    await harness.clock.advance(3_000)
    expect(harness.timeCards.calls.map(({ call }) => call)).toEqual(['listOpen', 'clockOut', 'clockOut'])
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed' })
  })

  test('after an unclear clock-out that can no longer take effect does not read the card either', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script(
      'clockOut',
      { kind: 'fail', failure: 'no-answer' },
      { kind: 'fail', failure: 'throttled', status: 429, retryAfterMs: 2_000 },
    )
    await harness.tap(badges.ana)
    await harness.clock.advance(41_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(2)
    await harness.clock.advance(5_000)
    expect(harness.timeCards.calls.map(({ call }) => call)).toEqual([
      'listOpen',
      'clockOut',
      'get',
      'get',
      'clockOut',
      'clockOut',
    ])
  })

  test('with a pause of a minute makes the kiosk read the card before it resends', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', {
      kind: 'fail',
      failure: 'throttled',
      status: 429,
      retryAfterMs: 60_000,
    })
    await harness.tap(badges.ana)
    await harness.clock.advance(2 * 60_000)
    expect(harness.timeCards.calls.map(({ call }) => call).slice(0, 4)).toEqual([
      'listOpen',
      'clockOut',
      'get',
      'clockOut',
    ])
  })

  test('after reading the card counts from that read: the next one is resent without another', async () => {
    const harness = createHarness()
    onShift(harness)
    const throttled = { kind: 'fail', failure: 'throttled', status: 429 } as const
    harness.timeCards.script(
      'clockOut',
      { ...throttled, retryAfterMs: 10 * 60_000 },
      { ...throttled, retryAfterMs: 2_000 },
    )
    await harness.tap(badges.ana)
    await harness.clock.advance(11 * 60_000)
    expect(harness.timeCards.calls.map(({ call }) => call).slice(0, 5)).toEqual([
      'listOpen',
      'clockOut',
      'get',
      'clockOut',
      'clockOut',
    ])
  })

  test('lets a tap that needs no correction yet go first', async () => {
    const harness = createHarness()
    onShift(harness)
    onShift(harness, { person: 'ben' })
    const throttled = { kind: 'fail', failure: 'throttled', status: 429 } as const
    harness.timeCards.script(
      'listOpen',
      { ...throttled, retryAfterMs: 181_000 },
      { ...throttled, retryAfterMs: 11_000 },
    )
    await harness.tap(badges.ana)
    await harness.clock.advance(170_000)
    await harness.tap(badges.ben)
    await harness.clock.advance(20_000)
    expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ben', 'TCK_ana'])
  })

  test('repeated many times makes no tap wait longer than Graph asks', async () => {
    const harness = createHarness()
    onShift(harness)
    const throttled = { kind: 'fail', failure: 'throttled', status: 429, retryAfterMs: 2_000 } as const
    harness.timeCards.script('listOpen', ...Array.from({ length: 10 }, () => throttled))
    await harness.tap(badges.ana)
    await harness.clock.advance(21_000)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed' })
  })

  test('before a sleep, in which the monotonic clock may stand still, is not sent again without reading the card', async () => {
    const harness = createHarness()
    onShift(harness)
    const throttled = { kind: 'fail', failure: 'throttled', status: 429, retryAfterMs: 5_000 } as const
    harness.timeCards.script('clockOut', throttled)
    await harness.tap(badges.ana)
    harness.clock.jumpWall(hourMs)
    const card = harness.timeCards.cards.get('TCK_ana')
    const clockedOutAtMs = harness.clock.now().wallMs - 1_800_000
    if (card !== undefined)
      harness.timeCards.cards.set('TCK_ana', { ...card, state: 'clockedOut', clockedOutAtMs })
    await harness.clock.advance(10_000)
    expect(harness.timeCards.calls.map(({ call }) => call).slice(0, 3)).toEqual([
      'listOpen',
      'clockOut',
      'get',
    ])
    expect(lastEventOf(harness)).toMatchObject({ kind: 'superseded', endedAtMs: clockedOutAtMs })
  })

  test('with status 503 instead may have taken effect: the card is read', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', {
      kind: 'fail',
      failure: 'throttled',
      status: 503,
      retryAfterMs: 2_000,
    })
    await harness.tap(badges.ana)
    await harness.clock.advance(5_000)
    expect(harness.timeCards.calls.map(({ call }) => call)).toEqual(['listOpen', 'clockOut', 'get'])
  })
})

describe('a refusal that may pass', () => {
  test.each([
    [409, 'Conflict'],
    [412, 'PreconditionFailed'],
    [423, 'Locked'],
    [400, undefined],
  ] as const)('%i %s is retried, and the tap is delivered once it has passed', async (status, code) => {
    const harness = createHarness()
    onShift(harness)
    const refusal = {
      kind: 'fail',
      failure: 'rejected',
      status,
      ...(code !== undefined && { code }),
    } as const
    harness.timeCards.script('clockOut', refusal, refusal, refusal)
    await harness.tap(badges.ana)
    await harness.clock.advance(60_000)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed' })
  })

  test('a 404 for the list is retried too', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('listOpen', {
      kind: 'fail',
      failure: 'not-found',
      status: 404,
      code: 'NotFound',
    })
    await harness.tap(badges.ana)
    await harness.clock.advance(5_000)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'confirmed' })
  })

  test('is parked after ten minutes', async () => {
    const harness = createHarness()
    onShift(harness)
    for (let time = 0; time < 100; time++)
      harness.timeCards.script('clockOut', {
        kind: 'fail',
        failure: 'rejected',
        status: 409,
        code: 'Conflict',
      })
    await harness.tap(badges.ana)
    await harness.clock.advance(9 * 60_000)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'sending' })
    await harness.clock.advance(3 * 60_000)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'parked', reason: 'rejected' })
  })

  test.each([
    ['forbidden', 403, 'Forbidden'],
    ['rejected', 400, 'BadRequest'],
  ] as const)('%s (%i %s) is final: parked at once', async (failure, status, code) => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', { kind: 'fail', failure, status, code })
    await harness.tap(badges.ana)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'parked', reason: failure })
  })
})

describe('a list that is a few seconds old', () => {
  test('shows a card that was ended by phone, and a new one was opened: the new one is ended', async () => {
    const harness = createHarness()
    onShift(harness)
    onShift(harness, { person: 'ben' })
    await harness.tap(badges.ben)
    const nowMs = harness.clock.now().wallMs
    onShift(harness, { state: 'clockedOut', clockedOutAtMs: nowMs })
    onShift(harness, { id: 'TCK_new', clockedInAtMs: nowMs + 1_000 })
    await harness.clock.advance(10_000)
    await harness.tap(badges.ana)
    expect(harness.timeCards.cards.get('TCK_new')).toMatchObject({ state: 'clockedOut' })
    expect(lastEventOf(harness, 'tap00002-0000')).toMatchObject({ kind: 'confirmed', cardId: 'TCK_new' })
  })

  test('a card opened after the tap is not ended by it, and is not shown as ended', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
    await harness.tap(badges.ana)
    await harness.clock.advance(20_000)
    const nowMs = harness.clock.now().wallMs
    onShift(harness, { state: 'clockedOut', clockedOutAtMs: nowMs, clockOutNote: 'by phone' })
    onShift(harness, { id: 'TCK_new', clockedInAtMs: nowMs })
    await harness.clock.advance(60_000)
    expect(harness.timeCards.cards.get('TCK_new')).toMatchObject({ state: 'clockedIn' })
    expect(lastEventOf(harness)).toMatchObject({ kind: 'superseded', cardId: 'TCK_ana' })
  })

  test('shows a shift as open for too long that has ended since: the person is not told so', async () => {
    const harness = createHarness()
    const nowMs = harness.clock.now().wallMs
    onShift(harness, { clockedInAtMs: nowMs - 17 * hourMs })
    onShift(harness, { person: 'ben' })
    await harness.tap(badges.ben)
    onShift(harness, {
      clockedInAtMs: nowMs - 17 * hourMs,
      state: 'clockedOut',
      clockedOutAtMs: nowMs - hourMs,
    })
    onShift(harness, { id: 'TCK_new', clockedInAtMs: nowMs - 30 * 60_000 })
    await harness.clock.advance(5_000)
    await harness.tap(badges.ana)
    expect(lastEventOf(harness, 'tap00002-0000')).toMatchObject({ kind: 'confirmed', cardId: 'TCK_new' })
  })
})

describe("somebody else's card", () => {
  test('is never changed, whatever the journal says', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
    await harness.tap(badges.ana)
    onShift(harness, { userId: people.ben.userId })
    await harness.clock.advance(60_000)
    expect(clockOutsOf(harness, 'TCK_ana')).toBe(1)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'parked', reason: 'other-persons-card' })
  })

  test('is never corrected', async () => {
    const harness = createHarness()
    onShift(harness)
    harness.timeCards.script(
      'listOpen',
      ...Array.from({ length: 9 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const),
    )
    harness.timeCards.script(
      'get',
      ...Array.from({ length: 99 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const),
    )
    await harness.tap(badges.ana)
    await harness.clock.advance(10 * 60_000)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'clocked-out' })
    harness.timeCards.clearScripts()
    onShift(harness, { ...harness.timeCards.cards.get('TCK_ana'), userId: people.ben.userId })
    await harness.clock.advance(2 * 60_000)
    expect(harness.timeCards.count('correctClockOut')).toBe(0)
    expect(lastEventOf(harness)).toMatchObject({ kind: 'parked', reason: 'other-persons-card' })
  })
})
