import { join } from 'node:path'
import type { Clock } from '../../base/time/clock.ts'
import type { SetupProblems } from '../../config/config.ts'
import { problemWords } from '../../config/report/describe-problems.ts'
import { healthFileName, writeHealthFileIfFolderExists } from './health-file.ts'
import { reportOf } from './health-report.ts'

export interface SetupHealth {
  /** Reports why the kiosk cannot start. May be called at every check of the config. */
  report(problems: SetupProblems & { readonly dataFolder: string }): void
}

const rewriteEveryMs = 60_000

/**
 * Writes the health report while the screen shows *Setup needed*: the alarm `setup`, at once and then every
 * minute. Writes nothing if the data folder does not exist: a kiosk with a valid config creates it, closed to
 * other accounts.
 */
export function createSetupHealth({ version, clock }: { version: string; clock: Clock }): SetupHealth {
  const startedAtMs = clock.now().wallMs
  let lastDetail = ''
  let lastWrittenAtMs = -Infinity
  return {
    report: ({ dataFolder, ...problems }) => {
      const { wallMs, monotonicMs } = clock.now()
      const detail = problemWords(problems)
      if (detail === lastDetail && monotonicMs - lastWrittenAtMs < rewriteEveryMs) return
      lastDetail = detail
      lastWrittenAtMs = monotonicMs
      const facts = {
        kioskId: '',
        version,
        startedAtMs,
        screen: 'setup-needed',
        waitingTaps: null,
        alarms: [{ kind: 'setup', detail }],
        configSha256: undefined,
        certificateEndsAtMs: undefined,
        roster: undefined,
        taps: { confirmed: 0, lastConfirmedAtMs: undefined, latency: undefined },
      }
      writeHealthFileIfFolderExists(join(dataFolder, healthFileName), reportOf(facts, wallMs))
    },
  }
}
