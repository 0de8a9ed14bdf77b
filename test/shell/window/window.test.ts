import { describe, expect, test, vi } from 'vitest'
import {
  coverOptions,
  devToolsAllowed,
  windowOptions,
} from '../../../electron/shell/window/window-options.ts'
import {
  createFakeElectron,
  fakeEvent,
  profileNames,
  withElectron,
  type ProfileName,
  type ReadyToShow,
} from '../../fakes/electron/index.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const onTheWall = { preload: '/out/preload.cjs', isPackaged: true, devToolsWanted: false, framed: false }

const place = { x: 0, y: 0, width: 1920, height: 1080 }

test.each([
  ['the only display', place],
  ['one beside it', { x: 1920, y: 0, width: 1280, height: 1024 }],
  ['one to its left, upright', { x: -1080, y: 0, width: 1080, height: 1920 }],
  ['a small touch panel', { x: 0, y: 0, width: 800, height: 480 }],
])('the window fills the display it is placed on: %s', (_which, bounds) => {
  expect(windowOptions(onTheWall, bounds)).toMatchObject({
    ...bounds,
    kiosk: true,
    fullscreen: true,
    frame: false,
  })
  expect(windowOptions({ ...onTheWall, framed: true }, bounds)).not.toMatchObject(bounds)
  expect(coverOptions(bounds)).toMatchObject({ ...bounds, kiosk: true, closable: false, focusable: false })
  expect(coverOptions(bounds)).not.toHaveProperty('webPreferences')
})

test('the window fills the whole screen and cannot be left', () => {
  expect(windowOptions(onTheWall, place)).toMatchObject({
    kiosk: true,
    fullscreen: true,
    frame: false,
    closable: false,
    minimizable: false,
    autoHideMenuBar: true,
    show: false,
    backgroundColor: '#f6f4ef',
  })
})

test('the page is sandboxed, isolated, without Node, and opens nothing', () => {
  for (const framed of [true, false]) {
    expect(windowOptions({ ...onTheWall, framed }, place).webPreferences).toMatchObject({
      preload: '/out/preload.cjs',
      partition: 'kiosk-page',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: false,
      disableDialogs: true,
    })
  }
})

test.each([
  [true, true, false],
  [true, false, false],
  [false, true, true],
  [false, false, false],
])('packaged %s, developer tools requested %s: %s', (isPackaged, devToolsWanted, allowed) => {
  expect(devToolsAllowed({ isPackaged, devToolsWanted })).toBe(allowed)
  expect(windowOptions({ ...onTheWall, isPackaged, devToolsWanted }, place).webPreferences?.devTools).toBe(
    allowed,
  )
})

describe.each(profileNames)('on %s', (profile) => {
  const open = (options: OpenOptions = {}) => openWindow({ profile, ...options })

  test('the window shows once something is drawn, and takes the focus for a reader that types', async () => {
    const { fake, window } = await open()
    expect(window.loaded).toEqual(['app://kiosk/index.html'])
    expect(fake.calls.map(({ what }) => what)).not.toContain('window.show')
    window.draw()
    expect(fake.calls.map(({ what }) => what).slice(-2)).toEqual(['window.show', 'webContents.focus'])
    expect(fake.desktop.focused).toBe(window)
  })

  test.each(['only-after-show', 'never'] as const)(
    'a window that gets ready-to-show %s still shows once its page has loaded',
    async (readyToShow) => {
      const { fake, window, clock } = await open({ readyToShow })
      window.draw()
      await clock.advance(1_000)
      expect(window.isVisible()).toBe(true)
      await clock.advance(60_000)
      expect(fake.calls.filter(({ what }) => what === 'window.show')).toHaveLength(1)
    },
  )

  test('a window whose page loads forever shows after ten seconds', async () => {
    const { fake, clock } = await open()
    const shown = () => fake.calls.filter(({ what }) => what === 'window.show').length
    await clock.advance(9_999)
    expect(shown()).toBe(0)
    await clock.advance(1)
    expect(shown()).toBe(1)
  })

  test('a window that is gone before it shows is left alone', async () => {
    const { fake, window, clock } = await open()
    window.destroy()
    await clock.advance(60_000)
    expect(fake.calls.at(-1)?.what).toBe('window.destroy')
  })

  test('nobody at the wall can close the window', async () => {
    const { window } = await open()
    const event = fakeEvent()
    window.emit('close', event)
    expect(event.defaultPrevented).toBe(true)
  })

  test('the window returns to full screen when it leaves it', async () => {
    const { window, clock } = await open()
    window.draw()
    window.leaveFullScreen()
    await clock.advance(1)
    expect(window.isFullScreen()).toBe(true)
  })

  test('a minimized window is restored, but not within the event', async () => {
    const { fake, window, clock } = await open()
    window.emit('minimize')
    expect(fake.calls.at(-1)?.what).not.toBe('window.restore')
    await clock.advance(1)
    expect(fake.calls.at(-1)?.what).toBe('window.restore')
  })

  test('a hidden window shows again, but only after five seconds, for a person servicing the computer', async () => {
    const { window, clock } = await open()
    window.draw()
    window.beHidden()
    await clock.advance(4_999)
    expect(window.isVisible()).toBe(false)
    await clock.advance(1)
    expect(window.isVisible()).toBe(true)
  })

  test('a replaced window no longer raises itself', async () => {
    const { fake, window, clock, stepBack } = await open()
    window.draw()
    stepBack()
    const since = fake.calls.length
    window.beHidden()
    window.leaveFullScreen()
    window.emit('minimize')
    await clock.advance(60_000)
    expect(fake.calls.slice(since)).toEqual([])
  })
})

test('on macOS a covered window waits five seconds too, and show is not called', async () => {
  const { fake, window, clock } = await openWindow({ profile: 'darwin' })
  window.draw()
  const since = fake.calls.length
  window.beOccluded()
  await clock.advance(4_999)
  expect(fake.calls.slice(since)).toEqual([])
  await clock.advance(1)
  expect(fake.calls.slice(since).map(({ what }) => what)).toEqual([
    'window.moveTop',
    'window.focus',
    'webContents.focus',
  ])
})

test("when Windows ends the session, the window's opener is notified at once", async () => {
  const { fake, sessionEnds } = await openWindow({ profile: 'win32' })
  fake.endSession()
  expect(sessionEnds).toHaveBeenCalledOnce()
  expect(fake.app.ended).toEqual({ code: 0 })
})

test('a window that does not get the focus when it shows requests it until it does', async () => {
  const { fake, window, clock } = await openWindow()
  fake.desktop.refusesFocus = true
  window.draw()
  const since = fake.calls.length
  const asked = (): number => fake.calls.slice(since).filter(({ what }) => what === 'window.focus').length
  await clock.advance(4_999)
  expect(asked()).toBe(0)
  await clock.advance(10_001)
  expect(asked()).toBe(3)
  fake.desktop.refusesFocus = false
  await clock.advance(5_000)
  expect(asked()).toBe(4)
  await clock.advance(60_000)
  expect(asked()).toBe(4)
})

test('a window that another program took the focus from takes it back after five seconds', async () => {
  const { fake, window, clock } = await openWindow()
  window.draw()
  fake.desktop.anotherProgramTakesFocus()
  await clock.advance(4_999)
  expect(window.isFocused()).toBe(false)
  await clock.advance(1)
  expect(window.isFocused()).toBe(true)
  const since = fake.calls.length
  await clock.advance(60_000)
  expect(fake.calls.slice(since)).toEqual([])
})

test('a closed window requests nothing', async () => {
  const { fake, window, clock } = await openWindow()
  window.draw()
  window.emit('blur')
  window.destroy()
  const since = fake.calls.length
  await clock.advance(60_000)
  expect(fake.calls.slice(since)).toEqual([])
})

interface OpenOptions {
  readonly profile?: ProfileName
  readonly readyToShow?: ReadyToShow
}

async function openWindow({ profile = 'linux-x11', readyToShow = 'when-drawn' }: OpenOptions = {}) {
  const fake = createFakeElectron({ profile })
  fake.app.becomeReady()
  fake.settings.readyToShow = readyToShow
  const clock = createVirtualClock()
  const sessionEnds = vi.fn()
  const { openKioskWindow } = await withElectron(
    fake,
    () => import('../../../electron/shell/window/window.ts'),
  )
  const parts = { situation: onTheWall, followers: [], clock, sessionEnds }
  const { stepBack } = openKioskWindow(parts, place)
  const [window] = fake.windows
  if (window === undefined) throw new Error('no window')
  return { fake, window, clock, stepBack, sessionEnds }
}
