import { echoedPath } from '../../base/text/echo.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { requestReading } from '../../directory/read-request.ts'
import { fault, ok, type CommandResult } from './command-result.ts'

/** `--read-people`: requests that the running kiosk reads the people from Entra again. */
export function readPeopleCommand(
  { config: { storage } }: Extract<LoadedConfig, { kind: 'ok' }>,
  nowMs: number,
): CommandResult {
  const code = requestReading(storage.dataFolder, nowMs)
  if (code !== undefined)
    return fault(
      `The request cannot be written to ${echoedPath(storage.dataFolder)} (${code}). Run this as the kiosk's account.`,
    )
  return ok(
    'A running kiosk begins to read the people from Entra within ten seconds. Its log then says people.loaded, or people.not-read and why.',
  )
}
