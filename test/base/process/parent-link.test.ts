import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { parentLink } from '../../../electron/base/process/parent-link.ts'

test("in an Electron utility process the link is the process's parent port", () => {
  const sent: unknown[] = []
  const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => sent.push(message) })
  Reflect.set(process, 'parentPort', port)
  onTestFinished(() => void Reflect.deleteProperty(process, 'parentPort'))

  const link = parentLink()
  const received: unknown[] = []
  link?.onMessage((message) => received.push(message))
  link?.send({ type: 'heartbeat' })
  port.emit('message', { data: { type: 'stop' } })
  port.emit('message', { data: 'something else' })

  expect(sent).toEqual([{ type: 'heartbeat' }])
  expect(received).toEqual([{ type: 'stop' }, 'something else'])
})
