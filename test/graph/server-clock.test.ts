import { expect, test } from 'vitest'
import { createServerClock } from '../../electron/graph/server-clock.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

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

test('before any server was seen, nothing is claimed', () => {
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
  'a PC clock that is wrong by %i ms is corrected to within a second',
  async (serverAheadMs) => {
    const clock = createVirtualClock()
    const { server, serverMs } = between(clock, serverAheadMs)
    await server.fetch('https://graph.microsoft.com')
    await clock.advance(10_000)
    expect(Math.abs((server.timeOf(clock.now()) ?? 0) - serverMs())).toBeLessThanOrEqual(1_010)
    expect(server.aheadMs()).toBeCloseTo(-serverAheadMs, -4)
  },
)

test('after the computer slept nobody claims that its clock is wrong, until a server has answered', async () => {
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

test('a moment before the first answer is known all the same, by the monotonic clock', async () => {
  const clock = createVirtualClock()
  const { server, serverMs } = between(clock, 2 * hourMs)
  const tapped = clock.now()
  const trueMs = serverMs()
  await clock.advance(20 * 60_000)
  await server.fetch('https://graph.microsoft.com')
  expect(Math.abs((server.timeOf(tapped) ?? 0) - trueMs)).toBeLessThanOrEqual(1_300)
})

test('many answers narrow it down below the whole seconds of the header', async () => {
  const clock = createVirtualClock()
  const { server, serverMs } = between(clock, 7_777)
  for (let answers = 0; answers < 50; answers += 1) {
    await clock.advance(137)
    await server.fetch('https://graph.microsoft.com')
  }
  expect(Math.abs((server.timeOf(clock.now()) ?? 0) - serverMs())).toBeLessThanOrEqual(150)
})

test('what a proxy on the way says of the time is not taken', async () => {
  const clock = createVirtualClock()
  const server = createServerClock(
    () => Promise.resolve(new Response('<html>', { headers: { date: new Date(0).toUTCString() } })),
    clock,
  )
  await server.fetch('https://graph.microsoft.com')
  expect(server.timeOf(clock.now())).toBeUndefined()
})
