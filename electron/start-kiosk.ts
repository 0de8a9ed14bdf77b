import { version } from '../package.json'
import { brandPictures } from './config/look/brand-pictures.ts'
import { systemTimeZone, type LoadedConfig, type SetupProblems } from './config/config.ts'
import { loadConfig, type LoadOptions } from './config/load.ts'
import { configFilePaths, configPlace, defaultDataFolder } from './config/document/places.ts'
import { openSignIn } from './config/sign-in/open-sign-in.ts'
import type { KioskState } from './contract/kiosk-state.ts'
import { createSiteKeySource } from './journal/chain/site-key-source.ts'
import { exitCodes } from './ops/cli/exit-codes.ts'
import { describeRuntime } from './ops/log/describe-runtime.ts'
import { createSetupHealth } from './ops/health/setup-health.ts'
import { watchForStalls } from './ops/log/stall-watch.ts'
import { takeNewConfig, type NewConfig } from './take-new-config.ts'
import { echoedPath } from './base/text/echo.ts'
import type { KioskHost, RunningKiosk } from './kiosk-host.ts'
import { runKiosk, type PreparedParts, type StartedKiosk } from './run-kiosk.ts'

/** How often an invalid config is read again, since IT fixes it remotely and nobody restarts the kiosk. */
const configRetryMs = 5_000
/** If the kiosk has not stopped by then to apply a new config, it hangs: the program is restarted. */
const stopTimeoutMs = 20_000

/**
 * Starts a kiosk from the config once that is valid, and restarts it with a changed one. Never throws for a
 * bad config or disk.
 */
export function startKiosk(options: LoadOptions, host: KioskHost): RunningKiosk {
  /** A state shown while no kiosk runs, so there is nothing to stop. */
  const showing = (state: KioskState): RunningKiosk => ({
    state,
    pictures: [],
    togglePractice: () => undefined,
    enroll: () => undefined,
    stop: () => {
      host.log.info('kiosk.stopped')
      return Promise.resolve()
    },
  })
  let current = showing(startingState(host))
  let stopped = false
  let disarm: (() => void) | undefined
  let reportedProblems = ''
  let newConfig: NewConfig | undefined
  const setupHealth = createSetupHealth({ version, clock: host.clock })
  /** Number of the running kiosk; increased at each restart. */
  let generation = 0

  const begin = async (): Promise<void> => {
    const prepared = await prepare(options, host)
    if (stopped) {
      if (prepared.kind === 'ok') prepared.parts.signIn.stop()
      return
    }
    if (prepared.kind === 'ok') {
      run(prepared.parts)
      return
    }
    setupNeeded(prepared.path, prepared)
    setupHealth.report(prepared)
    disarm = host.clock.after(configRetryMs, () => void begin())
  }

  const run = (parts: PreparedParts): void => {
    const { loaded } = parts
    for (const warning of loaded.warnings)
      host.log.warn('config.warning', { key: warning.key, problem: warning.problem })
    host.configured?.(loaded.config)
    generation += 1
    const own = generation
    const kiosk = runKiosk(parts, {
      ...host,
      stateChanged: (state) => {
        // Ignores states of a kiosk that is being stopped: its reader is gone on purpose.
        if (own !== generation) return
        newConfig?.stateChanged(state)
        host.stateChanged(state)
      },
    })
    current = kiosk
    newConfig = takeNewConfig({
      running: loaded,
      paths: configFilePaths(options),
      load: () => loadConfig(options, host.files),
      files: host.files,
      clock: host.clock,
      log: host.log,
      activity: () => kiosk.activity(),
      onCheck: (problem) => kiosk.configChanged(problem),
      restart: () => restart(kiosk),
    })
    newConfig.stateChanged(kiosk.state)
  }

  /** Restarts within this process, so no supervisor is needed: only `runKiosk` depends on the config. */
  const restart = async (kiosk: StartedKiosk): Promise<void> => {
    const prepared = await prepare(options, host)
    if (prepared.kind === 'bad') return
    const { parts } = prepared
    // The files may have changed again since the config was checked.
    if (stopped || current !== kiosk || newConfig?.mayRestartWith(parts.loaded.config) !== true) {
      parts.signIn.stop()
      return
    }
    newConfig.stop()
    newConfig = undefined
    generation += 1
    const ended = kiosk.stop()
    current = { ...showing(startingState(host)), stop: () => ended }
    host.stateChanged(current.state)
    const disarmGiveUp = host.clock.after(stopTimeoutMs, () => host.leave(exitCodes.fault))
    await ended
    disarmGiveUp()
    // The program may have been stopped meanwhile.
    if (stopped as boolean) {
      parts.signIn.stop()
      return
    }
    host.log.info('config.changed', { outcome: 'applied' })
    run(parts)
  }

  const setupNeeded = (configPath: string, { problems, moreProblems = 0 }: SetupProblems): void => {
    const text = JSON.stringify([problems, moreProblems])
    if (text === reportedProblems) return
    reportedProblems = text
    const shownPath = echoedPath(configPath)
    host.log.error('config.bad', {
      path: shownPath,
      problems: problems.length + moreProblems,
      first: problems[0]?.problem,
    })
    const state: KioskState = {
      ...startingState(host),
      screen: {
        name: 'setup-needed',
        configPath: shownPath,
        problems,
        ...(moreProblems > 0 && { moreProblems }),
      },
    }
    current = showing(state)
    host.stateChanged(state)
  }

  host.log.info('kiosk.starting', {
    version,
    runtime: describeRuntime(),
    configPath: echoedPath(configPlace(options).path),
  })
  host.stateChanged(current.state)
  void begin()
  const endStallWatch = watchForStalls(host)
  return {
    get state() {
      return current.state
    },
    get pictures() {
      return current.pictures
    },
    togglePractice: () => current.togglePractice(),
    enroll: (input) => current.enroll(input),
    stop: () => {
      stopped = true
      disarm?.()
      newConfig?.stop()
      endStallWatch()
      host.files.stop()
      return current.stop()
    },
  }
}

type Prepared =
  | { readonly kind: 'ok'; readonly parts: PreparedParts }
  | ({ readonly kind: 'bad'; readonly path: string; readonly dataFolder: string } & SetupProblems)

/** Reads the config and the files that it names. Each folder that hangs costs ten seconds. */
async function prepare(
  options: LoadOptions,
  { files, clock, log }: Pick<KioskHost, 'files' | 'clock' | 'log'>,
): Promise<Prepared> {
  const loaded = await loadConfig(options, files)
  if (loaded.kind === 'bad') return { ...loaded, dataFolder: dataFolderOf(loaded, options) }
  const brand = await brandPictures(loaded.config.screen.brand, files, loaded.warnings)
  const siteKeys = await createSiteKeySource(loaded.siteKeyPlaces, files)
  const { platform } = options
  const signIn = openSignIn(loaded.credential, { platform, files, clock, log })
  return { kind: 'ok', parts: { loaded, signIn, brand, siteKeys, platform } }
}

/** The data folder of an invalid config if readable, else the default. */
function dataFolderOf(
  { values }: Extract<LoadedConfig, { kind: 'bad' }>,
  { env, platform }: LoadOptions,
): string {
  const named = values.find(({ key }) => key === 'storage.dataFolder')?.value
  return typeof named === 'string' ? named : defaultDataFolder(env, platform)
}

function startingState(host: KioskHost): KioskState {
  return {
    site: {
      kioskName: 'Shifts Badge Kiosk',
      locale: 'en',
      timeZone: systemTimeZone(),
      ...(host.hidesPointer !== undefined && { hidesPointer: host.hidesPointer }),
    },
    screen: { name: 'starting' },
    reader: { kind: 'starting' },
    connection: 'unknown',
    waitingTaps: 0,
  }
}
