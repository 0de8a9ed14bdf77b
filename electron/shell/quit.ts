import { app } from 'electron'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { exitCodes } from '../ops/cli/exit-codes.ts'
import { doLastActs, isLeaving, leave } from './leave.ts'

/** Shutdown timeout. Every accepted tap is on disk. */
const maxStopMs = 5_000

/** Ends of the program that come from outside. */
export interface Endings {
  /** Windows ends the session, and this process right after the event. */
  sessionEnds(): void
}

/**
 * A normal quit (SIGTERM, end of the session on Linux and macOS, the demo's window closed) first shuts the
 * kiosk down cleanly. Two kinds of end leave no time for that, so the kiosk only stops sending: Windows
 * reports the end of the session and kills the process right after (shell/browser/native_window_views_win.cc,
 * WM_ENDSESSION); and on Linux a lost display or session bus exits with code 0 after only a `quit` event
 * (shell/browser/electron_browser_main_parts.cc, `ExitOnSessionLoss`). Every accepted tap is on disk in
 * either case.
 */
export function stopBeforeQuit(stop: () => Promise<void>, clock: Clock, log: Log): Endings {
  // Electron's own handlers quit once and let a second signal kill (electron_browser_main_parts_posix.cc,
  // `GracefulShutdownHandler`), but a clean shutdown may well be signaled twice: by the terminal and by `npm
  // start`, by systemd's session and by the service.
  if (process.platform !== 'win32')
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  // Electron quits with its last window by default; here the window is reopened.
  app.on('window-all-closed', () => undefined)
  let stopping: Promise<void> | undefined
  let isQuitting = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (isQuitting) return
    isQuitting = true
    clock.after(maxStopMs, () => leave(exitCodes.ok))
    stopping ??= stop()
    stopping.then(
      () => leave(exitCodes.ok),
      (error: unknown) => {
        log.error('host.fault', { origin: 'stop', error: String(error) })
        leave(exitCodes.fault)
      },
    )
  })
  let hasEnded = false
  // Every window gets the session-end event; handle only the first.
  const endNow = (why: string): void => {
    if (hasEnded) return
    hasEnded = true
    doLastActs()
    log.warn('host.ended', { why })
    stopping ??= stop()
    stopping.catch(() => undefined)
  }
  app.on('quit', () => {
    if (!isLeaving()) endNow('display or session lost')
  })
  return { sessionEnds: () => endNow('Windows session ends') }
}
