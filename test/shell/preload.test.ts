import { expect, onTestFinished, test, vi } from 'vitest'
import { contract, type KioskBridge } from '../../electron/contract/bridge.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { createFakePreload } from '../fakes/electron/preload.ts'
import { sampleState } from './sample-state.ts'

test('the page gets the bridge of the contract and nothing else', async () => {
  const { exposed } = await preloaded()
  expect(exposed.map(([name, api]) => [name, Object.keys(api)])).toEqual([
    ['kiosk', ['onState', 'onPing', 'togglePractice', 'enroll']],
  ])
})

test('a listener makes the page ask once, gets each state without the event, and can unsubscribe', async () => {
  const { bridge, ipc, sent } = await preloaded()
  const heard: KioskState[][] = []
  const leave = bridge.onState((...content) => heard.push(content))
  expect(sent).toEqual([[contract.ready.channel]])
  ipc.emit(contract.state.channel, { sender: 'ipcRenderer' }, sampleState('ready'))
  leave()
  ipc.emit(contract.state.channel, {}, sampleState('starting'))
  expect(heard).toEqual([[sampleState('ready')]])
})

test('a listener added twice is removed one at a time, and a non-function is refused at once', async () => {
  const { bridge, ipc } = await preloaded()
  const heard: string[] = []
  const listener = () => heard.push('twice')
  bridge.onState(listener)
  const leave = bridge.onState(listener)
  leave()
  ipc.emit(contract.state.channel, {}, sampleState('ready'))
  expect(heard).toEqual(['twice'])
  for (const bad of [undefined, null, 'x', {}, []])
    expect(() => bridge.onState(bad as never)).toThrow('takes a function')
})

test('a ping is answered only if the page’s own code says that it has drawn', async () => {
  const { bridge, ipc, sent, page } = await preloaded()
  ipc.emit(contract.ping.channel, {})
  expect(sent).toEqual([])
  let isDrawn: unknown = false
  bridge.onPing(() => isDrawn as boolean)
  ipc.emit(contract.ping.channel, {})
  isDrawn = 'yes'
  ipc.emit(contract.ping.channel, {})
  expect(sent).toEqual([])
  isDrawn = true
  ipc.emit(contract.ping.channel, {})
  page.paint()
  ipc.emit(contract.ping.channel, {})
  expect(sent).toEqual([
    [contract.alive.channel, false],
    [contract.alive.channel, true],
  ])
  for (const bad of [undefined, null, true, {}]) expect(() => bridge.onPing(bad as never)).toThrow('function')
})

test('a page that has drawn says so by itself, once', async () => {
  const { bridge, sent } = await preloaded()
  bridge.onPing(() => true)
  expect(sent).toEqual([[contract.alive.channel, false]])
})

test('a touch is sent to main, without anything that the page passes in', async () => {
  const { bridge, sent } = await preloaded()
  const page: { togglePractice(...content: unknown[]): void } = bridge
  page.togglePractice('04A1B2C3', {})
  expect(sent).toEqual([[contract.togglePractice.channel]])
})

test('a touch on the enrollment is sent to main with its input', async () => {
  const { bridge, sent } = await preloaded()
  bridge.enroll({ kind: 'pick', id: 3 })
  expect(sent).toEqual([[contract.enroll.channel, { kind: 'pick', id: 3 }]])
})

test('data that does not match the contract is ignored', async () => {
  const { bridge, ipc, sent } = await preloaded()
  const heard: unknown[] = []
  bridge.onState((state) => heard.push(state))
  bridge.onPing(() => true)
  sent.length = 0
  ipc.emit(contract.ping.channel, {}, 'more')
  expect(sent).toEqual([])
  for (const content of [[], ['x'], [null], [[]], [{}, {}]]) ipc.emit(contract.state.channel, {}, ...content)
  expect(heard).toEqual([])
})

test('a drop on the page does nothing, whatever the page does', async () => {
  const page = new EventTarget()
  const { refuseDrops } = await import('../../electron/shell/page/refuse-drops.ts')
  refuseDrops(page)
  const seen: string[] = []
  for (const kind of ['dragstart', 'dragenter', 'dragover', 'drop']) {
    page.addEventListener(kind, () => seen.push(kind))
    const event = new Event(kind, { cancelable: true })
    page.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(true)
  }
  expect(seen).toEqual([])
})

async function preloaded() {
  const { electron, pageWorld, sent, ipcRenderer: ipc } = createFakePreload()
  const frames: (() => void)[] = []
  const page = { paint: () => frames.splice(0).forEach((frame) => frame()) }
  vi.resetModules()
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  vi.doMock('electron', () => electron)
  await import('../../electron/preload.ts')
  const bridge = pageWorld['kiosk'] as KioskBridge | undefined
  if (bridge === undefined) throw new Error('nothing exposed')
  return { exposed: Object.entries(pageWorld) as [string, KioskBridge][], bridge, ipc, sent, page }
}
