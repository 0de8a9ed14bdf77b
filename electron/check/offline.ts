import { existsSync } from 'node:fs'
import { teamsOf, type LoadedConfig } from '../config/config.ts'
import { machineWideConfigPath, type Environment } from '../config/document/places.ts'
import { noAnswerWords, type Files } from '../files/files.ts'
import { answersInTime } from '../files/limited-files.ts'
import type { Roster } from '../directory/roster/roster.ts'
import { echoedPath } from '../base/text/echo.ts'
import { checksOf, notChecked, problem, type CheckResult } from './check-result.ts'
import { checkCertificateOf } from './certificate-check.ts'
import { checkBadConfig, checkGoodConfig } from './config-checks.ts'
import { checkDataFolder, checkFreeDisk } from './data-folder.ts'
import { checkLogFolder } from './log-folder.ts'
import { checkIds } from './placeholder-ids.ts'
import { checkReader, type ReaderQuestion } from './reader-checks.ts'
import { checkRoster } from './roster-checks.ts'
import { checkWebhook } from './webhook-check.ts'
import { checkSiteKey } from './site-key-check.ts'

export interface OfflineQuestion extends Pick<ReaderQuestion, 'trySoftware' | 'findService' | 'listReaders'> {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly files: Files
  readonly hasLogFile: boolean
  /** Whether a folder answers in time. Default: reads the folder with a time limit. */
  readonly answers?: (folder: string) => Promise<boolean>
}

export interface OfflineAnswer {
  readonly results: readonly CheckResult[]
  /** Absent if the roster cannot be used. */
  readonly roster?: Roster
  /** Rows of the roster whose person the kiosk has to ask Entra about. */
  readonly rowsToAsk?: number
}

/** Runs all checks that need no network. Changes nothing on the disk. */
export async function checkOffline(loaded: LoadedConfig, question: OfflineQuestion): Promise<OfflineAnswer> {
  if (loaded.kind === 'bad') return { results: [checkBadConfig(loaded)] }
  const { config } = loaded
  const { env, platform, files } = question
  const folder = config.storage.dataFolder
  const { answers = answersInTime } = question
  // The checks below access the disk without a time limit.
  const hangs = !(await answers(folder))
  const isKiosk = hangs || loaded.path === machineWideConfigPath(env, platform) || existsSync(folder)
  const { logFolder } = config.storage
  const logHangs = logFolder !== undefined && !(await answers(logFolder))
  const { results, roster, rowsToAsk } = await checkRoster(config.directory, files, teamsOf(config.shifts))
  return {
    results: [
      checkGoodConfig(loaded),
      checkIds(config),
      await checkCertificateOf(loaded.credential, question.platform),
      ...results,
      ...(hangs
        ? [hanging('data.folder', folder), notChecked('data.disk', 'Needs the data folder.')]
        : [
            await checkDataFolder({ folder, platform, isKiosk }),
            checkFreeDisk({ folder, platform, isKiosk }),
          ]),
      await checkSiteKey(loaded.siteKeyPlaces, config, question),
      await checkWebhook(config.alerts, question),
      logHangs
        ? hanging('log.folder', logFolder)
        : checkLogFolder({ ...question, isKiosk, configured: logFolder }),
      ...(await checkReader({ ...question, reader: config.reader, isKiosk })),
    ],
    ...(roster !== undefined && { roster }),
    ...(rowsToAsk !== undefined && { rowsToAsk }),
  }
}

function hanging(id: 'data.folder' | 'log.folder', folder: string): CheckResult {
  const detail = `${echoedPath(folder)}  ${noAnswerWords}.`
  return problem(id, detail, 'Use a folder on a local disk, or make the share available again.')
}

/** The results of all network checks when they were not run. */
export function onlineNotChecked(why: string): readonly CheckResult[] {
  return (['network', 'sign-in', 'team'] as const).flatMap(checksOf).map((id) => notChecked(id, why))
}
