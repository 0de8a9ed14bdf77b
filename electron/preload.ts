import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { bridgeName, channels, type KioskBridge } from './contract/bridge.ts'
import type { KioskState } from './contract/kiosk-state.ts'

const bridge: KioskBridge = {
  onState: (listener) => {
    const take = (_event: IpcRendererEvent, state: KioskState): void => listener(state)
    ipcRenderer.on(channels.state, take)
    ipcRenderer.send(channels.ready)
    return () => {
      ipcRenderer.off(channels.state, take)
    }
  },
}

contextBridge.exposeInMainWorld(bridgeName, bridge)
