import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { channels, type KioskBridge } from '../../electron/contract/bridge.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { sampleState } from './sample-state.ts'

test('the page gets the bridge of the contract and nothing else', async () => {
  const { exposed } = await preloaded()
  expect(exposed.map(([name, api]) => [name, Object.keys(api)])).toEqual([['kiosk', ['onState']]])
})

test('a listener makes the page ask once, hears each state without the event, and can leave', async () => {
  const { bridge, ipc, sent } = await preloaded()
  const heard: KioskState[][] = []
  const leave = bridge.onState((...content) => heard.push(content))
  expect(sent).toEqual([[channels.ready]])
  ipc.emit(channels.state, { sender: 'ipcRenderer' }, sampleState('ready'))
  leave()
  ipc.emit(channels.state, {}, sampleState('starting'))
  expect(heard).toEqual([[sampleState('ready')]])
})

async function preloaded() {
  const exposed: [string, KioskBridge][] = []
  const sent: string[][] = []
  const ipc = Object.assign(new EventEmitter(), { send: (...content: string[]) => sent.push(content) })
  vi.resetModules()
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (name: string, api: KioskBridge) => exposed.push([name, api]) },
    ipcRenderer: ipc,
  }))
  await import('../../electron/preload.ts')
  const bridge = exposed[0]?.[1]
  if (bridge === undefined) throw new Error('nothing exposed')
  return { exposed, bridge, ipc, sent }
}
