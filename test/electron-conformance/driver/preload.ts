import { contextBridge, ipcRenderer } from 'electron'

/** The preload script of the cases' pages: what main has the page do, and a bridge for the page to try. */
const heard: unknown[][] = []
const keys: string[] = []

contextBridge.exposeInMainWorld('conformance', {
  add: (a: number, b: number) => a + b,
  each: (callback: (value: string) => void) => callback('from preload'),
  fail: () => {
    throw Object.assign(new TypeError('onState takes a function'), { code: 'ITS_CODE' })
  },
  failOddly: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what becomes of it is the question
    throw 'no error at all'
  },
})

ipcRenderer.on('ping', () => ipcRenderer.send('pong'))
ipcRenderer.on('conformance', (_event, ...content: unknown[]) => heard.push(content))
ipcRenderer.on('driver:send', (_event, channel: string, content: unknown[]) =>
  ipcRenderer.send(channel, ...content),
)
ipcRenderer.on('driver:post-port', (_event, channel: string) =>
  ipcRenderer.postMessage(channel, 'with a port', [new MessageChannel().port1]),
)
// Answered by `invoke`, for which the contents emit no `ipc-message`.
ipcRenderer.on('driver:ask', (_event, id: number, what: 'heard' | 'keys' | 'sync', channel: string) => {
  const answers = {
    heard: () => heard,
    keys: () => keys,
    sync: (): unknown => ipcRenderer.sendSync(channel),
  }
  void ipcRenderer.invoke('driver:answer', id, answers[what]())
})

/** As much of the page as is needed here; the project's types are Node's. */
const page = globalThis as unknown as Partial<Pick<EventTarget, 'addEventListener'>>
page.addEventListener?.('keydown', (event) => keys.push((event as Event & { readonly key: string }).key))
