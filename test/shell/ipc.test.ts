import { expect, test } from 'vitest'
import { channels } from '../../electron/contract/bridge.ts'
import { createFakeElectron, FakeWebContents, messageFrom, withElectron } from '../fakes/electron.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { sampleState } from './sample-state.ts'

test('the page gets the current state when it asks, and then each new one', async () => {
  const { fake, link, page } = await linked()
  link.show(sampleState('starting'))
  fake.ipcMain.emit(channels.ready, messageFrom(page))
  link.show(sampleState('ready'))
  expect(page.sent.map(({ channel, args }) => [channel, args])).toEqual([
    [channels.state, [sampleState('starting')]],
    [channels.state, [sampleState('starting')]],
    [channels.state, [sampleState('ready')]],
  ])
})

test('main listens on the channels of the contract and no others', async () => {
  const { fake } = await linked()
  expect(fake.ipcMain.eventNames()).toEqual([channels.ready])
})

test.each([
  ['another site', { url: 'https://elsewhere.example/' }],
  ['another host of the same scheme', { url: 'app://other/index.html' }],
  ['a file', { url: 'file:///out/renderer/index.html' }],
  ['an address that only looks like the page', { url: 'app://kiosk.example/index.html' }],
  ['no address', { url: '' }],
  ['a frame within the page', { isFramed: true }],
  ['a frame that is gone', null],
])('a message from %s is not answered', async (_who, frame) => {
  const { fake, link, page, log } = await linked()
  link.show(sampleState('ready'))
  page.sent.length = 0
  fake.ipcMain.emit(channels.ready, messageFrom(page, frame))
  expect(page.sent).toEqual([])
  expect(log.of('host.message-refused')).toEqual([{ channel: channels.ready }])
})

test('a message from another window is not answered, not even with the right address', async () => {
  const { fake, link, page } = await linked()
  link.show(sampleState('ready'))
  page.sent.length = 0
  const other = new FakeWebContents(() => undefined)
  fake.ipcMain.emit(channels.ready, messageFrom(other))
  expect([page.sent, other.sent]).toEqual([[], []])
})

test.each([[[{}]], [['x']], [[undefined]], [[null, 1, 'x'.repeat(10_000)]]])(
  'a message with content the contract does not know (%j) is not answered',
  async (content) => {
    const { fake, link, page } = await linked()
    link.show(sampleState('ready'))
    page.sent.length = 0
    fake.ipcMain.emit(channels.ready, messageFrom(page), ...content)
    expect(page.sent).toEqual([])
  },
)

test('a message on an unknown channel is logged, without what the sender made up', async () => {
  const { page, log } = await linked()
  page.emit('ipc-message', {}, 'shell:open 04A1B2C3')
  page.emit('ipc-message', {}, channels.ready)
  expect(log.of('host.message-refused')).toEqual([{ channel: 'unknown' }])
})

test('a page that is gone is left alone', async () => {
  const { link, page } = await linked()
  page.destroyed = true
  link.show(sampleState('ready'))
  page.destroyed = false
  page.crashed = true
  link.show(sampleState('ready'))
  page.crashed = false
  page.send = () => {
    throw new Error('Render frame was disposed')
  }
  link.show(sampleState('ready'))
  expect(page.sent).toEqual([])
})

async function linked() {
  const fake = createFakeElectron()
  const log = createCollectedLog()
  const { linkPage } = await withElectron(fake, () => import('../../electron/shell/ipc.ts'))
  const link = linkPage(log)
  const page = new FakeWebContents(() => undefined)
  link.attach(page as unknown as Electron.WebContents)
  return { fake, log, link, page }
}
