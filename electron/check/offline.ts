import { existsSync } from 'node:fs'
import type { LoadedConfig } from '../config/config.ts'
import { machineWideConfigPath, type Environment } from '../config/places.ts'
import type { Files } from '../files/files.ts'
import type { Roster } from '../people/roster.ts'
import { notChecked, onlineCheckIds, type CheckResult } from './check-result.ts'
import { checkCertificateOf } from './certificate-check.ts'
import { checkBadConfig, checkGoodConfig } from './config-checks.ts'
import { checkDataFolder, checkFreeDisk } from './data-folder.ts'
import { checkLogFolder } from './log-folder.ts'
import { checkIds } from './placeholder-ids.ts'
import { checkReader, type ReaderQuestion } from './reader-checks.ts'
import { checkRoster } from './roster-checks.ts'
import { checkWebhook } from './webhook-check.ts'
import { checkSiteKey } from './site-key-check.ts'

export interface OfflineQuestion extends Pick<ReaderQuestion, 'trySoftware' | 'findService'> {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly files: Files
  readonly hasLogFile: boolean
}

export interface OfflineAnswer {
  readonly results: readonly CheckResult[]
  /** Absent: it cannot be used. */
  readonly roster?: Roster
}

/** Everything that can be checked without the network. Changes nothing on the disk. */
export async function checkOffline(loaded: LoadedConfig, question: OfflineQuestion): Promise<OfflineAnswer> {
  if (loaded.kind === 'bad') return { results: [checkBadConfig(loaded)] }
  const { config } = loaded
  const { env, platform, files } = question
  const folder = config.storage.dataFolder
  const isKiosk = loaded.path === machineWideConfigPath(env, platform) || existsSync(folder)
  const { results, roster } = await checkRoster(config.directory, files)
  return {
    results: [
      checkGoodConfig(loaded),
      checkIds(config),
      await checkCertificateOf(loaded.credential, question),
      ...results,
      await checkDataFolder({ folder, platform, isKiosk }),
      checkFreeDisk({ folder, platform, isKiosk }),
      await checkSiteKey(loaded.siteKeyPlaces, question),
      await checkWebhook(config.alerts, question),
      checkLogFolder({ ...question, isKiosk, configured: config.storage.logFolder }),
      ...(await checkReader({ ...question, reader: config.reader, isKiosk })),
    ],
    ...(roster !== undefined && { roster }),
  }
}

/** All checks that need the network, none of which was made. */
export function onlineNotChecked(why: string): readonly CheckResult[] {
  return onlineCheckIds.map((id) => notChecked(id, why))
}
