import { EventEmitter } from 'node:events'

/**
 * `electron` as a sandboxed preload script has it, and the page's world on the other side of the bridge. Sources:
 * `lib/renderer/api/context-bridge.ts`, `lib/renderer/api/ipc-renderer.ts`, `electron_api_context_bridge.cc`,
 * `electron_api_ipc_renderer.cc`.
 */
export function createFakePreload() {
  /** `window` of the page. */
  const pageWorld: Record<string, unknown> = {}
  const sent: unknown[][] = []

  class FakeIpcRenderer extends EventEmitter {
    /** What cannot be cloned throws here, before anything is sent. */
    send(channel: string, ...content: unknown[]): void {
      sent.push([channel, ...structuredClone(content)])
    }

    /** Main calls `contents.send(channel, ...content)`. */
    receive(channel: string, ...content: unknown[]): void {
      this.emit(channel, { sender: this, senderId: 0, ports: [] }, ...structuredClone(content))
    }
  }
  const ipcRenderer = new FakeIpcRenderer()

  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown): void => {
      if (name in pageWorld)
        throw new Error('Cannot bind an API on top of an existing property on the window object')
      Object.defineProperty(pageWorld, name, { value: deepFreeze(passOver(api)), enumerable: true })
    },
  }

  return { electron: { contextBridge, ipcRenderer }, pageWorld, sent, ipcRenderer }
}

export type FakePreload = ReturnType<typeof createFakePreload>

/**
 * A value as it arrives in the other world (`PassValueToOtherContext`): what is simple as it is; a function as a proxy
 * that passes its arguments and its answer over in turn; objects and arrays copied, deeply and without their
 * prototypes; an error as its message alone; the built-in kinds by structured clone.
 */
function passOver(value: unknown, depth = 0): unknown {
  if (depth >= maxNesting)
    throw new TypeError(
      'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
    )
  if (typeof value === 'function') return proxyOf(value as (...content: unknown[]) => unknown)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Promise)
    return value.then(
      (result) => passOver(result),
      (error: unknown) => Promise.reject(passOver(error) as Error),
    )
  if (value instanceof Error) return new Error(value.message)
  if (Array.isArray(value)) return value.map((item) => passOver(item, depth + 1))
  if (types.some((type) => value instanceof type)) return structuredClone(value)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, passOver(item, depth + 1)]))
}

const maxNesting = 1_000
const types = [Date, Map, Set, RegExp, ArrayBuffer, Uint8Array]

/** What is thrown that is no error becomes one (`ProxyFunctionWrapper`). */
function proxyOf(original: (...content: unknown[]) => unknown) {
  return (...content: unknown[]): unknown => {
    const passed = content.map((item) => passOver(item))
    let answer: unknown
    try {
      answer = original(...passed)
    } catch (error) {
      throw error instanceof Error ? new Error(error.message) : new Error(unknownException)
    }
    return passOver(answer)
  }
}

const unknownException =
  'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.'

function deepFreeze(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
  for (const child of Object.values(value)) deepFreeze(child)
  return Object.freeze(value)
}
