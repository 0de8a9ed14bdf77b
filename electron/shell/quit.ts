import { app } from 'electron'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { exitCodes } from '../ops/exit-codes.ts'

/** What does not end by then is left behind: every accepted tap is on disk. */
const longestStopMs = 5_000

/** Quitting (SIGTERM, the session's end, the demo's window closed) first lets the kiosk end in good order. */
export function stopBeforeQuit(stop: () => Promise<void>, clock: Clock, log: Log): void {
  // Electron quits by itself with its last window; here the window comes back.
  app.on('window-all-closed', () => undefined)
  let stopping = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (stopping) return
    stopping = true
    clock.after(longestStopMs, () => app.exit(exitCodes.ok))
    stop().then(
      () => app.exit(exitCodes.ok),
      (error: unknown) => {
        log.error('host.fault', { origin: 'stop', error: String(error) })
        app.exit(exitCodes.fault)
      },
    )
  })
}
