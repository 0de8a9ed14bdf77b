import { parseBadgeNumber } from '../../badge/badge-id.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { directFiles } from '../../files/direct-files.ts'
import { readSiteKey } from '../../journal/chain/site-key-source.ts'
import { maintenanceBadgeHash } from '../../badge/maintenance-badge.ts'
import { hashPin, pinProblem } from '../../base/pin-hash.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

export interface CommandResult {
  readonly text: string
  readonly exitCode: ExitCode
}

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
  const text = `// Paste into "maintenance" of the config:\n"pinHash": ${JSON.stringify(hash)},`
  return { text, exitCode: exitCodes.ok }
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
  const number = await ask(`Number of the maintenance badge (${badgeNumberFormat}): `)
  if (number === undefined) return badSetup('No badge number was given.')
  const parsed = parseBadgeNumber(number, badgeNumberFormat)
  if (parsed.kind === 'bad') return badSetup(parsed.problem)
  const hash = maintenanceBadgeHash(parsed.badge, siteKey.key)
  const text = `// Paste into the list "badges" in "maintenance" of the config:\n${JSON.stringify(hash)},`
  return { text, exitCode: exitCodes.ok }
}

function badSetup(text: string): CommandResult {
  return { text, exitCode: exitCodes.badSetup }
}
