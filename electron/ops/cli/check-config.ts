import type { ReadersFound } from '../../badge/pcsc/list-readers.ts'
import type { SoftwareTrial } from '../../badge/pcsc/try-reader-software.ts'
import type { CheckArea, CheckResult } from '../../check/check-result.ts'
import { checkOffline, onlineNotChecked, type OfflineQuestion } from '../../check/offline.ts'
import { reportJson, reportText } from '../../check/report.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { checkOnline } from '../../online-check/online.ts'
import type { OnlineHost } from '../../online-check/online-host.ts'
import type { CommandResult } from './command-result.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

export { lookAtPeer } from '../../online-check/peer-certificate.ts'

/** What `--check-config --online` needs from its host. */
export interface CheckHost extends OnlineHost {
  /** Loads the badge reader software in a separate process. */
  readonly trySoftware: () => Promise<SoftwareTrial>
  /** Lists the connected readers in a separate process; `name` is the config's `reader.name`. */
  readonly listReaders: (name: string | undefined) => Promise<ReadersFound>
}

/** Checks the config, the files it names and this computer; with `online` also network, sign-in and team. */
export async function checkConfig(
  loaded: LoadedConfig,
  question: OfflineQuestion,
  { json, online }: { readonly json: boolean; readonly online?: CheckHost | undefined },
): Promise<CommandResult> {
  const { results, ...found } = await checkOffline(loaded, {
    ...question,
    ...(online !== undefined && { trySoftware: online.trySoftware, listReaders: online.listReaders }),
  })
  const onlineResults = await runOnlineChecks(loaded, found, question, online)
  const all = [...results, ...onlineResults]
  return {
    text: json ? reportJson(all) : reportText(all),
    exitCode: exitCodeOf(all),
    ...(json && { isDocument: true }),
  }
}

async function runOnlineChecks(
  loaded: LoadedConfig,
  { roster, rowsToAsk = 0 }: Omit<Awaited<ReturnType<typeof checkOffline>>, 'results'>,
  { platform, files }: OfflineQuestion,
  online: OnlineHost | undefined,
): Promise<readonly CheckResult[]> {
  if (online === undefined) return []
  if (loaded.kind === 'bad') return onlineNotChecked('Needs a valid config.')
  return checkOnline({ loaded, roster, rowsToAsk, platform, files }, online)
}

/** In order of precedence: a later problem may be the effect of an earlier one. */
const exitCodeByArea: readonly (readonly [CheckArea, ExitCode])[] = [
  ['computer', exitCodes.badSetup],
  ['network', exitCodes.networkProblem],
  ['sign-in', exitCodes.signInProblem],
  ['team', exitCodes.teamProblem],
]

function exitCodeOf(results: readonly CheckResult[]): ExitCode {
  const areas = new Set(results.flatMap(({ state, area }) => (state === 'problem' ? [area] : [])))
  return exitCodeByArea.find(([area]) => areas.has(area))?.[1] ?? exitCodes.ok
}
