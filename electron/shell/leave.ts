import { app } from 'electron'
import type { ExitCode } from '../ops/cli/exit-codes.ts'

const lastActs = new Set<() => void>()
let hasBegun = false

/** `act` runs once, right before the program ends; for example, to stop watching the window. */
export function beforeLeaving(act: () => void): void {
  lastActs.add(act)
}

/** Whether `leave` was called. */
export function isLeaving(): boolean {
  return hasBegun
}

/**
 * Ends the program, whatever else is under way. The one way out: `process.exit` is `app.exit` in the main process
 * (electron: lib/browser/init.ts). Until Electron's message loop runs it ends at once. Afterwards every window is
 * destroyed and told so, and JavaScript runs on for a moment (shell/browser/browser.cc, `Browser::ExitWithCode`).
 */
export function leave(code: ExitCode): void {
  hasBegun = true
  doLastActs()
  app.exit(code)
}

/** For an end that is not by `leave`. Each act is done once. */
export function doLastActs(): void {
  for (const act of lastActs) {
    lastActs.delete(act)
    try {
      act()
    } catch {
      // Nothing may keep the program from ending.
    }
  }
}
