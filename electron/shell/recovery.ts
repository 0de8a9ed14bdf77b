import type { BrowserWindow } from 'electron'
import { backoffMs } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'

export interface RecoveryOptions {
  /** Opens a new window and connects it with the kiosk. */
  readonly open: () => BrowserWindow
  readonly clock: Clock
  readonly log: Log
  /** The window was lost too often in a row. */
  readonly giveUp: () => void
  /** Brings numbers from 0 up to 1. */
  readonly random?: () => number
}

const pause = { firstMs: 1_000, longestMs: 30_000 }
/** A window that has stood for so long counts as good again. */
const calmMs = 60_000
const mostLossesInARow = 8
/** Chromium's ERR_ABORTED: another load took its place. No failure. */
const aborted = -3

/** Opens the window, and opens it anew whenever its page crashes, hangs, fails to load or is closed. */
export function keepWindowOpen({ open, clock, log, giveUp, random = Math.random }: RecoveryOptions): void {
  let lossesInARow = 0

  const begin = (): void => {
    const window = open()
    let lost = false
    const stopWaitingForCalm = clock.after(calmMs, () => {
      lossesInARow = 0
    })

    const lose = (why: string): void => {
      if (lost) return
      lost = true
      stopWaitingForCalm()
      lossesInARow += 1
      log.error('host.screen-lost', { why, inARow: lossesInARow })
      if (lossesInARow > mostLossesInARow) {
        log.error('host.screen-given-up', { inARow: lossesInARow })
        giveUp()
        return
      }
      // A window must not be destroyed within an event of its own page.
      clock.after(0, () => {
        if (!window.isDestroyed()) window.destroy()
      })
      clock.after(backoffMs(lossesInARow, pause, random), begin)
    }

    window.on('closed', () => lose('closed'))
    window.on('unresponsive', () => lose('unresponsive'))
    window.webContents.on('render-process-gone', (_event, { reason }) => lose(reason))
    window.webContents.on('preload-error', () => lose('preload-error'))
    window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      if (isMainFrame && code !== aborted) lose(`load failed: ${description}`)
    })
  }

  begin()
}
