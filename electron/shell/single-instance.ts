import { app } from 'electron'
import { exitCodes } from '../ops/cli/exit-codes.ts'
import { leave } from './leave.ts'
import { whyNoLock, type NoLock } from './no-lock.ts'

/**
 * Whether this is the only kiosk of this account. If not, it says why on standard error and is on its way out:
 * Electron answers `false` both where another kiosk runs and where the lock could not be had at all
 * (shell/browser/api/electron_api_app.cc, `App::RequestSingleInstanceLock`).
 */
export function isOnlyInstance(): boolean {
  if (app.requestSingleInstanceLock()) return true
  const folder = userData()
  const why: NoLock =
    folder === undefined
      ? { kind: 'error', problem: 'the folder for it cannot be made' }
      : whyNoLock(folder, process.platform)
  switch (why.kind) {
    case 'another-kiosk':
      say('Another Shifts Badge Kiosk is running under this account.')
      leave(exitCodes.alreadyRunning)
      return false
    case 'error':
      say(
        `Could not get the lock that keeps a second kiosk from starting: ${why.problem}.\n` +
          `No kiosk runs. ${folder === undefined ? '' : `The lock is in ${folder}. `}Fix this and start it again.`,
      )
      leave(exitCodes.lockFailed)
      return false
    default:
      return why satisfies never
  }
}

/** Electron makes the folder as it is asked for, and throws where it cannot (shell/common/electron_paths.cc). */
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
    // A program with windows may have no console; the exit code says it as well.
  }
}
