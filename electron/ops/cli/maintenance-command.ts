import { parseBadgeNumber } from '../../badge/badge-id.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { directFiles } from '../../files/direct-files.ts'
import { readSiteKey } from '../../journal/chain/site-key-source.ts'
import { maintenanceBadgeHash } from '../../badge/maintenance-badge.ts'
import { hashPin, pinProblem } from '../../base/pin-hash.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

export interface Told {
  readonly text: string
  readonly exitCode: ExitCode
}

/** Asks for a secret without showing it; undefined: called off. */
export type Ask = (question: string) => Promise<string | undefined>

/** `--hash-pin`: the line for the config, with its place as a comment. Needs no config, so it can be run anywhere. */
export async function hashPinCommand(ask: Ask): Promise<Told> {
  const pin = (await ask('Maintenance PIN: '))?.trim()
  if (pin === undefined) return refused('No PIN was given.')
  const problem = pinProblem(pin)
  if (problem !== undefined) return refused(problem)
  const hash = await hashPin(pin)
  const text = `// Paste into "maintenance" of the config:\n"pinHash": ${JSON.stringify(hash)},`
  return { text, exitCode: exitCodes.ok }
}

/**
 * `--hash-badge`: the line for the config, with its place as a comment. The number is given as the roster writes it, and
 * hashed under the site key, so that the config holds no badge number.
 */
export async function hashBadgeCommand(
  { config, siteKeyPlaces }: Extract<LoadedConfig, { kind: 'ok' }>,
  ask: Ask,
): Promise<Told> {
  const siteKey = await readSiteKey(siteKeyPlaces, directFiles)
  if (siteKey.kind === 'failed') return refused(`${siteKey.detail}\nRun this as the account of the kiosk.`)
  const { badgeNumberFormat } = config.directory
  const number = await ask(`Number of the maintenance badge (${badgeNumberFormat}): `)
  if (number === undefined) return refused('No badge number was given.')
  const parsed = parseBadgeNumber(number, badgeNumberFormat)
  if (parsed.kind === 'bad') return refused(parsed.problem)
  const hash = maintenanceBadgeHash(parsed.badge, siteKey.key)
  const text = `// Paste into the list "badges" in "maintenance" of the config:\n${JSON.stringify(hash)},`
  return { text, exitCode: exitCodes.ok }
}

function refused(text: string): Told {
  return { text, exitCode: exitCodes.badSetup }
}
