import { contextBridge, ipcRenderer } from 'electron'
import { bridgeName } from './contract/bridge.ts'
import { createPageBridge } from './contract/page-bridge.ts'
import { refuseDrops } from './shell/page/refuse-drops.ts'

/** The parts of the page's globals that are used here; the project's types are Node's. */
const page = globalThis as unknown as EventTarget & { requestAnimationFrame(callback: () => void): void }

refuseDrops(page)

/**
 * Exposes the contract as `window.kiosk`. The event, which would expose Electron's own objects, stays here.
 */
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
