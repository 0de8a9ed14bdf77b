import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { contract, toMain, type Content, type ToMain, type ToPage } from '../../contract/bridge.ts'
import type { KioskState } from '../../contract/kiosk-state.ts'
import { isKioskPage } from './kiosk-page.ts'
import { createLimitedWarning } from '../limited-log.ts'

/** Main's end of the contract: every new state goes to the page, and the current one when it asks. */
export interface PageLink {
  /** The page that is shown from now on, in place of the last one. */
  attach(contents: WebContents): void
  show(state: KioskState): void
  /** Asks the page for a sign of life. */
  ping(): void
  /**
   * Calls `listener` at each sign of life of the attached page: its own code runs and has drawn. The first comes by
   * itself, each other answers a `ping`. Returns the unsubscriber.
   */
  onAlive(listener: (sign: SignOfLife) => void): () => void
  /** Calls `listener` each time somebody touches what begins or ends a practice tap. */
  onTogglePractice(listener: () => void): void
}

export interface SignOfLife {
  /**
   * Whether Chromium has produced a frame of the page since it drew. `document.visibilityState` would say nothing: with
   * `backgroundThrottling: false` it is always `visible` (docs/api/browser-window.md, "Page visibility").
   */
  readonly isPainted: boolean
}

/** What is done about each verb that goes to main. */
type Handlers = { readonly [Name in ToMain]: (...content: Content<Name>) => void }

/**
 * Listens on the contract's channels and no others. What comes from elsewhere than the attached page's own frame, is
 * of another shape or brings ports along, is not answered.
 */
export function linkPage(log: Log, clock: Clock): PageLink {
  const refused = createLimitedWarning(log, clock, 'host.message-refused')
  const aliveListeners = new Set<(sign: SignOfLife) => void>()
  const practiceListeners = new Set<() => void>()
  let page: WebContents | undefined
  let current: KioskState | undefined

  const handlers: Handlers = {
    ready: () => {
      if (current !== undefined) say('state', current)
    },
    alive: (isPainted) => {
      for (const listener of [...aliveListeners]) listener({ isPainted })
    },
    togglePractice: () => {
      for (const listener of practiceListeners) listener()
    },
  }

  const say = <Name extends ToPage>(name: Name, ...content: Content<Name>): void => {
    if (page === undefined || page.isDestroyed() || page.isCrashed()) return
    try {
      page.send(contract[name].channel, ...content)
    } catch {
      // Destroyed contents throw; whatever page takes its place asks for the state.
    }
  }

  const listenTo = (name: ToMain): void => {
    const { channel, accepts } = contract[name]
    const handle = handlers[name] as (...content: readonly unknown[]) => void
    ipcMain.on(channel, (event, ...content: unknown[]) => {
      const why = whyRefused(event, page) ?? (accepts(content) ? undefined : 'shape')
      if (why !== undefined) refused({ channel, why })
      else handle(...content)
    })
  }
  for (const name of toMain) listenTo(name)
  const known: ReadonlySet<string> = new Set(toMain.map((name) => contract[name].channel))

  return {
    attach: (contents) => {
      page = contents
      // The channel's name is not logged: it is whatever the sender made up. Nothing answers an `invoke`.
      contents.on('ipc-message', (_event, channel) => {
        if (!known.has(channel)) refused({ channel: 'unknown', why: 'channel' })
      })
      contents.on('ipc-message-sync', (event) => {
        refused({ channel: 'unknown', why: 'channel' })
        // Without a value the sender would wait for one.
        event.returnValue = null
      })
    },
    show: (state) => {
      current = state
      say('state', state)
    },
    ping: () => say('ping'),
    onAlive: (listener) => {
      aliveListeners.add(listener)
      return () => {
        aliveListeners.delete(listener)
      }
    },
    onTogglePractice: (listener) => void practiceListeners.add(listener),
  }
}

/** `undefined` where the message came from the attached page itself. */
function whyRefused(event: IpcMainEvent, page: WebContents | undefined): string | undefined {
  if (page === undefined || event.sender !== page) return 'sender'
  if (page.isDestroyed()) return 'gone'
  // Reading the frame of a sender that has just gone may throw.
  try {
    if (!isKioskPage(event.senderFrame)) return 'frame'
  } catch {
    return 'frame'
  }
  // electron.d.ts has it always there; Electron sets it for `postMessage` alone (lib/browser/ipc-dispatch.ts).
  const { ports = [] } = event as Partial<Pick<IpcMainEvent, 'ports'>>
  return ports.length === 0 ? undefined : 'ports'
}
