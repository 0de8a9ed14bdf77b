import type { ReadersFound } from '../../badge/pcsc/list-readers.ts'
import type { SoftwareTrial } from '../../badge/pcsc/try-reader-software.ts'
import type { CheckArea, CheckResult } from '../../check/check-result.ts'
import { checkOffline, onlineNotChecked, type OfflineQuestion } from '../../check/offline.ts'
import { reportJson, reportText } from '../../check/report.ts'
import type { LoadedConfig } from '../../config/config.ts'
import { checkOnline } from '../../online-check/online.ts'
import type { OnlineHost } from '../../online-check/online-host.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

export { lookAtPeer } from '../../online-check/peer-certificate.ts'

/** What a host lends `--check-config --online`. */
export interface CheckHost extends OnlineHost {
  /** Loads the badge reader software in a process of its own. */
  readonly trySoftware: () => Promise<SoftwareTrial>
  /** Lists the readers there are, in a process of its own; `name` is the config's `reader.name`. */
  readonly listReaders: (name: string | undefined) => Promise<ReadersFound>
}

/** What was found, as it is told. */
export interface CheckReport {
  readonly text: string
  readonly exitCode: ExitCode
  /** For another program: goes to standard output, whatever it says. */
  readonly isDocument?: true
}

/** What `--check-config` tells: the config, the files it names, and this computer; with a host also what is beyond it. */
export async function checkConfig(
  loaded: LoadedConfig,
  question: OfflineQuestion,
  { json, online }: { readonly json: boolean; readonly online?: CheckHost | undefined },
): Promise<CheckReport> {
  const { results, roster } = await checkOffline(loaded, {
    ...question,
    ...(online !== undefined && { trySoftware: online.trySoftware, listReaders: online.listReaders }),
  })
  const beyond = await checkBeyond(loaded, roster, question, online)
  const all = [...results, ...beyond]
  return {
    text: json ? reportJson(all) : reportText(all),
    exitCode: exitCodeOf(all),
    ...(json && { isDocument: true }),
  }
}

async function checkBeyond(
  loaded: LoadedConfig,
  roster: Awaited<ReturnType<typeof checkOffline>>['roster'],
  { platform, files }: OfflineQuestion,
  online: OnlineHost | undefined,
): Promise<readonly CheckResult[]> {
  if (online === undefined) return []
  if (loaded.kind === 'bad') return onlineNotChecked('Needs a config that can be used.')
  return checkOnline({ loaded, roster, platform, files }, online)
}

/** The first cause counts: what comes later may be its effect. */
const codes: readonly (readonly [CheckArea, ExitCode])[] = [
  ['computer', exitCodes.badSetup],
  ['network', exitCodes.networkProblem],
  ['sign-in', exitCodes.signInProblem],
  ['team', exitCodes.teamProblem],
]

function exitCodeOf(results: readonly CheckResult[]): ExitCode {
  const areas = new Set(results.flatMap(({ state, area }) => (state === 'problem' ? [area] : [])))
  return codes.find(([area]) => areas.has(area))?.[1] ?? exitCodes.ok
}
