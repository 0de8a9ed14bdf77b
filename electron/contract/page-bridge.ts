import { contract, type Content, type KioskBridge, type ToMain, type ToPage } from './bridge.ts'

/** How the page sends and receives messages: Electron's IPC, or a test double. */
export interface PageTransport {
  send(channel: string, ...content: readonly unknown[]): void
  on(channel: string, listener: (...content: readonly unknown[]) => void): void
  /**
   * Calls `painted` once Chromium has produced a frame (`requestAnimationFrame`); never for a hidden surface.
   */
  nextFrame(painted: () => void): void
}

/**
 * The page's end of the contract. It does not answer pings by itself, because the preload script keeps
 * running when the page's own script is dead.
 */
export function createPageBridge(transport: PageTransport): KioskBridge {
  const listeners = new Set<(...content: Content<'state'>) => void>()
  let isDrawn: () => unknown = () => false
  let isPainted = false

  const say = <Name extends ToMain>(name: Name, ...content: Content<Name>): void =>
    transport.send(contract[name].channel, ...content)
  const hear = <Name extends ToPage>(name: Name, listener: (...content: Content<Name>) => void): void =>
    transport.on(contract[name].channel, (...content) => {
      if (contract[name].accepts(content)) listener(...(content as readonly unknown[] as Content<Name>))
    })

  hear('state', (state) => {
    for (const listener of listeners) listener(state)
  })
  const sayWhetherAlive = (): void => {
    if (isDrawn() === true) say('alive', isPainted)
  }
  hear('ping', sayWhetherAlive)

  return {
    onState: (listener) => {
      // The page's code is not trusted: a non-function would fail later, for all listeners.
      if (typeof listener !== 'function') throw new TypeError('onState takes a function')
      const own: typeof listener = (state) => listener(state)
      listeners.add(own)
      say('ready')
      return () => {
        listeners.delete(own)
      }
    },
    onPing: (given) => {
      if (typeof given !== 'function') throw new TypeError('onPing takes a function')
      isDrawn = given
      transport.nextFrame(() => {
        isPainted = true
      })
      sayWhetherAlive()
    },
    togglePractice: () => say('togglePractice'),
    enroll: (input) => say('enroll', input),
  }
}
