import assert from 'node:assert/strict'
import type { IpcMainEvent } from 'electron'
import { conformanceCase } from '../conformance-case.ts'

const dispatch = 'lib/browser/ipc-dispatch.ts'
const frame = 'lib/browser/api/web-frame-main.ts'

/** Messages between page and main. */
export const messages = [
  conformanceCase({
    name: 'a message of ipcRenderer.send has no ports, whatever electron.d.ts says',
    uses: ['IpcMainEvent.ports', 'IpcMain.on', 'IpcRenderer.send'],
    sources: [{ path: dispatch, at: '-ipc-message; only -ipc-ports sets event.ports' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const events: IpcMainEvent[] = []
      electron.ipcMain.on('conformance', (event) => events.push(event))
      const page = await openPage()
      await page.send('conformance')
      await until('the message', () => events.length > 0)
      assert.equal(events[0]?.ports, undefined)
    },
  }),
  conformanceCase({
    name: 'a message of ipcRenderer.postMessage brings its ports, and the contents are not told ipc-message',
    uses: ['IpcMainEvent.ports', 'WebContents#ipc-message'],
    sources: [{ path: dispatch, at: '-ipc-ports' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const ports: number[] = []
      electron.ipcMain.on('conformance', (event) => ports.push(event.ports.length))
      const page = await openPage()
      const told: string[] = []
      page.window.webContents.on('ipc-message', (_event, channel) => told.push(channel))
      await page.postPort('conformance')
      await until('the message', () => ports.length > 0)
      assert.deepEqual([ports, told], [[1], []])
    },
  }),
  conformanceCase({
    name: 'a message to main arrives as a structured clone',
    uses: ['IpcMain.on', 'IpcRenderer.send'],
    sources: [
      { path: 'shell/renderer/api/electron_api_ipc_renderer.cc', at: 'SendMessage, SerializeV8Value' },
    ],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const arrived: unknown[][] = []
      electron.ipcMain.on('conformance', (_event, ...content: unknown[]) => arrived.push(content))
      const page = await openPage()
      const content = [new Map([['a', 1]]), new Date(5), undefined, { nested: [true, null] }]
      await page.send('conformance', ...content)
      await until('the message', () => arrived.length > 0)
      assert.deepEqual(arrived[0], content)
    },
  }),
  conformanceCase({
    name: 'a message to the page arrives as a structured clone',
    uses: ['WebContents.send', 'IpcRenderer.on'],
    sources: [{ path: 'shell/browser/api/electron_api_web_frame_main.cc', at: 'WebFrameMain::Send' }],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      const content = [new Map([['a', 1]]), new Date(5), undefined, { nested: [true, null] }]
      page.window.webContents.send('conformance', ...content)
      let heard: readonly (readonly unknown[])[] = []
      await until('the message', async () => {
        heard = await page.heard('conformance')
        return heard.length > 0
      })
      assert.deepEqual(heard, [content])
    },
  }),
  conformanceCase({
    name: 'what cannot be cloned is lost on its way to the page, and main is not told',
    uses: ['WebContents.send'],
    sources: [{ path: frame, at: 'WebFrameMain.prototype.send: caught, and written to the console' }],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      page.window.webContents.send('conformance', () => undefined)
      page.window.webContents.send('conformance', 'the next one')
      let heard: readonly (readonly unknown[])[] = []
      await until('the message', async () => {
        heard = await page.heard('conformance')
        return heard.length > 0
      })
      assert.deepEqual(heard, [['the next one']])
    },
  }),
  conformanceCase({
    name: 'a message to a page that has crashed is lost, and main is not told',
    uses: ['WebContents.send', 'WebContents.isCrashed', 'WebContents#render-process-gone'],
    sources: [
      { path: frame, at: 'WebFrameMain.prototype.send' },
      { path: 'shell/browser/api/electron_api_web_frame_main.cc', at: 'CheckRenderFrame' },
    ],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      const { webContents } = page.window
      let isGone = false
      webContents.on('render-process-gone', () => {
        isGone = true
      })
      page.crash()
      await until('the end of the page', () => isGone)
      assert.equal(webContents.isCrashed(), true)
      webContents.send('conformance', 'to nobody')
    },
  }),
  conformanceCase({
    name: 'contents that are gone throw at everything but isDestroyed',
    uses: [
      'WebContents.send',
      'WebContents.isDestroyed',
      'BrowserWindow.webContents',
      'BrowserWindow.destroy',
    ],
    sources: [
      {
        path: 'shell/browser/api/electron_api_web_contents.cc',
        at: 'WebContentsDestroyed clears the wrapper',
      },
      { path: 'shell/common/gin_helper/function_template.h', at: 'Object has been destroyed' },
    ],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      electron.app.on('window-all-closed', () => undefined)
      const { window } = await openPage()
      const { webContents } = window
      window.destroy()
      await until('the end of the contents', () => webContents.isDestroyed())
      assert.throws(() => webContents.send('conformance'))
    },
  }),
  conformanceCase({
    name: 'the contents hear of a message before ipcMain does, and of one that nobody listens for',
    uses: ['WebContents#ipc-message', 'IpcMain.on'],
    sources: [{ path: dispatch, at: '-ipc-message' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const told: string[] = []
      electron.ipcMain.on('known', () => told.push('ipcMain'))
      const page = await openPage()
      page.window.webContents.on('ipc-message', (_event, channel) => told.push(channel))
      await page.send('known')
      await page.send('unknown')
      await until('both messages', () => told.length === 3)
      assert.deepEqual(told, ['known', 'ipcMain', 'unknown'])
    },
  }),
  conformanceCase({
    name: 'a synchronous message waits for the first returnValue, and the contents can give it',
    uses: ['WebContents#ipc-message-sync', 'IpcMainEvent.returnValue'],
    sources: [{ path: dispatch, at: '-ipc-message-sync, addReturnValueToEvent' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage()
      page.window.webContents.on('ipc-message-sync', (event) => {
        event.returnValue = 'from the contents'
      })
      assert.equal(await page.sendSync('unknown'), 'from the contents')
    },
  }),
  conformanceCase({
    name: 'a message says which contents and which frame it comes from',
    uses: ['IpcMainEvent.sender', 'IpcMainEvent.senderFrame', 'WebFrameMain.url', 'WebFrameMain.parent'],
    sources: [
      { path: 'shell/browser/electron_api_ipc_handler_impl.cc', at: 'MakeIPCEvent: sender, senderFrame' },
      { path: 'shell/browser/api/electron_api_web_frame_main.cc', at: 'URL, Parent' },
    ],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const from: unknown[] = []
      electron.ipcMain.on('conformance', ({ sender, senderFrame }) =>
        from.push(sender, typeof senderFrame?.url, senderFrame?.parent),
      )
      const page = await openPage()
      await page.send('conformance')
      await until('the message', () => from.length > 0)
      assert.equal(from[0], page.window.webContents)
      assert.deepEqual(from.slice(1), ['string', null])
    },
  }),
]
