import type { BrowserWindow } from 'electron'
import { expect, test } from 'vitest'
import { keepWindowOpen } from '../../electron/shell/recovery.ts'
import { fakeEvent, FakeWindow } from '../fakes/electron.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

type Loss = (window: FakeWindow) => void

const crash: Loss = ({ webContents }) =>
  webContents.emit('render-process-gone', fakeEvent(), { reason: 'crashed' })

test.each<[string, Loss]>([
  ['crashed', crash],
  ['unresponsive', (window) => window.emit('unresponsive')],
  ['closed', (window) => window.destroy()],
  [
    'preload-error',
    ({ webContents }) => webContents.emit('preload-error', fakeEvent(), 'preload.cjs', new Error()),
  ],
  [
    'load failed: ERR_FAILED',
    ({ webContents }) => webContents.emit('did-fail-load', fakeEvent(), -2, 'ERR_FAILED', '', true),
  ],
])('a window that is lost (%s) is destroyed and opened anew after a pause', async (why, lose) => {
  const { windows, latest, clock, log } = kept()
  lose(latest())
  await clock.advance(999)
  expect(windows).toHaveLength(1)
  expect(windows[0]?.isDestroyed()).toBe(true)
  await clock.advance(1)
  expect(windows).toHaveLength(2)
  expect(log.of('host.screen-lost')).toEqual([{ why, inARow: 1 }])
})

test('one loss told in several ways is one loss', async () => {
  const { windows, latest, clock, log } = kept()
  const window = latest()
  window.emit('unresponsive')
  crash(window)
  await clock.advance(60_000)
  expect(windows).toHaveLength(2)
  expect(log.of('host.screen-lost')).toHaveLength(1)
})

test('a frame that fails to load, or a load that another took the place of, is no loss', async () => {
  const { windows, latest, clock } = kept()
  const { webContents } = latest()
  webContents.emit('did-fail-load', fakeEvent(), -2, 'ERR_FAILED', '', false)
  webContents.emit('did-fail-load', fakeEvent(), -3, 'ERR_ABORTED', '', true)
  await clock.advance(60_000)
  expect(windows).toHaveLength(1)
})

test('the pauses double up to 30 seconds, and the ninth loss in a row gives up', async () => {
  const { windows, latest, clock, gaveUp } = kept()
  const pausesMs = []
  for (let loss = 1; loss <= 8; loss += 1) {
    const beforeMs = clock.now().monotonicMs
    const opened = windows.length
    crash(latest())
    while (windows.length === opened) await clock.advance(1_000)
    pausesMs.push(clock.now().monotonicMs - beforeMs)
  }
  expect(pausesMs).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  expect(gaveUp()).toBe(0)
  crash(latest())
  await clock.advance(120_000)
  expect([gaveUp(), windows.length]).toEqual([1, 9])
})

test('a window that stood for a minute makes the count begin anew', async () => {
  const { windows, latest, clock, log } = kept()
  for (let loss = 1; loss <= 12; loss += 1) {
    await clock.advance(60_000)
    crash(latest())
    await clock.advance(1_000)
  }
  expect(windows).toHaveLength(13)
  expect(log.of('host.screen-lost').every(({ inARow }) => inARow === 1)).toBe(true)
})

function kept() {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const windows: FakeWindow[] = []
  let givenUp = 0
  keepWindowOpen({
    open: () => {
      const window = new FakeWindow(() => undefined, {})
      windows.push(window)
      return window as unknown as BrowserWindow
    },
    clock,
    log,
    giveUp: () => {
      givenUp += 1
    },
    random: () => 1,
  })
  const latest = (): FakeWindow => {
    const window = windows.at(-1)
    if (window === undefined) throw new Error('no window')
    return window
  }
  return { windows, latest, clock, log, gaveUp: () => givenUp }
}
