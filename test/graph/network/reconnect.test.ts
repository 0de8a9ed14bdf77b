import { expect, test } from 'vitest'
import { createReconnect } from '../../../electron/graph/network/reconnect.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

function counting() {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  let dropped = 0
  const note = createReconnect({ clock, log, dropConnections: () => void (dropped += 1) })
  const exchange = async (reached: boolean, takesMs: number): Promise<void> => {
    await clock.advance(takesMs)
    note({ reached, roundTripMs: takesMs })
  }
  return { log, exchange, dropped: () => dropped }
}

test('after half a minute without an answer the connections are closed, then again with backoff', async () => {
  const { log, exchange, dropped } = counting()
  await exchange(false, 10_000)
  await exchange(false, 10_000)
  expect(dropped()).toBe(0)
  await exchange(false, 10_000)
  expect(dropped()).toBe(1)
  for (let round = 0; round < 5; round++) await exchange(false, 10_000)
  expect(dropped()).toBe(1)
  await exchange(false, 10_000)
  expect(dropped()).toBe(2)
  expect(log.of('graph.reconnecting').length).toBe(2)
})

test('one write that times out is enough', async () => {
  const { exchange, dropped } = counting()
  await exchange(false, 40_000)
  expect(dropped()).toBe(1)
})

test('a hundred refused connections in a second are not enough', async () => {
  const { exchange, dropped } = counting()
  for (let round = 0; round < 100; round++) await exchange(false, 10)
  expect(dropped()).toBe(0)
})

test('an answer in between, whatever it is, resets the timer', async () => {
  const { exchange, dropped } = counting()
  for (let round = 0; round < 5; round++) {
    await exchange(false, 10_000)
    await exchange(false, 10_000)
    await exchange(true, 100)
  }
  expect(dropped()).toBe(0)
})
