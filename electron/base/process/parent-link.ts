/** A helper process's connection to the kiosk. */
export interface ParentLink<Sent> {
  /**
   * `message` is plain data, byte arrays (`Uint8Array`) included; they may be changed once this has returned.
   */
  send(message: Sent): void
  /** Receives messages, unvalidated. */
  onMessage(listener: (message: unknown) => void): void
  /** Called when the kiosk is gone. */
  onClosed(listener: () => void): void
}

/** The part of Electron's `process.parentPort` in a utility process that is used here. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** The connection to the process that started this one, Electron or Node; `undefined` if there is none. */
export function parentLink<Sent>(): ParentLink<Sent> | undefined {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isParentPort(port)) return electronLink(port)
  return process.send === undefined ? undefined : nodeLink()
}

function electronLink(port: ParentPort): ParentLink<unknown> {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    // Electron ends its utility processes itself.
    onClosed: () => undefined,
  }
}

function nodeLink(): ParentLink<unknown> {
  return {
    // Ignores the error of a channel that has just closed; `disconnect` reports that.
    send: (message) => process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => process.on('message', listener),
    onClosed: (listener) => process.once('disconnect', listener),
  }
}

function isParentPort(value: unknown): value is ParentPort {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'postMessage') === 'function' &&
    typeof Reflect.get(value, 'on') === 'function'
  )
}
