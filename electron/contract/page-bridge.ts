import { contract, type Content, type KioskBridge, type ToMain, type ToPage } from './bridge.ts'

/** How the page's side says and hears what the contract holds: Electron's IPC, or a test's double. */
export interface PageTransport {
  send(channel: string, ...content: readonly unknown[]): void
  on(channel: string, listener: (...content: readonly unknown[]) => void): void
  /** Calls `painted` once Chromium has produced a frame: `requestAnimationFrame`. It produces none for a hidden surface. */
  nextFrame(painted: () => void): void
}

/**
 * The page's end of the contract. It answers no ping by itself: the preload script runs on where the page's own script is
 * dead.
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
      // The page's code is not trusted here: what is no function would fail later, in everybody's turn.
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
  }
}
