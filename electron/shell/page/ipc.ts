import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { contract, toMain, type Content, type ToMain, type ToPage } from '../../contract/bridge.ts'
import type { EnrollmentInput } from '../../contract/enrollment.ts'
import type { KioskState } from '../../contract/kiosk-state.ts'
import { isKioskPage } from './kiosk-page.ts'
import { createLimitedWarning } from '../limited-log.ts'

/** Main's end of the contract: sends every new state to the page, and the current one on request. */
export interface PageLink {
  /** Switches to a new page, which replaces the last one. */
  attach(contents: WebContents): void
  show(state: KioskState): void
  /** Asks the page for a heartbeat. */
  ping(): void
  /**
   * Calls `listener` at each heartbeat of the attached page: its code is running and has drawn. The first
   * comes unasked, each other answers a `ping`. Returns the unsubscribe function.
   */
  onAlive(listener: (sign: SignOfLife) => void): () => void
  /** Calls `listener` each time somebody presses the button that starts or ends a practice tap. */
  onTogglePractice(listener: () => void): void
  /** Calls `listener` with what was touched on the enrollment. */
  onEnroll(listener: (input: EnrollmentInput) => void): void
}

export interface SignOfLife {
  /**
   * Whether Chromium has produced a frame of the page since it drew. `document.visibilityState` does not show
   * this: with `backgroundThrottling: false` it is always `visible` (docs/api/browser-window.md, "Page
   * visibility").
   */
  readonly isPainted: boolean
}

/** A handler for each verb to main. */
type Handlers = { readonly [Name in ToMain]: (...content: Content<Name>) => void }

/**
 * Listens only on the contract's channels. Ignores messages that do not come from the attached page's own
 * frame, do not match the contract, or carry ports.
 */
export function linkPage(log: Log, clock: Clock): PageLink {
  const refused = createLimitedWarning(log, clock, 'host.message-refused')
  const aliveListeners = new Set<(sign: SignOfLife) => void>()
  const practiceListeners = new Set<() => void>()
  const enrollListeners = new Set<(input: EnrollmentInput) => void>()
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
    enroll: (input) => {
      for (const listener of enrollListeners) listener(input)
    },
  }

  const say = <Name extends ToPage>(name: Name, ...content: Content<Name>): void => {
    if (page === undefined || page.isDestroyed() || page.isCrashed()) return
    try {
      page.send(contract[name].channel, ...content)
    } catch {
      // Destroyed contents throw; the next page asks for the state itself.
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
      // The channel's name is not logged, because the sender chooses it. An `invoke` gets no answer.
      contents.on('ipc-message', (_event, channel) => {
        if (!known.has(channel)) refused({ channel: 'unknown', why: 'channel' })
      })
      contents.on('ipc-message-sync', (event) => {
        refused({ channel: 'unknown', why: 'channel' })
        // Without a value the sender would block.
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
    onEnroll: (listener) => void enrollListeners.add(listener),
  }
}

/** Why a message is rejected; `undefined` if it came from the attached page itself. */
function whyRefused(event: IpcMainEvent, page: WebContents | undefined): string | undefined {
  if (page === undefined || event.sender !== page) return 'sender'
  if (page.isDestroyed()) return 'gone'
  // Reading the frame of a sender that has just been destroyed may throw.
  try {
    if (!isKioskPage(event.senderFrame)) return 'frame'
  } catch {
    return 'frame'
  }
  // electron.d.ts declares it as always present; Electron sets it only for `postMessage`
  // (lib/browser/ipc-dispatch.ts).
  const { ports = [] } = event as Partial<Pick<IpcMainEvent, 'ports'>>
  return ports.length === 0 ? undefined : 'ports'
}
