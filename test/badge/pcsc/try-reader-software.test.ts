import { expect, test } from 'vitest'
import { tryReaderSoftware } from '../../../electron/badge/pcsc/try-reader-software.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import type { HelperProcessHost } from '../../../electron/base/process/helper-process.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** A scripted reader process. */
function scripted(messages: readonly unknown[], how: string | undefined) {
  let kills = 0
  const host: HelperProcessHost = {
    spawn: (args) => {
      expect(args).toEqual(['--load-only'])
      return {
        pid: undefined,
        send: () => undefined,
        kill: () => (kills += 1),
        onMessage: (listener) => setImmediate(() => messages.forEach(listener)),
        onExit: (listener) => {
          if (how !== undefined) setTimeout(() => listener(how), 5)
        },
      }
    },
  }
  return { host, kills: () => kills }
}

test.each([
  [[{ type: 'heartbeat' }], 'exit code 0', { kind: 'loaded' }],
  [
    [{ type: 'software-missing', detail: 'no addon' }],
    'exit code 0',
    { kind: 'missing', detail: 'no addon' },
  ],
  [[{ type: 'heartbeat' }], 'SIGSEGV', { kind: 'missing', detail: 'the reader process ended: SIGSEGV' }],
])('a process that says %j and ends with %s: %j', async (messages, how, trial) => {
  expect(await tryReaderSoftware(scripted(messages, how).host, systemClock)).toEqual(trial)
})

test('a process that hangs is ended after ten seconds', async () => {
  const clock = createVirtualClock()
  const { host, kills } = scripted([], undefined)
  const trial = tryReaderSoftware(host, clock)
  await clock.advance(10_000)
  expect(await trial).toMatchObject({ kind: 'missing' })
  expect(kills()).toBe(1)
})
