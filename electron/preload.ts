import { contextBridge, ipcRenderer } from 'electron'
import { bridgeName } from './contract/bridge.ts'
import { createPageBridge } from './contract/page-bridge.ts'
import { refuseDrops } from './shell/page/refuse-drops.ts'

/** As much of the page's world as is needed here; the project's types are Node's. */
const page = globalThis as unknown as EventTarget & { requestAnimationFrame(callback: () => void): void }

refuseDrops(page)

/** The contract, as `window.kiosk`. The event, which would hand out Electron's own objects, stays here. */
contextBridge.exposeInMainWorld(
  bridgeName,
  createPageBridge({
    send: (channel, ...content) => ipcRenderer.send(channel, ...content),
    on: (channel, listener) => {
      ipcRenderer.on(channel, (_event, ...content: unknown[]) => listener(...content))
    },
    nextFrame: (painted) => page.requestAnimationFrame(painted),
  }),
)
