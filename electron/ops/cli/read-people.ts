import { echoedPath } from '../../base/text/echo.ts'
import { teamsOf, type LoadedConfig } from '../../config/config.ts'
import { entraSettings } from '../../directory/open-directory.ts'
import { requestReading } from '../../directory/read-request.ts'
import { badSetup, fault, ok, type CommandResult } from './command-result.ts'

/** `--read-people`: requests that the running kiosk reads the people from Entra again. */
export function readPeopleCommand(
  { config: { directory, shifts, storage } }: Extract<LoadedConfig, { kind: 'ok' }>,
  nowMs: number,
): CommandResult {
  const readsBadges = entraSettings(directory) !== undefined
  // Of several teams a kiosk with a roster reads who is in which.
  if (!readsBadges && teamsOf(shifts).length === 1)
    return badSetup(
      'This kiosk reads nobody from Entra: its people are in the roster, which it reads again at each change.',
    )
  const code = requestReading(storage.dataFolder, nowMs)
  if (code !== undefined)
    return fault(
      `The request cannot be written to ${echoedPath(storage.dataFolder)} (${code}). Run this as the kiosk's account.`,
    )
  const events = readsBadges
    ? 'people.loaded, or people.not-read and why'
    : 'memberships.loaded, or memberships.not-read and why'
  return ok(
    `A running kiosk begins to read the people from Entra within ten seconds. Its log then says ${events}.`,
  )
}
