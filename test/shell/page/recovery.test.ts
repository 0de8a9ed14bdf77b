import type { BrowserWindow } from 'electron'
import { expect, test } from 'vitest'
import type { SignOfLife } from '../../../electron/shell/page/ipc.ts'
import { keepWindowOpen } from '../../../electron/shell/page/recovery.ts'
import { createFakeElectron, fakeEvent, FakeWindow } from '../../fakes/electron/index.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

type Loss = (window: FakeWindow) => void

const crash: Loss = ({ contents }) => contents.emit('render-process-gone', fakeEvent(), { reason: 'crashed' })

test.each<[string, Loss]>([
  ['crashed', crash],
  ['unresponsive', (window) => window.emit('unresponsive')],
  ['closed', (window) => window.destroy()],
  [
    'preload-error',
    ({ contents }) => contents.emit('preload-error', fakeEvent(), 'preload.cjs', new Error('no such thing')),
  ],
  [
    'load failed: ERR_FAILED',
    ({ contents }) => contents.emit('did-fail-load', fakeEvent(), -2, 'ERR_FAILED', '', true),
  ],
])('a window that is lost (%s) is destroyed and opened again after a pause', async (why, lose) => {
  const { windows, latest, clock, log } = kept()
  lose(latest())
  await clock.advance(999)
  expect(windows).toHaveLength(1)
  expect(windows[0]?.isDestroyed()).toBe(true)
  await clock.advance(1)
  expect(windows).toHaveLength(2)
  expect(log.of('host.screen-lost')).toMatchObject([{ why, inARow: 1 }])
})

test('one loss reported in several ways is one loss', async () => {
  const { windows, latest, clock, log } = kept()
  const window = latest()
  window.emit('unresponsive')
  crash(window)
  await clock.advance(60_000)
  expect(windows).toHaveLength(2)
  expect(log.of('host.screen-lost')).toHaveLength(1)
})

test('a frame that fails to load, or a load replaced by another, is not a loss', async () => {
  const { windows, latest, clock } = kept()
  const { contents } = latest()
  contents.emit('did-fail-load', fakeEvent(), -2, 'ERR_FAILED', '', false)
  contents.emit('did-fail-load', fakeEvent(), -3, 'ERR_ABORTED', '', true)
  await clock.advance(60_000)
  expect(windows).toHaveLength(1)
})

test('the pauses double up to 30 seconds, and it gives up at the ninth loss in a row', async () => {
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

test('a window whose page still responds after a minute resets the count', async () => {
  const { windows, latest, clock, log } = kept()
  for (let loss = 1; loss <= 12; loss += 1) {
    await clock.advance(60_000)
    crash(latest())
    await clock.advance(1_000)
  }
  expect(windows).toHaveLength(13)
  expect(log.of('host.screen-lost').every(({ inARow }) => inARow === 1)).toBe(true)
})

test('a page that stops answering counts as lost after a minute, even if nobody touches it', async () => {
  const { windows, clock, log, pulse } = kept()
  await clock.advance(300_000)
  pulse.answers = false
  await clock.advance(59_000)
  expect(log.of('host.screen-lost')).toEqual([])
  await clock.advance(17_000)
  expect(log.of('host.screen-lost')).toEqual([{ why: 'no sign of life', inARow: 1 }])
  expect(windows).toHaveLength(2)
})

test('a page whose script never runs is given up like one that crashes', async () => {
  const { windows, clock, log, pulse, gaveUp } = kept()
  pulse.answers = false
  await clock.advance(3_600_000)
  expect([gaveUp(), windows.length]).toEqual([1, 9])
  expect(log.of('host.screen-lost').map(({ inARow }) => inARow)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('so is a page that responds at first and hangs each time', async () => {
  const { windows, clock, gaveUp } = kept({ answersAWindow: 3 })
  await clock.advance(3_600_000)
  expect([gaveUp(), windows.length]).toEqual([1, 9])
})

test('a replaced window is not a loss, and the old one stays until the new one is drawn', async () => {
  const { windows, steppedBack, clock, log, renew, pulse } = kept()
  renew()
  await clock.advance(1_000)
  expect(windows.map((window) => window.isDestroyed())).toEqual([false, false])
  expect(steppedBack).toEqual([windows[0]])
  pulse.speak()
  await clock.advance(1_000)
  expect(windows.map((window) => window.isDestroyed())).toEqual([true, false])
  renew()
  await clock.advance(10_000)
  expect(windows.map((window) => window.isDestroyed())).toEqual([true, true, false])
  expect(log.of('host.screen-lost')).toEqual([])
})

test('a running page in a window that does not show is shown again, and reopened after 75 seconds', async () => {
  const { windows, latest, clock, log } = kept({ shows: false })
  const first = latest()
  await clock.advance(14_000)
  expect(first.isVisible()).toBe(false)
  await clock.advance(1_000)
  expect(first.isVisible()).toBe(true)
  expect(log.of('host.not-shown')).toEqual([{ forSeconds: 15 }])
  await clock.advance(600_000)
  expect([windows.length, log.of('host.not-shown').length, log.of('host.screen-lost')]).toEqual([1, 1, []])
})

test('a running page that was not painted for 75 seconds counts as lost, even if its window is mapped', async () => {
  const { windows, clock, log, pulse } = kept()
  pulse.isPainted = false
  pulse.speak()
  expect(log.of('host.not-shown')).toEqual([])
  await clock.advance(74_000)
  expect(windows).toHaveLength(1)
  await clock.advance(5_000)
  expect(windows).toHaveLength(2)
  expect(log.of('host.screen-lost')).toEqual([{ why: 'not shown', inARow: 1 }])
  expect(log.of('host.not-shown')).toHaveLength(4)
})

test('a window that is never visible is given up like one that crashes', async () => {
  const { windows, clock, gaveUp, pulse } = kept()
  pulse.isPainted = false
  await clock.advance(3_600_000)
  expect([gaveUp(), windows.length]).toEqual([1, 9])
})

test('a page that was visible once may have no frames, since its display may be off', async () => {
  const { windows, clock, log, pulse } = kept()
  await clock.advance(60_000)
  pulse.isPainted = false
  await clock.advance(600_000)
  expect([windows.length, log.lines]).toEqual([1, []])
})

test('a clean stop, which destroys the window, is not a loss, and opens none', async () => {
  const { windows, clock, log, kept: window } = kept()
  window.letGo()
  windows[0]?.destroy()
  await clock.advance(60_000)
  expect([windows.length, log.lines]).toEqual([1, []])
})

test('a stop while the next window is being opened opens none either', async () => {
  const { windows, latest, clock, kept: window } = kept()
  crash(latest())
  window.letGo()
  await clock.advance(60_000)
  expect(windows).toHaveLength(1)
})

test('a window being opened after a loss is not replaced', async () => {
  const { windows, latest, clock, renew } = kept()
  crash(latest())
  renew()
  await clock.advance(1_000)
  expect(windows).toHaveLength(2)
})

/** `answersAWindow`: how many questions the page of each window answers before it hangs. */
function kept({ answersAWindow = Infinity, shows = true } = {}) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const windows: FakeWindow[] = []
  const steppedBack: FakeWindow[] = []
  const pulse = {
    answers: true,
    answersLeft: answersAWindow,
    isPainted: true,
    listeners: new Set<(sign: SignOfLife) => void>(),
    speak: () => {
      for (const listener of [...pulse.listeners]) listener({ isPainted: pulse.isPainted })
    },
  }
  let givenUp = 0
  const fake = createFakeElectron()
  const kept = keepWindowOpen({
    open: () => {
      const window = new FakeWindow(fake.world, { show: false })
      windows.push(window)
      if (shows) window.show()
      pulse.answersLeft = answersAWindow
      return { window: window as unknown as BrowserWindow, stepBack: () => steppedBack.push(window) }
    },
    page: {
      ping: () => {
        pulse.answersLeft -= 1
        if (!pulse.answers || pulse.answersLeft < 0) return
        pulse.speak()
      },
      onAlive: (listener) => {
        pulse.listeners.add(listener)
        return () => pulse.listeners.delete(listener)
      },
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
  return {
    windows,
    steppedBack,
    latest,
    clock,
    log,
    pulse,
    kept,
    renew: () => kept.renew(),
    gaveUp: () => givenUp,
  }
}
