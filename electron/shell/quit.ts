import { app } from 'electron'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { exitCodes } from '../ops/cli/exit-codes.ts'
import { doLastActs, isLeaving, leave } from './leave.ts'

/** What does not end by then is left behind: every accepted tap is on disk. */
const longestStopMs = 5_000

/** How the program is told to end by others. */
export interface Endings {
  /** Windows ends the session, and this process as soon as the event has been told. */
  sessionEnds(): void
}

/**
 * Quitting (SIGTERM, the session's end on Linux and macOS, the demo's window closed) first lets the kiosk end in good
 * order. Two ends leave no time for that, and it only stops sending: Windows tells of the session's end and ends the
 * process right after (shell/browser/native_window_views_win.cc, WM_ENDSESSION); and on Linux a lost display or session bus
 * exits with code 0, `quit` being all that is told (shell/browser/electron_browser_main_parts.cc, `ExitOnSessionLoss`).
 * Every accepted tap is on the disk in either case.
 */
export function stopBeforeQuit(stop: () => Promise<void>, clock: Clock, log: Log): Endings {
  // Electron's own handlers quit once and leave the second signal to kill (electron_browser_main_parts_posix.cc,
  // `GracefulShutdownHandler`), and an orderly stop may well be told twice: by the terminal and by `npm start`, by
  // systemd's session and by the service.
  if (process.platform !== 'win32')
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  // Electron quits by itself with its last window; here the window comes back.
  app.on('window-all-closed', () => undefined)
  let stopping: Promise<void> | undefined
  let isQuitting = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (isQuitting) return
    isQuitting = true
    clock.after(longestStopMs, () => leave(exitCodes.ok))
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
  // Each window is told of the session's end.
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
