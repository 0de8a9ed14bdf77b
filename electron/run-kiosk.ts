import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { version } from '../package.json'
import { alertFile } from './alerts/alert-state.ts'
import { createAlerts, type Alerts } from './alerts/alerts.ts'
import { isCardNumberFormat } from './badge/badge-number-format.ts'
import { attendKiosk } from './maintenance/attend-kiosk.ts'
import type { BrandPictures } from './config/look/brand-pictures.ts'
import { measured } from './base/measured-work.ts'
import { teamsOf, timeZoneOf, type KioskConfig, type LoadedConfig } from './config/config.ts'
import { lookOf } from './config/look/look-of.ts'
import { readWebhook } from './config/webhook-file.ts'
import type { SignIn } from './config/sign-in/open-sign-in.ts'
import { soundOf } from './config/sound-of.ts'
import type { Site } from './contract/kiosk-state.ts'
import { slotCount, type Look } from './contract/look.ts'
import { openGraph } from './graph/open-graph.ts'
import type { SiteKey } from './journal/chain/site-key.ts'
import type { SiteKeySource } from './journal/chain/site-key-source.ts'
import { alarmKinds } from './kiosk/health.ts'
import { createKiosk, type Kiosk } from './kiosk/kiosk.ts'
import { practiceTap } from './kiosk/practice-tap.ts'
import { shownName } from './kiosk/flow/shown-name.ts'
import { exitCodes } from './ops/cli/exit-codes.ts'
import { healthFileName } from './ops/health/health-file.ts'
import type { ReportFacts } from './ops/health/health-report.ts'
import { createHealthReporter } from './ops/health/health-reporter.ts'
import { saveTeamTimeZone } from './ops/health/team-time-zone.ts'
import { createGraphPeople } from './directory/entra/graph-people.ts'
import { entraSettings, openDirectory } from './directory/open-directory.ts'
import { PickablePeople } from './enrollment/pickable-people.ts'
import { createBadgeEditor } from './enrollment/badge-editor.ts'
import type { KioskActivity } from './take-new-config.ts'
import { createGraphTimeCards } from './shifts/time-cards/graph-time-cards.ts'
import { createTeams, type Teams } from './shifts/teams.ts'
import { watchTeamSchedules } from './shifts/team-schedules.ts'
import { readTeamSchedule, requestSchedule } from './shifts/team-schedule.ts'
import type { KioskHost, RunningKiosk } from './kiosk-host.ts'
import { openReader, numberFormats } from './open-reader.ts'
import { openStorage } from './kiosk/open-storage.ts'
import { noteFor, correctionNote } from './clock-out-note.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A running kiosk, with what a restart needs. */
export interface StartedKiosk extends RunningKiosk {
  activity(): KioskActivity
  /** `problem`: why the current config file is invalid, as text; undefined: it is valid. */
  configChanged(problem: string | undefined): void
}

/** What a kiosk needs from the files that the config names. */
export interface PreparedParts {
  readonly loaded: Extract<LoadedConfig, { kind: 'ok' }>
  readonly signIn: SignIn
  readonly brand: BrandPictures
  readonly siteKeys: SiteKeySource
  readonly platform: NodeJS.Platform
}

/** Composition root without Electron: creates every part of one kiosk and connects them. */
export function runKiosk(prepared: PreparedParts, host: KioskHost): StartedKiosk {
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
  const nowMs = (): number => serverClock.timeOf(clock.now()) ?? clock.now().wallMs
  const teams = teamsOf(config.shifts)
  const openTeams = (): Teams =>
    createTeams(
      teams.map(({ id }) => id),
      (teamId) => createGraphTimeCards({ graph, teamId, clock, log }),
      clock,
    )
  let keptZone: string | undefined
  const scheduleWatch = watchTeamSchedules({
    teams,
    clock,
    read: (teamId) => readTeamSchedule(graph, teamId),
    onStatus: (status) => {
      kiosk.scheduleChanged(status)
      const teamZone = status.kind === 'unknown' ? undefined : status.timeZone
      if (teamZone === undefined || teamZone === keptZone) return
      if (saveTeamTimeZone(config.storage.dataFolder, teamZone)) keptZone = teamZone
    },
  })
  const formats = numberFormats(config, host)
  const directory = openDirectory({
    directory: config.directory,
    formats,
    teams,
    dataFolder: config.storage.dataFolder,
    files: host.files,
    people: (badge) => createGraphPeople({ graph, badge, log }),
    additionsTaken: (entries) => kiosk.additionsTaken(entries),
    key: () => siteKeyNow(siteKeys),
    nowMs,
    timeZone: () => kiosk.state.site.timeZone,
    clock,
    log,
  })
  const settings = entraSettings(config.directory)
  const pickable = config.enrollment.atKiosk
    ? new PickablePeople({
        directory: directory.additions,
        graph: createGraphPeople({ graph, badge: settings?.badgeProperty ?? 'employeeId', log }),
        teams: teams.map(({ id }) => id),
        settings,
        badgeNumberFormat: config.directory.badgeNumberFormat,
        locale: config.screen.languages[0] ?? 'en',
        clock,
        log,
      })
    : undefined
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
      roster: attended.logWatch.roster(),
      taps: attended.logWatch.taps(),
    }),
    clock,
    log,
  })
  const maxOpenMs = config.shifts.maxOpenHours * hourMs
  const kiosk = createKiosk({
    site: {
      ...siteOf(config, logo),
      ...(host.hidesPointer !== undefined && { hidesPointer: host.hidesPointer }),
    },
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
          unreadable: (text) => directory.watched.typedUnreadable(text),
          isPersonTyping: () => attended.isPersonTyping,
        }),
    ),
    directory: directory.watched,
    badgeProblems: () => directory.watched.problems(),
    clockOut: {
      maxEffectMs: host.maxEffectMs,
      teams: openTeams(),
      maxOpenMs,
      lateToleranceMs: config.shifts.lateToleranceMinutes * minuteMs,
      nowMs,
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
    tapRecorded: () => scheduleWatch.tapRecorded(),
    newTapId: randomUUID,
    runId: randomUUID(),
    keepNamesMs: config.storage.keepNamesDays * dayMs,
    keepTapsMs: config.storage.keepTapsDays * dayMs,
    certificate: () => signIn.certificate(),
    alertsProblem: () => alerts?.problem,
    stateChanged: (state) => {
      measured('screen.push', () => attended.stateChanged(state))
      health = { ...health, screen: state.screen.name, waitingTaps: state.waitingTaps }
      reporter.changed()
    },
    onHealth: (alarms, { screen, waitingTaps }) => {
      attended.onAlarms(alarms)
      alerts?.updateAlarms(alarms)
      health = { alarms, screen: screen.name, waitingTaps }
      reporter.writeNow()
    },
  })
  const alerts = openAlerts(prepared, kiosk, { ...host, log, nowMs })
  attended.start({
    kiosk,
    clockAheadMs: () => serverClock.aheadMs(),
    certificateEndsAtMs: () => signIn.certificate()?.validToMs,
    practice: (read) =>
      practiceTap(
        {
          directory: directory.plain,
          formats,
          // Its own lists, so that it reads what is there now.
          teams: openTeams(),
          readSchedule: (teamId) => requestSchedule(graph, teamId, 'live'),
          signedIn: (wanted) => graph.signedIn(wanted),
          maxOpenMs,
          nameShown: config.screen.nameShown,
          serverClock,
          clock,
          screen: () => kiosk.state.screen,
        },
        read,
      ),
    ...(pickable !== undefined && {
      enrollment: {
        people: pickable,
        badges: createBadgeEditor({
          directory: directory.additions,
          kioskId: config.kiosk.id,
          isUid: !isCardNumberFormat(config.directory.badgeNumberFormat),
          nowMs,
        }),
      },
    }),
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
    enroll: (input) => attended.enroll(input),
    configChanged: (problem) => kiosk.configChanged(problem),
    activity: () => {
      const { isSending, sentTaps, unsavedTaps } = kiosk.queue
      return { isSending, sentTaps, unsavedTaps, waitingTaps: kiosk.state.waitingTaps }
    },
    stop: async () => {
      attended.stop()
      pickable?.stop()
      reporter.stop()
      scheduleWatch.stop()
      signIn.stop()
      graph.stop()
      await Promise.all([alerts?.stop(), kiosk.stop()])
    },
  }
}

/** Undefined: the config has no webhook for alerts. */
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
    store: alertFile(join(config.storage.dataFolder, 'alerts.json'), () => siteKeyNow(siteKeys)),
    parkedSince: (after, limit) => kiosk.parkedSince(after, limit),
    queue: () => ({ waitingTaps: kiosk.state.waitingTaps, parkedTaps: kiosk.queue.parkedTaps }),
    timeZone: () => kiosk.state.site.timeZone,
    shownName: (displayName) => shownName(displayName, config.screen.nameShown),
    nowMs,
    clock,
    log,
  })
}

function siteKeyNow(siteKeys: SiteKeySource): SiteKey | undefined {
  const answer = siteKeys.now()
  return answer.kind === 'ok' ? answer.key : undefined
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
