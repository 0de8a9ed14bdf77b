import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contract, toMain } from '../../../electron/contract/bridge.ts'
import { createFakeElectron, FakeWebContents, messageFrom, withElectron } from '../../fakes/electron/index.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { sampleState } from '../sample-state.ts'

const ready = contract.ready.channel
const state = contract.state.channel
const channelsToMain = toMain.map((name) => contract[name].channel)

test('the page gets the current state when it asks, and then each new one', async () => {
  const { fake, link, page } = await linked()
  link.show(sampleState('starting'))
  fake.ipcMain.emit(ready, messageFrom(page))
  link.show(sampleState('ready'))
  expect(page.sent.map(({ channel, args }) => [channel, args])).toEqual([
    [state, [sampleState('starting')]],
    [state, [sampleState('starting')]],
    [state, [sampleState('ready')]],
  ])
})

test('main listens on the channels of the contract and no others', async () => {
  const { fake } = await linked()
  expect(fake.ipcMain.eventNames()).toEqual(channelsToMain)
})

test('a ping goes to the page, and its answer is passed on until the listener is removed', async () => {
  const { fake, link, page } = await linked()
  let heard = 0
  const leave = link.onAlive(({ isPainted }) => (heard += isPainted ? 1 : 100))
  link.ping()
  expect(page.sent).toEqual([{ channel: contract.ping.channel, args: [] }])
  fake.ipcMain.emit(contract.alive.channel, messageFrom(page), true)
  fake.ipcMain.emit(contract.alive.channel, messageFrom(page))
  leave()
  fake.ipcMain.emit(contract.alive.channel, messageFrom(page), true)
  expect(heard).toBe(1)
})

test('a touch on the page is accepted, but not one with a payload or from elsewhere', async () => {
  const { fake, link, page } = await linked()
  let touched = 0
  link.onTogglePractice(() => (touched += 1))
  fake.ipcMain.emit(contract.togglePractice.channel, messageFrom(page))
  fake.ipcMain.emit(contract.togglePractice.channel, messageFrom(page), '04A1B2C3')
  fake.ipcMain.emit(contract.togglePractice.channel, messageFrom(new FakeWebContents()))
  expect(touched).toBe(1)
})

test('a touch on the enrollment is accepted with its input, but nothing that is no input', async () => {
  const { fake, link, page } = await linked()
  const inputs: unknown[] = []
  link.onEnroll((input) => inputs.push(input))
  const { channel } = contract.enroll
  const refused = [
    { kind: 'type', text: '' },
    { kind: 'type', text: '04A1B2C3D4' },
    { kind: 'pick', id: 0.5 },
    { kind: 'pick' },
    { kind: 'constructor' },
    'yes',
    null,
  ]
  for (const input of refused) fake.ipcMain.emit(channel, messageFrom(page), input)
  fake.ipcMain.emit(channel, messageFrom(page))
  fake.ipcMain.emit(channel, messageFrom(new FakeWebContents()), { kind: 'yes' })
  expect(inputs).toEqual([])
  const accepted = [{ kind: 'type', text: 'm' }, { kind: 'pick', id: 3 }, { kind: 'yes' }]
  for (const input of accepted) fake.ipcMain.emit(channel, messageFrom(page), input)
  expect(inputs).toEqual(accepted)
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
  const { fake, page, log } = await shown()
  fake.ipcMain.emit(ready, messageFrom(page, frame))
  expect(page.sent).toEqual([])
  expect(log.of('host.message-refused')).toEqual([{ channel: ready, why: 'frame' }])
})

test('a message from another window is not answered, not even with the right address', async () => {
  const { fake, page, log } = await shown()
  const other = new FakeWebContents()
  fake.ipcMain.emit(ready, messageFrom(other))
  expect([page.sent, other.sent]).toEqual([[], []])
  expect(log.of('host.message-refused')).toEqual([{ channel: ready, why: 'sender' }])
})

test('a message from a page that has just been destroyed is not answered', async () => {
  const { fake, page, log } = await shown()
  page.destroyed = true
  fake.ipcMain.emit(ready, messageFrom(page))
  page.destroyed = false
  fake.ipcMain.emit(ready, {
    sender: page,
    get senderFrame() {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    },
  })
  expect(page.sent).toEqual([])
  expect(log.of('host.message-refused').map(({ why }) => why)).toEqual(['gone', 'frame'])
})

test('a message with a port is not answered', async () => {
  const { fake, page, log } = await shown()
  fake.ipcMain.emit(ready, { ...messageFrom(page), ports: [{}] })
  expect(page.sent).toEqual([])
  expect(log.of('host.message-refused')).toEqual([{ channel: ready, why: 'ports' }])
})

test.each([[[{}]], [['x']], [[undefined]], [[null, 1, 'x'.repeat(10_000)]]])(
  'a message with content the contract does not know (%j) is not answered',
  async (content) => {
    const { fake, page, log } = await shown()
    fake.ipcMain.emit(ready, messageFrom(page), ...content)
    expect(page.sent).toEqual([])
    expect(log.of('host.message-refused')).toEqual([{ channel: ready, why: 'shape' }])
  },
)

test("a message on an unknown channel is logged, without the sender's text", async () => {
  const { page, log } = await linked()
  page.emit('ipc-message', {}, 'shell:open 04A1B2C3')
  page.emit('ipc-message', {}, ready)
  expect(log.of('host.message-refused')).toEqual([{ channel: 'unknown', why: 'channel' }])
})

test('an `invoke` gets no answer, and does not wait forever', async () => {
  const { page, log } = await linked()
  const event: { returnValue?: unknown } = {}
  page.emit('ipc-message-sync', event, 'shell:open')
  expect(event.returnValue).toBeNull()
  expect(log.of('host.message-refused')).toHaveLength(1)
})

test('nothing is sent to a page that is gone', async () => {
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

test('a page that floods main with nonsense cannot push the log out of its file', async () => {
  const { fake, page, log, clock } = await linked()
  for (let sent = 0; sent < 10_000; sent += 1) fake.ipcMain.emit(ready, messageFrom(page), sent)
  expect(log.of('host.message-refused')).toHaveLength(20)
  await clock.advance(60_000)
  fake.ipcMain.emit(ready, messageFrom(page), 'again')
  expect(log.of('host.message-refused').at(-1)).toMatchObject({ leftOut: 9_980 })
})

/** What a page that somebody has taken over could send. */
const marker = 'zq-made-up-by-the-page'
const anyContent = fc.array(
  fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
    fc.constantFrom(marker, { toString: null }, { then: null }, { channel: marker }, [[[[marker]]]]),
    fc.string().map((text) => ({ [text]: marker, __proto__: { polluted: true } })),
    fc.json().map((text): unknown => JSON.parse(text)),
  ),
  { maxLength: 4 },
)
const anyFrame = fc.oneof(
  fc.constant(null),
  fc.record({
    url: fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.constantFrom(
        'app://kiosk/index.html',
        'app://kiosk/',
        'app://kiosk\u0000/',
        'APP://KIOSK/',
        'app:kiosk',
      ),
    ),
    isFramed: fc.boolean(),
  }),
)
const anyMessage = fc.record({
  channel: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...channelsToMain) },
    { weight: 1, arbitrary: fc.constantFrom(state, '__proto__', 'constructor', 'toString', '', marker) },
    { weight: 1, arbitrary: fc.string() },
  ),
  frame: anyFrame,
  fromPage: fc.boolean(),
  content: anyContent,
})

test('of 10,000 arbitrary messages each is refused or matches the contract; none crashes main or leaks', async () => {
  const { fake, page, log, clock } = await shown()
  const other = new FakeWebContents()
  let answered = 0
  fc.assert(
    fc.property(anyMessage, ({ channel, frame, fromPage, content }) => {
      page.sent.length = 0
      const linesBefore = log.of('host.message-refused').length
      const sender = fromPage ? page : other
      sender.emit('ipc-message', {}, channel, ...content)
      const event = messageFrom(sender, frame)
      // An EventEmitter of Node would throw without a listener; Electron's ipcMain is one as well.
      if (channel !== 'error') fake.ipcMain.emit(channel, event, ...content)
      const good =
        channel === ready &&
        fromPage &&
        content.length === 0 &&
        frame !== null &&
        !frame.isFramed &&
        isOwnAddress(frame.url)
      expect(page.sent).toEqual(good ? [{ channel: state, args: [sampleState('ready')] }] : [])
      if (good) answered += 1
      expect(other.sent).toEqual([])
      expect(log.of('host.message-refused').length - linesBefore).toBeLessThanOrEqual(2)
    }),
    { numRuns: 10_000 },
  )
  await clock.advance(60_000)
  expect(answered).toBeGreaterThan(0)
  expect(log.text()).not.toContain(marker)
  expect(log.lines.length).toBeLessThanOrEqual(20)
  expect(fake.ipcMain.eventNames()).toEqual(channelsToMain)
  expect({}).not.toHaveProperty('polluted')
})

/** Written apart from the code under test. */
function isOwnAddress(url: string): boolean {
  return /^\s*app:\/\/kiosk(?:[/?#]|\s*$)/i.test(url) && URL.canParse(url) && new URL(url).host === 'kiosk'
}

async function linked() {
  const fake = createFakeElectron()
  const log = createCollectedLog()
  const clock = createVirtualClock()
  const { linkPage } = await withElectron(fake, () => import('../../../electron/shell/page/ipc.ts'))
  const link = linkPage(log, clock)
  const page = new FakeWebContents()
  link.attach(page as unknown as Electron.WebContents)
  return { fake, log, clock, link, page }
}

async function shown() {
  const all = await linked()
  all.link.show(sampleState('ready'))
  all.page.sent.length = 0
  return all
}
