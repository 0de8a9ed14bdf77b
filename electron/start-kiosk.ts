import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { version } from '../package.json'
import { alertFile } from './alerts/alert-state.ts'
import { createAlerts, type Alerts } from './alerts/alerts.ts'
import { attendKiosk } from './maintenance/attend-kiosk.ts'
import type { BadgeReader } from './badge/badge-reader.ts'
import type { KeySource } from './badge/keyboard/key-source.ts'
import { KeyboardReader, type KeyboardReaderOptions } from './badge/keyboard/keyboard-reader.ts'
import { PcscReader } from './badge/pcsc/pcsc-reader.ts'
import type { Clock } from './base/time/clock.ts'
import type { Fetch } from './base/fetch.ts'
import type { HelperProcessHost } from './base/process/helper-process.ts'
import type { Log } from './base/log/log.ts'
import type { Picture } from './base/picture.ts'
import { brandPictures, type BrandPictures } from './config/look/brand-pictures.ts'
import { working } from './base/measured-work.ts'
import {
  systemTimeZone,
  timeZoneOf,
  type KioskConfig,
  type LoadedConfig,
  type SetupProblems,
} from './config/config.ts'
import { loadConfig, type LoadOptions } from './config/load.ts'
import { lookOf } from './config/look/look-of.ts'
import { fillNote } from './config/note-template.ts'
import { configFilePaths, configPlace, defaultDataFolder } from './config/document/places.ts'
import { readWebhook } from './config/webhook-file.ts'
import { openSignIn, type SignIn } from './config/sign-in/open-sign-in.ts'
import { soundOf } from './config/sound-of.ts'
import type { KioskState, Site } from './contract/kiosk-state.ts'
import { slotCount, type Look } from './contract/look.ts'
import type { StoppableFiles } from './files/files.ts'
import { openGraph } from './graph/open-graph.ts'
import type { ChainHead } from './journal/journal.ts'
import { openSendingJournal } from './journal/sending-journal.ts'
import { createSiteKeySource, type SiteKeySource } from './journal/chain/site-key-source.ts'
import { alarmKinds } from './kiosk/health.ts'
import { createKiosk, type Kiosk } from './kiosk/kiosk.ts'
import { practiceTap } from './kiosk/practice-tap.ts'
import { shownName } from './kiosk/flow/shown-name.ts'
import type { OpenedStorage } from './kiosk/storage-supervisor.ts'
import { exitCodes, type ExitCode } from './ops/cli/exit-codes.ts'
import { healthFileName } from './ops/health/health-file.ts'
import type { ReportFacts } from './ops/health/health-report.ts'
import { createHealthReporter } from './ops/health/health-reporter.ts'
import { keepTeamTimeZone } from './ops/health/team-time-zone.ts'
import { runtime } from './ops/log/runtime.ts'
import { createSetupHealth } from './ops/health/setup-health.ts'
import { watchForStalls } from './ops/log/stall-watch.ts'
import type { NumberFormats } from './directory/badge-format/format-fits.ts'
import { RosterDirectory } from './directory/roster/roster-directory.ts'
import { watchRosterFit } from './directory/badge-format/roster-fit.ts'
import type { TapToDeliver } from './shifts/clock-out-outcome.ts'
import { takeNewConfig, type KioskActivity, type NewConfig } from './take-new-config.ts'
import { createGraphTimeCards } from './shifts/time-cards/graph-time-cards.ts'
import { createOpenCards } from './shifts/time-cards/open-cards.ts'
import { createScheduleWatch } from './shifts/schedule-watch.ts'
import { readTeamSchedule, requestSchedule } from './shifts/team-schedule.ts'
import { echoedPath } from './base/text/echo.ts'

/** What a host (Electron, the browser preview) lends the kiosk. */
export interface KioskHost {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  readonly readerProcesses: HelperProcessHost
  /** The files that IT names by path; the kiosk stops them at its end. */
  readonly files: StoppableFiles
  readonly keys: KeySource
  /** The screen is a wall's, where a pointer only stands about. */
  readonly hidesPointer?: true
  /** The config has been read and is good. */
  configured?(config: KioskConfig): void
  stateChanged(state: KioskState): void
  /** Ends the program at once, for its supervisor to start it anew. Every accepted tap is on the disk. */
  readonly leave: (exitCode: ExitCode) => void
  /** Closes the connections the host keeps open, so that the next request makes one of its own. */
  dropConnections?(): void
  /** Only tests that kill the program say otherwise than `longestEffectMs` in graph.ts. */
  readonly longestEffectMs?: number
  /** Only the demo brings a reader of its own; elsewhere the config names one. */
  openReader?(): BadgeReader
}

export interface RunningKiosk {
  readonly state: KioskState
  /** What the host serves beside the page's own files: the site's logo. */
  readonly pictures: readonly Picture[]
  /** Somebody touched what begins a practice tap on the diagnostics page, or what ends it. */
  togglePractice(): void
  /** Ends in good order. Taps that are not settled stay in the journal for the next start. */
  stop(): Promise<void>
}

/** A config file that could not be used is looked at again this often: IT fixes it from afar, nobody walks up. */
const configRetryMs = 5_000
/** A kiosk that has not stopped by then to take a new config never will: the program starts anew. */
const stopTakesMs = 20_000
const hourMs = 3_600_000
const minuteMs = 60_000
const dayMs = 24 * hourMs

/** Composition root without Electron: config in, running kiosk out. Never throws over a bad config or disk. */
export function startKiosk(options: LoadOptions, host: KioskHost): RunningKiosk {
  /** There is nothing to end yet. */
  const showing = (state: KioskState): RunningKiosk => ({
    state,
    pictures: [],
    togglePractice: () => undefined,
    stop: () => {
      host.log.info('kiosk.stopped')
      return Promise.resolve()
    },
  })
  let current = showing(startingState(host))
  let stopped = false
  let disarm: (() => void) | undefined
  let toldOfProblems = ''
  let newConfig: NewConfig | undefined
  const setupHealth = createSetupHealth({ version, clock: host.clock })
  /** Of the kiosk that runs; a restart makes another. */
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
    setupHealth.tell(prepared)
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
        // A kiosk that is being stopped says nothing any more: its reader is gone on purpose.
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
      told: (problem) => kiosk.configChanged(problem),
      restart: () => restart(kiosk),
    })
    newConfig.stateChanged(kiosk.state)
  }

  /** In this process, so that no supervisor is needed; nothing outside of `runKiosk` depends on the config. */
  const restart = async (kiosk: StartedKiosk): Promise<void> => {
    const prepared = await prepare(options, host)
    if (prepared.kind === 'bad') return
    const { parts } = prepared
    // The files may hold another config by now than the one that was checked.
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
    const disarmGiveUp = host.clock.after(stopTakesMs, () => host.leave(exitCodes.fault))
    await ended
    disarmGiveUp()
    // The program may have been told to end meanwhile.
    if (stopped as boolean) {
      parts.signIn.stop()
      return
    }
    host.log.info('config.changed', { outcome: 'taken' })
    run(parts)
  }

  const setupNeeded = (configPath: string, { problems, moreProblems = 0 }: SetupProblems): void => {
    const text = JSON.stringify([problems, moreProblems])
    if (text === toldOfProblems) return
    toldOfProblems = text
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
    runtime: runtime(),
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

/** A kiosk that runs, with what whoever restarts it has to know. */
interface StartedKiosk extends RunningKiosk {
  activity(): KioskActivity
  /** `problem`: why the config as it is now could not be used, in words; undefined: it could. */
  configChanged(problem: string | undefined): void
}

/** What a kiosk needs of the files that IT names. */
interface PreparedParts {
  readonly loaded: Extract<LoadedConfig, { kind: 'ok' }>
  readonly signIn: SignIn
  readonly brand: BrandPictures
  readonly siteKeys: SiteKeySource
  readonly platform: NodeJS.Platform
}

type Prepared =
  | { readonly kind: 'ok'; readonly parts: PreparedParts }
  | ({ readonly kind: 'bad'; readonly path: string; readonly dataFolder: string } & SetupProblems)

/** Reads what IT names by path; each folder that hangs takes ten seconds. */
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

/** Where a config that cannot be used wants the data folder to be, as far as that can be made out. */
function dataFolderOf(
  { values }: Extract<LoadedConfig, { kind: 'bad' }>,
  { env, platform }: LoadOptions,
): string {
  const named = values.find(({ key }) => key === 'storage.dataFolder')?.value
  return typeof named === 'string' ? named : defaultDataFolder(env, platform)
}

function runKiosk(prepared: PreparedParts, host: KioskHost): StartedKiosk {
  const { loaded, signIn, brand, siteKeys } = prepared
  const { config } = loaded
  const { clock } = host
  const attended = attendKiosk(loaded, siteKeys, host)
  const { log } = attended
  const { pictures, logo } = brand
  const graph = openGraph({
    endpoint: config.endpoints.graph,
    signIn: {
      tenantId: config.signIn.tenantId,
      clientId: config.signIn.clientId,
      loginEndpoint: config.endpoints.login,
      credential: () => signIn.credential(),
    },
    fetch: (url, init) => host.fetch(url, init),
    clock,
    log,
    dropConnections: () => host.dropConnections?.(),
  })
  const { serverClock } = graph
  const { teamId } = config.shifts
  const timeCards = createGraphTimeCards({ graph, teamId, clock, log })
  let keptZone: string | undefined
  const scheduleWatch = createScheduleWatch({
    clock,
    read: () => readTeamSchedule(graph, teamId),
    told: (status) => {
      kiosk.scheduleChanged(status)
      const teamZone = status.kind === 'unknown' ? undefined : status.timeZone
      if (teamZone === undefined || teamZone === keptZone) return
      if (keepTeamTimeZone(config.storage.dataFolder, teamZone)) keptZone = teamZone
    },
  })
  const roster = new RosterDirectory({ ...config.directory, files: host.files, clock, log })
  const formats = numberFormats(config, host)
  const directory = watchRosterFit(roster, formats)
  const startedAtMs = clock.now().wallMs
  let health: Pick<ReportFacts, 'alarms' | 'screen' | 'waitingTaps'> = {
    alarms: [],
    screen: 'starting',
    waitingTaps: 0,
  }
  const reporter = createHealthReporter({
    path: join(config.storage.dataFolder, healthFileName),
    prometheusFolder: config.health.prometheusFolder,
    alarmKinds: Object.keys(alarmKinds),
    facts: () => ({
      ...health,
      kioskId: config.kiosk.id,
      version,
      startedAtMs,
      configSha256: loaded.contentId,
      certificateEndsAtMs: signIn.certificate()?.validToMs,
      roster: attended.told.roster(),
      taps: attended.told.taps(),
    }),
    clock,
    log,
  })
  const maxOpenMs = config.shifts.maxOpenHours * hourMs
  const kiosk = createKiosk({
    site: { ...siteOf(config, logo), ...pointerOf(host) },
    followsTeamTimeZone: config.screen.timeZone === 'team',
    kioskId: config.kiosk.id,
    settings: {
      repeatWindowMs: config.taps.repeatWindowSeconds * 1000,
      slots: slotCount(lookOf(config.screen, undefined)),
    },
    receipts: config.screen,
    reader: attended.reader(
      host.openReader?.() ??
        openReader(config.reader, {
          ...host,
          log,
          unreadable: (text) => directory.typedUnreadable(text),
          isPersonTyping: () => attended.isAskingForPin,
        }),
    ),
    directory,
    badgeProblems: () => directory.problems(),
    clockOut: {
      longestEffectMs: host.longestEffectMs,
      timeCards,
      openCards: createOpenCards(timeCards, clock),
      maxOpenMs,
      lateToleranceMs: config.shifts.lateToleranceMinutes * minuteMs,
      nowMs: () => serverClock.timeOf(clock.now()) ?? clock.now().wallMs,
      correctionNote: (note) => correctionNote(note, config.kiosk.id),
      body: (tap) => ({
        isAtApprovedLocation: config.shifts.atApprovedLocation,
        ...noteFor(tap, config),
      }),
    },
    clock,
    log,
    openStorage: (knownHead) => openStorage(config.storage.dataFolder, siteKeys, log, knownHead),
    giveUp: () => host.leave(exitCodes.journalLost),
    serverClock,
    tapTaken: () => scheduleWatch.tapTaken(),
    newTapId: randomUUID,
    runId: randomUUID(),
    keepNamesMs: config.storage.keepNamesDays * dayMs,
    keepTapsMs: config.storage.keepTapsDays * dayMs,
    certificate: () => signIn.certificate(),
    alertsProblem: () => alerts?.problem,
    stateChanged: (state) => {
      working('screen.push', () => attended.stateChanged(state))
      health = { ...health, screen: state.screen.name, waitingTaps: state.waitingTaps }
      reporter.changed()
    },
    healthTold: (alarms, { screen, waitingTaps }) => {
      attended.alarmsTold(alarms)
      alerts?.alarmsTold(alarms)
      health = { alarms, screen: screen.name, waitingTaps }
      reporter.tell()
    },
  })
  const alerts = openAlerts(prepared, kiosk, {
    ...host,
    log,
    nowMs: () => serverClock.timeOf(clock.now()) ?? clock.now().wallMs,
  })
  attended.start({
    kiosk,
    clockAheadMs: () => serverClock.aheadMs(),
    certificateEndsAtMs: () => signIn.certificate()?.validToMs,
    practice: (read) =>
      practiceTap(
        {
          directory: roster,
          formats,
          timeCards,
          readSchedule: () => requestSchedule(graph, teamId, 'live'),
          signedIn: (wanted) => graph.signedIn(wanted),
          maxOpenMs,
          nameShown: config.screen.nameShown,
          serverClock,
          clock,
          screen: () => kiosk.state.screen,
        },
        read,
      ),
  })
  graph.subscribe((news) => {
    kiosk.graphNews(news)
    if (news.kind === 'exchange') scheduleWatch.exchanged(news.reached)
  })
  signIn.onCertificateTaken(() => graph.credentialChanged())
  graph.start()
  kiosk.start()
  scheduleWatch.start()
  alerts?.start()
  attended.stateChanged(kiosk.state)
  return {
    get state() {
      return attended.state ?? kiosk.state
    },
    pictures,
    togglePractice: () => attended.togglePractice(),
    configChanged: (problem) => kiosk.configChanged(problem),
    activity: () => {
      const { isSending, sentTaps, unwrittenTaps } = kiosk.queue()
      return { isSending, sentTaps, unwrittenTaps, waitingTaps: kiosk.state.waitingTaps }
    },
    stop: async () => {
      attended.stop()
      reporter.stop()
      scheduleWatch.stop()
      signIn.stop()
      graph.stop()
      await Promise.all([alerts?.stop(), kiosk.stop()])
    },
  }
}

/** Undefined: the config names nobody to alert. */
function openAlerts(
  { loaded: { config }, siteKeys, platform }: PreparedParts,
  kiosk: Pick<Kiosk, 'state' | 'queue' | 'parkedSince'>,
  { fetch, files, clock, log, nowMs }: KioskHost & { readonly nowMs: () => number },
): Alerts | undefined {
  const { webhookPath, format, heartbeatAt } = config.alerts
  if (webhookPath === undefined) return undefined
  return createAlerts({
    kiosk: { id: config.kiosk.id, name: config.kiosk.name },
    version,
    format,
    heartbeatAt,
    webhook: () => readWebhook(webhookPath, { files, platform }),
    fetch: (url, init) => fetch(url, init),
    store: alertFile(join(config.storage.dataFolder, 'alerts.json'), () => {
      const answer = siteKeys.now()
      return answer.kind === 'ok' ? answer.key : undefined
    }),
    parkedSince: (after, limit) => kiosk.parkedSince(after, limit),
    queue: () => ({ waitingTaps: kiosk.state.waitingTaps, parkedTaps: kiosk.queue().parkedTaps }),
    timeZone: () => kiosk.state.site.timeZone,
    shownName: (displayName) => shownName(displayName, config.screen.nameShown),
    nowMs,
    clock,
    log,
  })
}

/** A demo's own reader gives UIDs. */
function numberFormats({ reader, directory }: KioskConfig, host: KioskHost): NumberFormats {
  const isTyped = reader.kind === 'keyboard' && host.openReader === undefined
  return { directory: directory.badgeNumberFormat, ...(isTyped && { reader: reader.badgeNumberFormat }) }
}

function openReader(
  reader: KioskConfig['reader'],
  {
    readerProcesses,
    keys,
    clock,
    log,
    leave,
    ...typing
  }: KioskHost & Required<Pick<KeyboardReaderOptions, 'unreadable' | 'isPersonTyping'>>,
): BadgeReader {
  switch (reader.kind) {
    case 'pcsc':
      return new PcscReader({
        host: readerProcesses,
        clock,
        log,
        giveUp: () => leave(exitCodes.readerLost),
        ...(reader.name !== '' && { readerName: reader.name }),
      })
    case 'keyboard':
      return new KeyboardReader({
        keys,
        clock,
        log,
        format: reader.badgeNumberFormat,
        prefix: reader.prefix,
        suffix: reader.suffix,
        unreadable: typing.unreadable,
        minimumLength: reader.minimumLength,
        averageGapMs: reader.maximumKeyGapMs,
        longestGapMs: reader.maximumKeyGapMs,
        ending: reader.ending,
        keyboardLayout: reader.keyboardLayout,
        isPersonTyping: typing.isPersonTyping,
      })
    default:
      return reader satisfies never
  }
}

function openStorage(
  dataFolder: string,
  siteKeys: SiteKeySource,
  log: Log,
  knownHead: ChainHead | undefined,
): OpenedStorage {
  const siteKey = siteKeys.now()
  if (siteKey.kind === 'failed')
    return { kind: 'failed', failure: { kind: 'site-key', detail: siteKey.detail } }
  const { key, path, made } = siteKey
  const opened = openSendingJournal(dataFolder, key, knownHead)
  if (opened.kind === 'failed') return opened
  log.info('site-key.opened', { path, keyId: key.id, made })
  if (opened.setAside !== undefined) log.error('journal.set-aside', { ...opened.setAside })
  const { otherKeyId } = opened
  if (otherKeyId !== undefined) log.error('site-key.other', { journalKeyId: otherKeyId, keyId: key.id })
  return {
    kind: 'ok',
    storage: {
      journal: opened.journal,
      siteKey: key,
      ...(opened.setAside !== undefined && { setAside: opened.setAside.path }),
      ...(otherKeyId !== undefined && { otherKeyId }),
    },
  }
}

/**
 * A card is known by its note as this kiosk's doing, so the note of a tap must come out the same at each attempt: its
 * time is in the config's zone, also after another start, when nobody has told the team's yet; and it names the zone.
 */
function noteFor(tap: TapToDeliver, { kiosk, shifts, screen }: KioskConfig): { readonly notes?: string } {
  if (shifts.note === '') return {}
  const tapTime = new Intl.DateTimeFormat(screen.languages[0], {
    timeZone: timeZoneOf(screen),
    dateStyle: 'short',
    timeStyle: 'long',
  }).format(tap.tappedAtMs)
  return { notes: fillNote(shifts.note, { kioskId: kiosk.id, kioskName: kiosk.name, tapTime }) }
}

/** Who reads the card later has to see why its time is not when it was ended. */
function correctionNote(note: string, kioskId: string): string {
  const mark = `[time of the tap, set by kiosk ${kioskId}]`
  if (note.includes(mark)) return note
  return note === '' ? mark : `${note} ${mark}`
}

function siteOf({ kiosk, screen, sound }: KioskConfig, logo: Look['logo']): Site {
  const [locale = 'en', ...otherLocales] = screen.languages
  return {
    kioskName: kiosk.name,
    locale,
    otherLocales,
    timeZone: timeZoneOf(screen),
    look: lookOf(screen, logo),
    sound: soundOf(sound),
  }
}

/** What the host says of the screen. */
function pointerOf({ hidesPointer }: KioskHost): Pick<Site, 'hidesPointer'> {
  return hidesPointer === undefined ? {} : { hidesPointer }
}

function startingState(host: KioskHost): KioskState {
  return {
    site: {
      kioskName: 'Shifts Badge Kiosk',
      locale: 'en',
      timeZone: systemTimeZone(),
      ...pointerOf(host),
    },
    screen: { name: 'starting' },
    reader: { kind: 'starting' },
    connection: 'unknown',
    waitingTaps: 0,
  }
}
