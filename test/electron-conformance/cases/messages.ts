import assert from 'node:assert/strict'
import type { IpcMainEvent } from 'electron'
import { conformanceCase } from '../conformance-case.ts'

const dispatch = 'lib/browser/ipc-dispatch.ts'

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
]
