import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { directFiles } from '../../files/direct-files.ts'
import { readSiteKey } from '../../journal/chain/site-key-source.ts'
import { maintenanceBadgeHash } from '../../badge/maintenance-badge.ts'
import { hashPin, pinProblem } from '../../base/pin-hash.ts'
import { badSetup, ok, type CommandResult } from './command-result.ts'

/** Prompts for a secret without showing it; undefined if cancelled. */
export type Ask = (question: string) => Promise<string | undefined>

/**
 * `--hash-pin`: prints the line for the config, with a comment that says where it belongs. Needs no config.
 */
export async function hashPinCommand(ask: Ask): Promise<CommandResult> {
  const pin = (await ask('Maintenance PIN: '))?.trim()
  if (pin === undefined) return badSetup('No PIN was given.')
  const problem = pinProblem(pin)
  if (problem !== undefined) return badSetup(problem)
  const hash = await hashPin(pin)
  return ok(`// Paste into "maintenance" of the config:\n"pinHash": ${JSON.stringify(hash)},`)
}

/**
 * `--hash-badge`: prints the line for the config, with a comment that says where it belongs. The number is
 * read in the roster's format and hashed with the site key, so that the config holds no badge number.
 */
export async function hashBadgeCommand(
  { config, siteKeyPlaces }: Extract<LoadedConfig, { kind: 'ok' }>,
  ask: Ask,
): Promise<CommandResult> {
  const siteKey = await readSiteKey(siteKeyPlaces, directFiles)
  if (siteKey.kind === 'failed') return badSetup(`${siteKey.detail}\nRun this as the kiosk's account.`)
  const { badgeNumberFormat } = config.directory
  const number = await ask(`Number of the maintenance or enrollment badge (${badgeNumberFormat}): `)
  if (number === undefined) return badSetup('No badge number was given.')
  const parsed = parseBadgeNumber(number, badgeNumberFormat)
  if (parsed.kind === 'bad') return badSetup(parsed.problem)
  const hash = maintenanceBadgeHash(parsed.badge, siteKey.key)
  return ok(
    `// Paste into the list "badges" in "maintenance" (opens the diagnostics) or "enrollment" (adds and blocks badges) of the config:\n${JSON.stringify(hash)},`,
  )
}
