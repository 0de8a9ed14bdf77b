import { expect, test } from 'vitest'
import { devToolsAllowed, windowOptions } from '../../electron/shell/window-options.ts'
import { createFakeElectron, fakeEvent, withElectron } from '../fakes/electron.ts'

const onTheWall = { preload: '/out/preload.cjs', isPackaged: true, devToolsWanted: false, framed: false }

test('the window has the whole screen to itself and no way to leave it', () => {
  expect(windowOptions(onTheWall)).toMatchObject({
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
    expect(windowOptions({ ...onTheWall, framed }).webPreferences).toMatchObject({
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
  expect(windowOptions({ ...onTheWall, isPackaged, devToolsWanted }).webPreferences?.devTools).toBe(allowed)
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

async function openWindow() {
  const fake = createFakeElectron()
  const { openKioskWindow } = await withElectron(fake, () => import('../../electron/shell/window.ts'))
  openKioskWindow(onTheWall, [])
  const [window] = fake.windows
  if (window === undefined) throw new Error('no window')
  return { fake, window }
}
