import { app } from 'electron'
import { exitCodes } from '../ops/cli/exit-codes.ts'
import { leave } from './leave.ts'
import { whyNoLock, type NoLock } from './no-lock.ts'

/**
 * Whether this is the only kiosk of this account. If not, writes the reason to standard error and exits:
 * Electron returns `false` both if another kiosk is running and if it could not create the lock
 * (shell/browser/api/electron_api_app.cc, `App::RequestSingleInstanceLock`).
 */
export function isOnlyInstance(): boolean {
  if (app.requestSingleInstanceLock()) return true
  const folder = userData()
  const why: NoLock =
    folder === undefined
      ? { kind: 'error', problem: 'its folder cannot be created' }
      : whyNoLock(folder, process.platform)
  switch (why.kind) {
    case 'another-kiosk':
      say('Another Shifts Badge Kiosk is already running under this account.')
      leave(exitCodes.alreadyRunning)
      return false
    case 'error':
      say(
        `Could not get the lock that keeps a second kiosk from starting: ${why.problem}.\n` +
          `The kiosk has not started. ${folder === undefined ? '' : `The lock is in ${folder}. `}Fix this and start it again.`,
      )
      leave(exitCodes.lockFailed)
      return false
    default:
      return why satisfies never
  }
}

/** Electron creates the folder on this call and throws if it cannot (shell/common/electron_paths.cc). */
function userData(): string | undefined {
  try {
    return app.getPath('userData')
  } catch {
    return undefined
  }
}

function say(text: string): void {
  try {
    process.stderr.write(`${text}\n`)
  } catch {
    // A Windows GUI program may have no console; the exit code says the same.
  }
}
