/** A helper process's line to the kiosk. */
export interface ParentLink<Sent> {
  /** `message` is plain data, bytes (`Uint8Array`) included; they may be changed once this has returned. */
  send(message: Sent): void
  /** Messages as they come, unchecked. */
  onMessage(listener: (message: unknown) => void): void
  /** The kiosk is gone. */
  onClosed(listener: () => void): void
}

/** Electron's `process.parentPort` in a utility process, as far as it is used. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** The line to whoever started this process, Electron or Node; `undefined` where nobody listens. */
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
    // The callback takes the error of a channel that has just closed; `disconnect` tells of that.
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
