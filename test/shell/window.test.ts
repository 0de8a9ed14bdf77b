import { expect, onTestFinished, test, vi } from 'vitest'
import { coverOptions, devToolsAllowed, windowOptions } from '../../electron/shell/window-options.ts'
import { createFakeElectron, fakeEvent, withElectron } from '../fakes/electron/index.ts'

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

test('the window has the whole screen to itself and no way to leave it', () => {
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
])('packaged %s, developer tools asked for %s: %s', (isPackaged, devToolsWanted, allowed) => {
  expect(devToolsAllowed({ isPackaged, devToolsWanted })).toBe(allowed)
  expect(windowOptions({ ...onTheWall, isPackaged, devToolsWanted }, place).webPreferences?.devTools).toBe(
    allowed,
  )
})

test('the window shows once there is something drawn, and takes the focus for a reader that types', async () => {
  const { fake, window } = await openWindow()
  expect(window.loaded).toEqual(['app://kiosk/index.html'])
  expect(fake.calls.map(({ what }) => what)).not.toContain('window.show')
  window.emit('ready-to-show')
  expect(fake.calls.map(({ what }) => what).slice(-2)).toEqual(['window.show', 'webContents.focus'])
})

test('nobody at the wall can close the window', async () => {
  const { window } = await openWindow()
  const event = fakeEvent()
  window.emit('close', event)
  expect(event.defaultPrevented).toBe(true)
})

test('a window that is not given the focus when it shows asks for it until it has it', async () => {
  useFakeTimers()
  const { fake, window } = await openWindow()
  fake.desktop.anotherProgramTakesFocus()
  fake.desktop.refusesFocus = true
  window.emit('ready-to-show')
  const since = fake.calls.length
  const asked = (): number => fake.calls.slice(since).filter(({ what }) => what === 'window.focus').length
  vi.advanceTimersByTime(4_999)
  expect(asked()).toBe(0)
  vi.advanceTimersByTime(10_001)
  expect(asked()).toBe(3)
  fake.desktop.refusesFocus = false
  vi.advanceTimersByTime(5_000)
  expect(asked()).toBe(4)
  vi.advanceTimersByTime(60_000)
  expect(asked()).toBe(4)
})

test('a window that has the focus when it shows, or is gone by then, asks for nothing', async () => {
  useFakeTimers()
  const { fake, window } = await openWindow()
  fake.desktop.map(window, { activate: true })
  window.emit('ready-to-show')
  const since = fake.calls.length
  vi.advanceTimersByTime(60_000)
  expect(fake.calls.slice(since)).toEqual([])
  fake.desktop.anotherProgramTakesFocus()
  window.emit('blur')
  window.destroy()
  vi.advanceTimersByTime(60_000)
  expect(fake.calls.slice(since).map(({ what }) => what)).toEqual(['window.destroy'])
})

test('the window comes back to the front, and to the whole screen', async () => {
  useFakeTimers()
  const { fake, window } = await openWindow()
  const since = fake.calls.length
  const done = (): string[] => fake.calls.slice(since).map(({ what }) => what)
  window.emit('minimize')
  window.emit('leave-full-screen')
  expect(done()).toEqual(['window.restore', 'window.setKiosk'])
  fake.desktop.anotherProgramTakesFocus()
  window.emit('blur')
  vi.advanceTimersByTime(4_999)
  expect(done()).toHaveLength(2)
  vi.advanceTimersByTime(1)
  expect(done().slice(2)).toEqual(['window.moveTop', 'window.focus', 'webContents.focus'])
  fake.desktop.map(window, { activate: true })
  vi.advanceTimersByTime(60_000)
  expect(done()).toHaveLength(5)
})

function useFakeTimers(): void {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

async function openWindow() {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  const { openKioskWindow } = await withElectron(fake, () => import('../../electron/shell/window.ts'))
  openKioskWindow(onTheWall, place, [])
  const [window] = fake.windows
  if (window === undefined) throw new Error('no window')
  return { fake, window }
}
