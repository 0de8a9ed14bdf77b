import type { BeforeSendResponse } from 'electron'
import { expect, test } from 'vitest'
import { createFakeElectron, fakeEvent, FakeWindow } from '../../fakes/electron/index.ts'
import { withElectron } from '../../fakes/electron/index.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const denied = 'https://elsewhere.example/?badge=04A1B2C3'

test.each([
  ['will-navigate', { url: denied, isMainFrame: true }],
  ['will-frame-navigate', { url: denied, isMainFrame: true }],
  ['will-frame-navigate', { url: denied, isMainFrame: false }],
  ['will-redirect', { url: denied, isMainFrame: true }],
  ['will-attach-webview', {}],
  ['context-menu', {}],
])('%s is prevented in every page', async (name, details) => {
  const { contents } = await guarded()
  const event = fakeEvent(details)
  contents.emit(name, event)
  expect(event.defaultPrevented).toBe(true)
})

test('a page opens no window', async () => {
  const { contents } = await guarded()
  const details = { url: denied } as Electron.HandlerDetails
  expect(contents.openHandler?.(details)).toEqual({ action: 'deny' })
})

test('a page finds no Bluetooth device', async () => {
  const { contents } = await guarded()
  const event = fakeEvent()
  const chosen: string[] = []
  contents.emit('select-bluetooth-device', event, [{ deviceId: 'a' }], (id: string) => chosen.push(id))
  expect([event.defaultPrevented, chosen]).toEqual([true, ['']])
})

test('zooming with the wheel is undone', async () => {
  const { fake, contents } = await guarded()
  contents.emit('zoom-changed', fakeEvent(), 'in')
  expect(fake.calls.at(-1)).toEqual({ what: 'webContents.setZoomFactor', args: [1] })
})

test('pinching changes nothing once a page is there', async () => {
  const { fake, contents } = await guarded()
  contents.emit('did-finish-load')
  expect(fake.calls.at(-1)).toEqual({ what: 'webContents.setVisualZoomLevelLimits', args: [1, 1] })
})

test('no client certificate of the account is sent to a server that requests one', async () => {
  const { fake, log } = await guarded()
  const event = fakeEvent()
  const given: unknown[][] = []
  fake.app.emit('select-client-certificate', event, {}, 'https://x.example/', [{}], (...args: unknown[]) =>
    given.push(args),
  )
  expect([event.defaultPrevented, given]).toEqual([true, [[]]])
  expect(log.of('host.denied')).toEqual([{ what: 'client-certificate' }])
})

test('a page that tries endlessly cannot flood the log file', async () => {
  const { contents, log } = await guarded()
  for (let tried = 0; tried < 1_000; tried += 1)
    contents.emit('will-redirect', fakeEvent({ url: denied, isMainFrame: true }))
  expect(log.of('host.denied')).toHaveLength(20)
})

test.each([
  'media',
  'geolocation',
  'notifications',
  'fullscreen',
  'openExternal',
  'clipboard-read',
  'hid',
  'serial',
  'usb',
] as const)('the permission %s is refused in every session, on request and on check', async (permission) => {
  const { fake } = await guarded()
  for (const partition of ['kiosk-page', 'some-other']) {
    const session = fake.session(partition)
    const answers: boolean[] = []
    session.permissionRequest?.({} as never, permission, (granted) => answers.push(granted), {} as never)
    expect(answers).toEqual([false])
    expect(session.permissionCheck?.(null, permission, 'app://kiosk', {} as never)).toBe(false)
    expect(session.devicePermission?.({} as never)).toBe(false)
  }
})

test('no Bluetooth device is paired', async () => {
  const { fake } = await guarded()
  const answers: unknown[] = []
  fake.session('kiosk-page').bluetoothPairing?.({} as never, (answer) => answers.push(answer))
  expect(answers).toEqual([{ confirmed: false }])
})

test('nothing is downloaded', async () => {
  const { fake } = await guarded()
  const event = fakeEvent()
  fake.session('kiosk-page').emit('will-download', event)
  expect(event.defaultPrevented).toBe(true)
})

test.each([
  ['app://kiosk/assets/page.js', false],
  ['devtools://devtools/bundled/devtools_app.html', false],
  ['https://graph.microsoft.com/v1.0/me', true],
  ['http://127.0.0.1:9000/', true],
  ['ws://127.0.0.1:9000/', true],
  ['file:///etc/passwd', true],
  ['app://other/index.html', true],
  ['data:text/html,hello', true],
  ['not an address', true],
])('the page requests %s: cancelled %s', async (url, cancel) => {
  const { fake } = await guarded()
  const answers: Electron.CallbackResponse[] = []
  fake.session('kiosk-page').beforeRequest?.({ url }, (answer) => answers.push(answer))
  expect(answers).toEqual([{ cancel } satisfies BeforeSendResponse])
})

test('the menu with its shortcuts is removed, and so are pinching and swiping back', async () => {
  const { fake } = await guarded()
  expect(fake.calls).toEqual(
    expect.arrayContaining([
      { what: 'Menu.setApplicationMenu', args: [null] },
      { what: 'app.commandLine.appendSwitch', args: ['disable-pinch', undefined] },
      { what: 'app.commandLine.appendSwitch', args: ['overscroll-history-navigation', '0'] },
    ]),
  )
})

test('a denied action is logged without its address', async () => {
  const { contents, log } = await guarded()
  contents.emit('will-redirect', fakeEvent({ url: denied, isMainFrame: true }))
  contents.openHandler?.({ url: denied } as Electron.HandlerDetails)
  expect(log.of('host.denied')).toEqual([
    { what: 'redirect', scheme: 'https:' },
    { what: 'window', scheme: 'https:' },
  ])
  expect(log.text()).not.toContain('04A1B2C3')
})

async function guarded() {
  const fake = createFakeElectron()
  const log = createCollectedLog()
  const security = await withElectron(fake, () => import('../../../electron/shell/page/security.ts'))
  security.denyByDefault(log, createVirtualClock())
  fake.app.becomeReady()
  security.keepPageOffline(log, createVirtualClock())
  const window: FakeWindow = new fake.electron.BrowserWindow({})
  return { fake, log, contents: window.contents }
}
