import { app } from 'electron'
import type { ExitCode } from '../ops/cli/exit-codes.ts'

const lastActs = new Set<() => void>()
let hasBegun = false

/** Runs `act` once, right before the program exits; for example, to stop the watchdog of the window. */
export function beforeLeaving(act: () => void): void {
  lastActs.add(act)
}

/** Whether `leave` has been called. */
export function isLeaving(): boolean {
  return hasBegun
}

/**
 * Exits the program, whatever is in progress. The only way out: `process.exit` is `app.exit` in the main
 * process (electron: lib/browser/init.ts). Before Electron's message loop runs, it exits at once. Afterwards
 * every window is destroyed with its events, and JavaScript still runs for a moment
 * (shell/browser/browser.cc, `Browser::ExitWithCode`).
 */
export function leave(code: ExitCode): void {
  hasBegun = true
  doLastActs()
  app.exit(code)
}

/** For an exit without `leave`. Runs each act only once. */
export function doLastActs(): void {
  for (const act of lastActs) {
    lastActs.delete(act)
    try {
      act()
    } catch {
      // Nothing may prevent the exit.
    }
  }
}
