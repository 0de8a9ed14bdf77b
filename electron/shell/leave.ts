import { app } from 'electron'
import type { ExitCode } from '../ops/exit-codes.ts'

/**
 * Ends the program at once, whatever else is under way. Before Electron is ready `app.exit` would only take note and
 * go on with the start.
 */
export function leave(code: ExitCode): void {
  if (app.isReady()) app.exit(code)
  else process.exit(code)
}
