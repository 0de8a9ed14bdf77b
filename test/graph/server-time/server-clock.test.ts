import { describe, expect, test } from 'vitest'
import { createServerClock } from '../../../electron/graph/server-time/server-clock.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const hourMs = 3_600_000

/** A server whose clock is `aheadMs` ahead of the PC's at the start, and goes on by itself. */
function between(clock: VirtualClock, serverAheadMs: number, headers: Record<string, string> = {}) {
  const startWallMs = clock.now().wallMs
  const startMonotonicMs = clock.now().monotonicMs
  const serverMs = () => startWallMs + serverAheadMs + (clock.now().monotonicMs - startMonotonicMs)
  const server = createServerClock(
    () =>
      Promise.resolve(
        new Response(null, {
          headers: { date: new Date(serverMs()).toUTCString(), 'request-id': 'a', ...headers },
        }),
      ),
    clock,
  )
  return { server, serverMs }
}

test('before any server has answered, the time is unknown', () => {
  const clock = createVirtualClock()
  const { server } = between(clock, 0)
  expect(server.timeOf(clock.now())).toBeUndefined()
  expect(server.aheadMs()).toBeUndefined()
})

test('a PC clock that agrees with the servers is kept to the millisecond', async () => {
  const clock = createVirtualClock(Date.UTC(2026, 0, 5, 8, 0, 0, 437))
  const { server } = between(clock, 0)
  await server.fetch('https://graph.microsoft.com')
  expect(server.timeOf(clock.now())).toBe(clock.now().wallMs)
})

test.each([-3 * hourMs, -5 * 60_000, 5 * 60_000, 300 * 24 * hourMs])(
  'a PC clock that is wrong by %i ms is corrected to within a second once two answers agree',
  async (serverAheadMs) => {
    const clock = createVirtualClock()
    const { server, serverMs } = between(clock, serverAheadMs)
    await server.fetch('https://graph.microsoft.com')
    expect(server.timeOf(clock.now())).toBeUndefined()
    expect(server.aheadMs()).toBeUndefined()
    expect(server.isUndecided()).toBe(true)
    await server.fetch('https://graph.microsoft.com')
    expect(server.isUndecided()).toBe(false)
    await clock.advance(10_000)
    expect(Math.abs((server.timeOf(clock.now()) ?? 0) - serverMs())).toBeLessThanOrEqual(1_010)
    expect(server.aheadMs()).toBeCloseTo(-serverAheadMs, -4)
  },
)

test('a wrong PC clock is corrected despite one false date between two true ones, or servers a second apart', async () => {
  const aheadMs = 2 * hourMs
  for (const [offsets, isKnown] of [
    [[0, 3 * hourMs, 0], true],
    [[0, 1_400], true],
    [[3 * hourMs, 0], false],
  ] as const) {
    const clock = createVirtualClock()
    const left = [...offsets]
    const server = createServerClock(
      () =>
        Promise.resolve(
          new Response(null, {
            headers: {
              date: new Date(clock.now().wallMs + aheadMs + (left.shift() ?? 0)).toUTCString(),
              'request-id': 'a',
            },
          }),
        ),
      clock,
    )
    while (left.length > 0) await server.fetch('https://graph.microsoft.com')
    expect(server.isUndecided()).toBe(!isKnown)
    const serverMs = server.timeOf(clock.now())
    if (!isKnown) expect(serverMs).toBeUndefined()
    else expect(Math.abs((serverMs ?? 0) - clock.now().wallMs - aheadMs)).toBeLessThan(2_500)
  }
})

test('an answer without a valid date leaves the time unknown', async () => {
  const { server } = between(createVirtualClock(), 0, { age: '30' })
  await server.fetch('https://graph.microsoft.com')
  expect(server.isUndecided()).toBe(true)
})

test('after the computer slept its clock is not called wrong until a server has answered', async () => {
  const clock = createVirtualClock()
  const { server } = between(clock, 0)
  await server.fetch('https://graph.microsoft.com')
  expect(server.aheadMs()).toBe(0)
  // The monotonic clock stood still meanwhile.
  clock.jumpWall(8 * hourMs)
  expect(server.aheadMs()).toBeUndefined()
  await server.fetch('https://graph.microsoft.com')
  expect(server.aheadMs()).toBeDefined()
})

test('a PC clock that jumps afterwards changes nothing', async () => {
  const clock = createVirtualClock()
  const { server, serverMs } = between(clock, 0)
  await server.fetch('https://graph.microsoft.com')
  for (const jumpMs of [hourMs, -2 * hourMs, 30_000]) {
    clock.jumpWall(jumpMs)
    await clock.advance(60_000)
    expect(Math.abs((server.timeOf(clock.now()) ?? 0) - serverMs())).toBeLessThanOrEqual(1_010)
  }
})

test('the time of a moment before the first answer is derived from the monotonic clock', async () => {
  const clock = createVirtualClock()
  const { server, serverMs } = between(clock, 2 * hourMs)
  const tapped = clock.now()
  const trueMs = serverMs()
  await clock.advance(20 * 60_000)
  await server.fetch('https://graph.microsoft.com')
  await server.fetch('https://graph.microsoft.com')
  expect(Math.abs((server.timeOf(tapped) ?? 0) - trueMs)).toBeLessThanOrEqual(1_300)
})

test('many answers narrow the time down below the whole seconds of the header', async () => {
  const clock = createVirtualClock()
  const { server, serverMs } = between(clock, 7_777)
  await server.fetch('https://graph.microsoft.com')
  for (let answers = 0; answers < 50; answers += 1) {
    await clock.advance(137)
    await server.fetch('https://graph.microsoft.com')
  }
  expect(Math.abs((server.timeOf(clock.now()) ?? 0) - serverMs())).toBeLessThanOrEqual(150)
})

test('a date from a proxy on the way is ignored', async () => {
  const clock = createVirtualClock()
  const server = createServerClock(
    () => Promise.resolve(new Response('<html>', { headers: { date: new Date(0).toUTCString() } })),
    clock,
  )
  await server.fetch('https://graph.microsoft.com')
  expect(server.timeOf(clock.now())).toBeUndefined()
})

/** Answers dated one after the other, in milliseconds from the true time, which is that of the PC. */
function answering(clock: VirtualClock, headers: Record<string, string> = { 'request-id': 'a' }) {
  let aheadMs = 0
  const trueMs = () => startMs + clock.now().monotonicMs
  const startMs = clock.now().wallMs
  const server = createServerClock(() => {
    const date = new Date(trueMs() + aheadMs).toUTCString()
    return Promise.resolve(new Response(null, { headers: { date, ...headers } }))
  }, clock)
  const answer = async (ms: number) => {
    aheadMs = ms
    await server.fetch('https://graph.microsoft.com')
  }
  /** How far what is believed is from the true time, in seconds, to the nearest ten. */
  const errorSeconds = () => Math.round(((server.timeOf(clock.now()) ?? NaN) - trueMs()) / 10_000) * 10
  return { server, answer, errorSeconds, trueMs }
}

test('one odd answer among true ones is ignored, before or after them', async () => {
  const { answer, errorSeconds, server } = answering(createVirtualClock())
  await answer(-3 * hourMs)
  await answer(0)
  expect(errorSeconds()).toBe(0)
  await answer(3 * hourMs)
  expect(errorSeconds()).toBe(0)
  await answer(0)
  await answer(3 * hourMs)
  expect(errorSeconds()).toBe(0)
  expect(server.aheadMs()).toBe(0)
})

test('answers that contradict each other are never believed', async () => {
  const { answer, server } = answering(createVirtualClock())
  for (let hours = 1; hours < 20; hours++) await answer(hours * hourMs)
  expect(server.timeOf({ wallMs: 0, monotonicMs: 0 })).toBeUndefined()
})

test('dates before 2024 and from 2100 on are never believed, however many agree', async () => {
  const { answer, server } = answering(createVirtualClock())
  for (const ms of [-3 * 365 * 24 * hourMs, 80 * 365 * 24 * hourMs]) {
    for (let i = 0; i < 3; i++) await answer(ms)
  }
  expect(server.timeOf({ wallMs: 0, monotonicMs: 0 })).toBeUndefined()
})

test('a date from a cache is ignored', async () => {
  const clock = createVirtualClock()
  const { answer, server } = answering(clock, { 'request-id': 'a', age: '0' })
  await answer(0)
  expect(server.timeOf(clock.now())).toBeUndefined()
})

test.each([
  [-2 * 60_000, -120],
  [-4 * 60_000, -240],
  [14 * 60_000, 840],
  [-6 * 60_000, NaN],
  [16 * 60_000, NaN],
])(
  'once an assertion was accepted, two answers %i ms off are believed only within Entra’s tolerance',
  async (aheadMs, believedSeconds) => {
    const clock = createVirtualClock()
    const { server, answer, errorSeconds } = answering(clock)
    server.assertionAccepted(clock.now())
    await answer(aheadMs)
    await answer(aheadMs)
    expect(errorSeconds()).toBe(believedSeconds)
  },
)

test('an accepted assertion overrides an earlier time that contradicts it', async () => {
  const clock = createVirtualClock()
  const { server, answer, errorSeconds } = answering(clock)
  await answer(-3 * hourMs)
  await answer(-3 * hourMs)
  expect(errorSeconds()).toBe(-3 * 3600)
  server.assertionAccepted(clock.now())
  expect(server.timeOf(clock.now())).toBeUndefined()
})

test('an accepted assertion says nothing once the PC clock has jumped', async () => {
  const clock = createVirtualClock()
  const { server, answer, errorSeconds } = answering(clock)
  const signedAt = clock.now()
  server.assertionAccepted(signedAt)
  clock.jumpWall(3 * hourMs)
  await answer(0)
  await answer(0)
  expect(errorSeconds()).toBe(0)
  server.assertionAccepted(signedAt)
  expect(errorSeconds()).toBe(0)
})

describe('the time by which something may be erased permanently', () => {
  test('requires two answers an hour apart that agree with the PC clock', async () => {
    const clock = createVirtualClock()
    const { server, answer } = answering(clock)
    await answer(0)
    expect(server.agreedNowMs()).toBeUndefined()
    await clock.advance(59 * 60_000)
    await answer(60_000)
    expect(server.agreedNowMs()).toBeUndefined()
    await clock.advance(60_000)
    expect(server.agreedNowMs()).toBeUndefined()
    await answer(0)
    expect(server.agreedNowMs()).toBe(clock.now().wallMs)
  })

  test.each<[string, (clock: VirtualClock, answer: (ms: number) => Promise<void>) => unknown]>([
    ['an answer in between disagrees', (_, answer) => answer(hourMs)],
    ['an answer in between is from the year 9999', (_, answer) => answer(7973 * 365.25 * 24 * hourMs)],
    ['the computer slept, or its clock was set', (clock) => clock.jumpWall(3_000)],
  ])('starts again if %s', async (_, happens) => {
    const clock = createVirtualClock()
    const { server, answer } = answering(clock)
    await answer(0)
    await clock.advance(30 * 60_000)
    await happens(clock, answer)
    await answer(0)
    await clock.advance(31 * 60_000)
    await answer(0)
    expect(server.agreedNowMs()).toBeUndefined()
    await clock.advance(30 * 60_000)
    await answer(0)
    expect(server.agreedNowMs()).toBe(clock.now().wallMs)
  })

  test('is unknown as soon as the PC clock jumps', async () => {
    const clock = createVirtualClock()
    const { server, answer } = answering(clock)
    await answer(0)
    await clock.advance(hourMs)
    await answer(0)
    clock.jumpWall(20 * 365 * 24 * hourMs)
    expect(server.agreedNowMs()).toBeUndefined()
  })
})
