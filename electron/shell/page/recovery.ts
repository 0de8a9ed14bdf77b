import type { BrowserWindow } from 'electron'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { PageLink } from './ipc.ts'
import { watchPulse } from './page-pulse.ts'
import type { KioskWindow } from '../window/window.ts'

export interface RecoveryOptions {
  /** Opens a new window and connects it with the kiosk. */
  readonly open: () => KioskWindow
  readonly clock: Clock
  readonly log: Log
  /** The window was lost too often in a row. */
  readonly giveUp: () => void
  /** Asks the page for signs of life. Without it a page that hangs is noticed only when somebody touches it. */
  readonly page: Pick<PageLink, 'ping' | 'onAlive'>
  /** Brings numbers from 0 up to 1. */
  readonly random?: () => number
}

export interface KeptWindow {
  /** Opens a new window and takes the old one away once the new one is drawn. Not a loss. */
  renew(): void
  /** From now on no loss is a loss: the program ends, which destroys every window. */
  letGo(): void
}

const pause = { firstMs: 1_000, longestMs: 30_000 }
/** A window whose page still speaks after so long, and was seen, counts as good; a silent or unseen one does not. */
const calmMs = 60_000
const mostLossesInARow = 8
/** The old window stays for no longer than this behind (Linux) or in front of a new one that draws nothing. */
const longestDrawMs = 10_000
/** Chromium's ERR_ABORTED: another load took its place. No failure. */
const aborted = -3

/** Opens the window, and opens it anew whenever its page crashes, hangs, fails to load or is closed. */
export function keepWindowOpen(options: RecoveryOptions): KeptWindow {
  const { open, clock, log, giveUp, page, random = Math.random } = options
  let lossesInARow = 0
  /** Undefined: the window was lost, and the next one is on its way. */
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
      if (lossesInARow > mostLossesInARow) {
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

    // Not at once: where the system ends the program its windows go first, and `quit` is told in the same turn.
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

  /** A window must not be destroyed within an event of its own page. */
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
      // The attached page is the new one by now, and speaks by itself once its own code has drawn.
      const stopListening = page.onAlive(() => {
        stopListening()
        takeAway()
      })
      clock.after(longestDrawMs, takeAway)
    },
    letGo: () => {
      isOver = true
      kept?.letGo()
    },
  }
}
