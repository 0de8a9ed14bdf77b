import { join } from 'node:path'
import type { Clock } from '../../base/time/clock.ts'
import type { SetupProblems } from '../../config/config.ts'
import { problemWords } from '../../config/report/describe-problems.ts'
import { healthFileName, writeHealthFileThere } from './health-file.ts'
import { reportOf } from './health-report.ts'

export interface SetupHealth {
  /** What keeps the kiosk from starting; may be called at each look. */
  tell(problems: SetupProblems & { readonly dataFolder: string }): void
}

const everyMs = 60_000

/**
 * The health report of a kiosk whose screen says *Setup needed*: the alarm `setup`, at once and then every minute. Nothing
 * is written where the data folder is not there: it is made, and closed to others, by a kiosk whose config is good.
 */
export function createSetupHealth({ version, clock }: { version: string; clock: Clock }): SetupHealth {
  const startedAtMs = clock.now().wallMs
  let told = ''
  let toldAtMs = -Infinity
  return {
    tell: ({ dataFolder, ...problems }) => {
      const { wallMs, monotonicMs } = clock.now()
      const detail = problemWords(problems)
      if (detail === told && monotonicMs - toldAtMs < everyMs) return
      told = detail
      toldAtMs = monotonicMs
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
      writeHealthFileThere(join(dataFolder, healthFileName), reportOf(facts, wallMs))
    },
  }
}
