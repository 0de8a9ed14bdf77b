import { expect, test } from 'vitest'
import { createReconnect } from '../../electron/graph/reconnect.ts'
import { createCollectedLog } from '../support/collected-log.ts'

function counting() {
  const log = createCollectedLog()
  let dropped = 0
  const note = createReconnect({ log, dropConnections: () => void (dropped += 1) })
  const tell = (reached: boolean, times: number): void => {
    for (let time = 0; time < times; time++) note({ reached })
  }
  return { log, tell, dropped: () => dropped }
}

test('after ten requests in a row without an answer the connections are closed, and again after ten more', () => {
  const { log, tell, dropped } = counting()
  tell(false, 9)
  expect(dropped()).toBe(0)
  tell(false, 1)
  expect(dropped()).toBe(1)
  tell(false, 10)
  expect(dropped()).toBe(2)
  expect(log.of('graph.reconnecting').length).toBe(2)
})

test('an answer in between, whatever it says, begins the count anew', () => {
  const { tell, dropped } = counting()
  for (let round = 0; round < 5; round++) {
    tell(false, 9)
    tell(true, 1)
  }
  expect(dropped()).toBe(0)
})
