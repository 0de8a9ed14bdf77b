import type { BrowserWindow } from 'electron'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { PageLink } from './ipc.ts'
import { watchPulse } from './page-pulse.ts'
import type { KioskWindow } from '../window/window.ts'

export interface RecoveryOptions {
  /** Opens a new window and connects it to the kiosk. */
  readonly open: () => KioskWindow
  readonly clock: Clock
  readonly log: Log
  /** Called when the window was lost too often in a row. */
  readonly giveUp: () => void
  /** Pings the page. Without it, a hung page is noticed only when somebody touches it. */
  readonly page: Pick<PageLink, 'ping' | 'onAlive'>
  /** Returns numbers in [0, 1). */
  readonly random?: () => number
}

export interface KeptWindow {
  /** Opens a new window and closes the old one once the new one is drawn. Does not count as a loss. */
  renew(): void
  /** From now on, ignores losses: the program is exiting, which destroys every window. */
  letGo(): void
}

const pause = { firstMs: 1_000, maxMs: 30_000 }
/** A window counts as healthy if its page still answers after this time and has been visible. */
const calmMs = 60_000
const maxLossesInARow = 8
/** The old window stays for at most this long if the new one draws nothing. */
const maxDrawMs = 10_000
/** Chromium's ERR_ABORTED: another load replaced it. Not a failure. */
const aborted = -3

/** Opens the window, and reopens it whenever its page crashes, hangs, fails to load or is closed. */
export function keepWindowOpen(options: RecoveryOptions): KeptWindow {
  const { open, clock, log, giveUp, page, random = Math.random } = options
  let lossesInARow = 0
  /** Undefined: the window was lost, and the next one is not open yet. */
  let kept: { readonly window: BrowserWindow; readonly letGo: () => void } | undefined
  let isOver = false

  const begin = (): void => {
    if (isOver) return
    const { window, stepBack } = open()
    let watched = true
    const openedMs = clock.now().monotonicMs
    const stopWaitingForCalm = page.onAlive(({ isPainted }) => {
      const isCalm = clock.now().monotonicMs - openedMs >= calmMs
      if (isCalm && isPainted && window.isVisible()) lossesInARow = 0
    })
    const letGo = (): void => {
      watched = false
      stepBack()
      stopWaitingForCalm()
      stopWatchingPulse()
    }

    const lose = (why: string, detail?: string): void => {
      if (!watched) return
      letGo()
      kept = undefined
      lossesInARow += 1
      log.error('host.screen-lost', { why, inARow: lossesInARow, ...(detail !== undefined && { detail }) })
      if (lossesInARow > maxLossesInARow) {
        log.error('host.screen-given-up', { inARow: lossesInARow })
        giveUp()
        return
      }
      destroyLater(window)
      clock.after(backoffMs(lossesInARow, pause, random), begin)
    }
    const stopWatchingPulse = watchPulse({ page, isShown: () => window.isVisible() }, clock, {
      lost: () => lose('no sign of life'),
      notShown: () => {
        log.warn('host.not-shown', { forSeconds: Math.round((clock.now().monotonicMs - openedMs) / 1000) })
        window.show()
      },
      neverShown: () => lose('not shown'),
    })

    // Deferred: when the system ends the program, windows close first and `quit` follows in the same turn.
    window.on('closed', () => clock.after(0, () => lose('closed')))
    window.on('unresponsive', () => lose('unresponsive'))
    window.webContents.on('render-process-gone', (_event, { reason }) => lose(reason))
    window.webContents.on('preload-error', (_event, _path, error) => lose('preload-error', error.message))
    window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      // The description may be empty (electron_api_web_contents.cc, `DidFailLoad`).
      if (isMainFrame && code !== aborted) lose(`load failed: ${description === '' ? code : description}`)
    })
    kept = { window, letGo }
  }

  /** Deferred, because a window must not be destroyed within an event of its own page. */
  const destroyLater = (window: BrowserWindow): void => {
    clock.after(0, () => {
      if (!window.isDestroyed()) window.destroy()
    })
  }

  begin()
  return {
    renew: () => {
      if (kept === undefined) return
      const old = kept
      old.letGo()
      let isOldThere = true
      const takeAway = (): void => {
        if (isOldThere) destroyLater(old.window)
        isOldThere = false
      }
      begin()
      // The attached page is the new one by now; it sends a heartbeat unasked once it has drawn.
      const stopListening = page.onAlive(() => {
        stopListening()
        takeAway()
      })
      clock.after(maxDrawMs, takeAway)
    },
    letGo: () => {
      isOver = true
      kept?.letGo()
    },
  }
}
