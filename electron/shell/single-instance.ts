import { app } from 'electron'
import { exitCodes } from '../ops/exit-codes.ts'
import { leave } from './leave.ts'

/** Whether this is the only kiosk of this account. If not, it says so and is on its way out. */
export function isOnlyInstance(): boolean {
  if (app.requestSingleInstanceLock()) return true
  process.stderr.write('Shifts Badge Kiosk is running already.\n')
  leave(exitCodes.alreadyRunning)
  return false
}
