import type { Clock } from './base/time/clock.ts'
import type { Log } from './base/log/log.ts'
import type { KioskConfig } from './config/config.ts'
import { problemWords } from './config/report/describe-problems.ts'
import { watchConfig, type ConfigChange, type ConfigWatchOptions } from './config/config-watch.ts'
import type { KioskState } from './contract/kiosk-state.ts'
import { isReceipt } from './maintenance/maintenance.ts'

/** What the running kiosk is doing besides what its screen shows. */
export interface KioskActivity {
  /** A request about a tap is in flight. */
  readonly isSending: boolean
  /** Taps that are recorded and not settled. */
  readonly waitingTaps: number
  /** Those of which something may already have reached Shifts. */
  readonly sentTaps: number
  /** Waiting taps that may be in no file: their journal was lost, and another cannot be opened yet. */
  readonly unwrittenTaps: number
}

export interface TakeNewConfigOptions extends Omit<ConfigWatchOptions, 'changed'> {
  readonly log: Log
  readonly activity: () => KioskActivity
  /** `problem`: why what the files hold now could not be used, in words; undefined: it could. */
  readonly told: (problem: string | undefined) => void
  /** Starts the kiosk anew with the config as it is then; ends this in doing so. */
  readonly restart: () => Promise<void>
}

/** Has a changed config taken by a restart of the kiosk, once nobody is in the way. */
export interface NewConfig {
  readonly change: ConfigChange
  /** Whether nothing and nobody is in the way of a restart with this config now. */
  mayRestartWith(next: KioskConfig): boolean
  /** Every state that the page is told. */
  stateChanged(state: KioskState): void
  stop(): void
}

const quietMs = 60_000
const askAgainMs = 5_000

export function takeNewConfig({ log, activity, restart, told, ...watched }: TakeNewConfigOptions): NewConfig {
  const { clock, running } = watched
  let lastBusyMs = clock.now().monotonicMs
  let isShown = false
  let isStopped = false
  let disarm: () => void = () => undefined
  let toldOutcome = ''

  const tell = (outcome: string, fields: { problems?: number; first?: string | undefined } = {}): void => {
    if (outcome === toldOutcome) return
    toldOutcome = outcome
    log.info('config.changed', { outcome, ...fields })
  }

  const isQuiet = (): boolean => {
    if (isShown || activity().isSending) lastBusyMs = clock.now().monotonicMs
    return clock.now().monotonicMs - lastBusyMs >= quietMs
  }

  const proceed = async (): Promise<void> => {
    const { change } = watch
    if (change.kind !== 'changed-good') return
    const reason = whyHeld(running.config, change.loaded.config, activity())
    if (reason !== undefined) tell(reason)
    else if (isQuiet()) await restart()
    else tell('waits for a quiet minute')
    if (!isStopped) disarm = askLater(clock, proceed)
  }

  const changed = (change: ConfigChange): void => {
    disarm()
    toldOutcome = ''
    told(change.kind === 'changed-bad' ? problemWords(change) : undefined)
    switch (change.kind) {
      case 'unchanged':
        tell('taken back')
        return
      case 'changed-good':
        void proceed()
        return
      case 'changed-bad': {
        const { problems, moreProblems = 0 } = change
        tell('cannot be used; the kiosk goes on with the config it has', {
          problems: problems.length + moreProblems,
          first: problems[0]?.problem,
        })
        return
      }
      default:
        change satisfies never
    }
  }

  const watch = watchConfig({ ...watched, changed })

  return {
    get change() {
      return watch.change
    },
    mayRestartWith: (next) => isQuiet() && whyHeld(running.config, next, activity()) === undefined,
    stateChanged: (state) => {
      const next = isUsed(state)
      if (next || isShown) lastBusyMs = clock.now().monotonicMs
      isShown = next
    },
    stop: () => {
      isStopped = true
      disarm()
      watch.stop()
    },
  }
}

function askLater(clock: Clock, ask: () => Promise<void>): () => void {
  return clock.after(askAgainMs, () => void ask())
}

function isUsed(state: KioskState): boolean {
  const { name } = state.screen
  return isReceipt(state) || name === 'maintenance-pin' || name === 'diagnostics' || name === 'practice'
}

/**
 * What waits has to be sent from where it lies, and a request is known again by its note and team (`noteFor` in
 * `start-kiosk.ts`): while that matters, a restart would be one that nobody watches.
 */
function whyHeld(
  running: KioskConfig,
  next: KioskConfig,
  { waitingTaps, sentTaps, unwrittenTaps }: KioskActivity,
): string | undefined {
  if (unwrittenTaps > 0) return 'waits until the journal can be opened: taps are in memory alone'
  if (waitingTaps > 0 && placeOf(running) !== placeOf(next))
    return 'waits until no tap waits to be sent: the data folder or the site key is another'
  if (sentTaps > 0 && noteOf(running) !== noteOf(next))
    return 'waits until no tap is half sent: the note or the team is another'
  return undefined
}

function placeOf({ storage: { dataFolder, siteKeyPath } }: KioskConfig): string {
  return JSON.stringify([dataFolder, siteKeyPath])
}

function noteOf({ kiosk, shifts: { note, teamId }, screen: { languages, timeZone } }: KioskConfig): string {
  return JSON.stringify([kiosk, note, teamId, languages[0], timeZone])
}
