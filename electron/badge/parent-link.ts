import { parseToReaderProcess, type FromReaderProcess, type ToReaderProcess } from './reader-protocol.ts'

/** The reader process's line to the kiosk. */
export interface ParentLink {
  send(message: FromReaderProcess): void
  onMessage(listener: (message: ToReaderProcess) => void): void
  /** The kiosk is gone. */
  onClosed(listener: () => void): void
}

/** Electron's `process.parentPort` in a utility process, as far as it is used. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** The line to whoever started this process, Electron or Node; `undefined` where nobody listens. */
export function parentLink(): ParentLink | undefined {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(port)) return electronLink(port)
  return process.send === undefined ? undefined : nodeLink()
}

function electronLink(port: ParentPort): ParentLink {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => hand(data, listener)),
    // Electron ends its utility processes itself.
    onClosed: () => undefined,
  }
}

function nodeLink(): ParentLink {
  return {
    // The callback takes the error of a channel that has just closed; `disconnect` tells of that.
    send: (message) => process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => process.on('message', (message) => hand(message, listener)),
    onClosed: (listener) => process.once('disconnect', listener),
  }
}

function hand(message: unknown, listener: (message: ToReaderProcess) => void): void {
  const parsed = parseToReaderProcess(message)
  if (parsed !== undefined) listener(parsed)
}

function isParentPort(value: unknown): value is ParentPort {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'postMessage') === 'function' &&
    typeof Reflect.get(value, 'on') === 'function'
  )
}
