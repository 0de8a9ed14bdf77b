import type { Log } from './base/log/log.ts'
import { teamsOf, type KioskConfig } from './config/config.ts'
import { problemWords } from './config/report/describe-problems.ts'
import { watchConfig, type ConfigChange, type ConfigWatchOptions } from './config/config-watch.ts'
import type { KioskState } from './contract/kiosk-state.ts'
import { isAttended, isReceipt } from './maintenance/attended-screen.ts'

/** What the running kiosk is doing, apart from what its screen shows. */
export interface KioskActivity {
  /** A request for a tap is in flight. */
  readonly isSending: boolean
  /** Taps that are recorded but not settled. */
  readonly waitingTaps: number
  /** The waiting taps of which something may already have reached Shifts. */
  readonly sentTaps: number
  /** Waiting taps that may be in no file: their journal was lost, and a new one cannot be opened yet. */
  readonly unsavedTaps: number
}

export interface TakeNewConfigOptions extends Omit<ConfigWatchOptions, 'changed'> {
  readonly log: Log
  readonly activity: () => KioskActivity
  /** Called after each check. `problem`: why the current files are not valid; undefined: they are. */
  readonly onCheck: (problem: string | undefined) => void
  /** Restarts the kiosk with the current config; this also stops this watcher. */
  readonly restart: () => Promise<void>
}

/** Applies a changed config by restarting the kiosk once nobody is using it. */
export interface NewConfig {
  readonly change: ConfigChange
  /** Whether nothing prevents a restart with this config now. */
  mayRestartWith(next: KioskConfig): boolean
  /** Call with every state that is sent to the page. */
  stateChanged(state: KioskState): void
  stop(): void
}

const quietMs = 60_000
const retryMs = 5_000

export function takeNewConfig({
  log,
  activity,
  restart,
  onCheck,
  ...watched
}: TakeNewConfigOptions): NewConfig {
  const { clock, running } = watched
  let lastBusyMs = clock.now().monotonicMs
  let isShown = false
  let isStopped = false
  let disarm: () => void = () => undefined
  let loggedOutcome = ''

  const logOutcome = (
    outcome: string,
    fields: { problems?: number; first?: string | undefined } = {},
  ): void => {
    if (outcome === loggedOutcome) return
    loggedOutcome = outcome
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
    if (reason !== undefined) logOutcome(reason)
    else if (isQuiet()) await restart()
    else logOutcome('waits for a quiet minute')
    if (!isStopped) disarm = clock.after(retryMs, () => void proceed())
  }

  const changed = (change: ConfigChange): void => {
    disarm()
    loggedOutcome = ''
    onCheck(change.kind === 'changed-bad' ? problemWords(change) : undefined)
    switch (change.kind) {
      case 'unchanged':
        logOutcome('reverted')
        return
      case 'changed-good':
        void proceed()
        return
      case 'changed-bad': {
        const { problems, moreProblems = 0 } = change
        logOutcome('cannot be used; the kiosk keeps its current config', {
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

function isUsed(state: KioskState): boolean {
  return isReceipt(state) || isAttended(state)
}

/**
 * Why a restart must wait. Waiting taps must be sent from the journal they are in, and a sent request is
 * recognized by its note and team (`noteFor` in `start-kiosk.ts`), so these must not change meanwhile.
 */
function whyHeld(
  running: KioskConfig,
  next: KioskConfig,
  { waitingTaps, sentTaps, unsavedTaps }: KioskActivity,
): string | undefined {
  if (unsavedTaps > 0) return 'waits until the journal can be opened: some taps are only in memory'
  if (waitingTaps > 0 && placeOf(running) !== placeOf(next))
    return 'waits until no taps are pending: the data folder or the site key changed'
  if (sentTaps > 0 && noteOf(running) !== noteOf(next))
    return 'waits until no tap is partly sent: the note or the team changed'
  return undefined
}

function placeOf({ storage: { dataFolder, siteKeyPath } }: KioskConfig): string {
  return JSON.stringify([dataFolder, siteKeyPath])
}

function noteOf({ kiosk, shifts, screen: { languages, timeZone } }: KioskConfig): string {
  const [firstTeam] = teamsOf(shifts)
  return JSON.stringify([kiosk, shifts.note, firstTeam?.id, languages[0], timeZone])
}
