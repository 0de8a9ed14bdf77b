import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { BadgeReader } from '../badge/badge-reader.ts'
import type { Connection, KioskState, Site } from '../contract/kiosk-state.ts'
import type { GraphNews } from '../graph/open-graph.ts'
import type { ChainHead, ParkedSince, PendingTap } from '../journal/journal.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'
import { supportCode } from '../journal/support-code.ts'
import type { Addition } from '../directory/additions/addition.ts'
import type { Directory, DirectoryAnswer } from '../directory/directory.ts'
import type { ClockOutSettings } from '../shifts/clock-out-parts.ts'
import type { ServerClock } from '../graph/server-time/server-clock.ts'
import type { ScheduleStatus } from '../shifts/team-schedule.ts'
import { alarmsOf, type Alarm, type CertificateFacts } from './health.ts'
import { notToldEvent } from './not-told.ts'
import { leftOnReaderSinceMs } from './flow/repeated-taps.ts'
import { screenOf, slotRowsOf, type ReceiptSettings } from './flow/screen-of.ts'
import { recordBadges } from './badge-recorder.ts'
import { superviseStorage, type OpenedStorage, type TapQueue } from './storage-supervisor.ts'
import { outcomeOf, refusalOf, type IdentifiedTap, type Tap, type TapResult } from './flow/tap.ts'
import { tapTimeMs } from './tap-time.ts'
import {
  acceptsTaps,
  initialFlow,
  step,
  type Effect,
  type FlowEvent,
  type FlowSettings,
} from './flow/tap-flow.ts'

export interface KioskParts {
  /** With `followsTeamTimeZone`, the team's time zone replaces `timeZone` once it is known. */
  readonly site: Site
  readonly followsTeamTimeZone?: boolean
  readonly kioskId: string
  readonly settings: FlowSettings
  readonly receipts: ReceiptSettings
  readonly reader: BadgeReader
  readonly directory: Directory
  readonly clockOut: ClockOutSettings
  readonly serverClock: Pick<ServerClock, 'timeOf' | 'aheadMs' | 'agreedNowMs'>
  /** How long names and user ids of settled taps are kept. */
  readonly keepNamesMs: number
  /** How long settled taps are kept in the journal. */
  readonly keepTapsMs: number
  readonly clock: Clock
  readonly log: Log
  /** The certificate the kiosk signs in with; undefined: it uses a client secret. */
  certificate?(): Omit<CertificateFacts, 'nowMs'> | undefined
  /** What the last badges show about the number formats of roster and reader, as text. */
  badgeProblems?(): { readonly format?: string; readonly unknown?: string }
  /** Why alerts have been failing for a while, as text; undefined: they work, or none are configured. */
  alertsProblem?(): string | undefined
  /** Retried after a pause while it fails. `knownHead`: the head of the journal that was open before. */
  openStorage(knownHead: ChainHead | undefined): OpenedStorage
  /** The journal cannot recover in-process; a restart of the program may help. */
  giveUp(): void
  /** A tap has been recorded and is about to be sent. */
  tapRecorded?(): void
  /** A new UUID for each tap. */
  newTapId(): string
  /** Identifies this run of the program: monotonic times are comparable only within one run. */
  readonly runId: string
  stateChanged(state: KioskState): void
  /** Called at each change of the alarms, and every minute as a heartbeat. */
  onHealth(alarms: readonly Alarm[], state: KioskState): void
}

/** Runs the tap flow: passes it events and carries out its effects. */
export interface Kiosk {
  readonly state: KioskState
  start(): void
  /** Takes news about the connection to Graph. */
  graphNews(news: GraphNews): void
  scheduleChanged(schedule: ScheduleStatus): void
  /** The config file has changed since the start. `problem`: why it cannot be used; undefined: it can. */
  configChanged(problem: string | undefined): void
  /** All entries of the file of additions: the journal gets those that it lacks. */
  additionsTaken(entries: readonly Addition[]): void
  readonly queue: TapQueue
  /** Taps that the journal parked after `after`; undefined: not available now. */
  parkedSince(after: ChainHead | undefined, limit: number): ParkedSince | undefined
  /** Shuts down cleanly; unsettled taps stay in the journal. */
  stop(): Promise<void>
}

const healthIntervalMs = 60_000
/** A smaller error is not visible; servers give their time in whole seconds. */
const shownClockErrorMs = 5_000

export function createKiosk(parts: KioskParts): Kiosk {
  const { clock, log } = parts
  let flow = initialFlow(parts.settings)
  let connection: Connection = 'unknown'
  /** By the kind of news; undefined: no problem. */
  const graphProblems: Partial<Record<Exclude<GraphNews['kind'], 'exchange'>, string | undefined>> = {}
  let configProblem: string | undefined
  let schedule: ScheduleStatus = { kind: 'unknown' }
  let site = parts.site
  let alarms: readonly Alarm[] = []
  let alarmsText = '[]'
  let inService = false
  let hasStarted = false
  const timers = new Set<() => void>()
  /** Taps for which the directory is asking whose badge it is. */
  const asked = new Set<string>()
  /** Unsettled taps whose people have not seen that they are saved. */
  const unseen = new Set<string>()
  /** Settled taps whose people saw no result, and that the journal could not record as such yet. */
  const notToldUnrecorded = new Map<string, TapResult>()

  const supervisor = superviseStorage({
    clock,
    log,
    openStorage: (knownHead) => parts.openStorage(knownHead),
    delivery: {
      clockOut: parts.clockOut,
      tapTimeMs: (tap) => tapTimeMs(tap, parts.serverClock, parts.runId),
      personWaits: (tapId) => personWaits(tapId),
      settled: (tapId, result) => {
        dispatch({ kind: 'settled', tapId, result })
        const isTold = flow.taps.get(tapId)?.told.isTold === true
        if (unseen.delete(tapId) && !isTold) parkNotTold(tapId, result)
      },
      waitingChanged: () => publish(),
    },
    upkeep: {
      keepNamesMs: parts.keepNamesMs,
      keepTapsMs: parts.keepTapsMs,
      agreedNowMs: () => parts.serverClock.agreedNowMs(),
    },
    statusChanged: (status) => {
      dispatch({ kind: 'journal', status })
      if (status.kind === 'ready')
        for (const [tapId, result] of [...notToldUnrecorded]) parkNotTold(tapId, result)
      badges.journalIsReady(status.kind === 'ready')
    },
    giveUp: () => parts.giveUp(),
  })

  const badges = recordBadges({
    record: (changes) => supervisor.recordBadgeChanges(changes),
    journalFailed: (failure) => supervisor.journalFailed(failure),
    after: (delayMs, action) => after(delayMs, action),
  })

  /** Without a token nothing is sent to Graph, so the last known connection is no longer meaningful. */
  const shownConnection = (): Connection =>
    graphProblems['sign-in'] === undefined ? connection : 'signed-out'

  const stateNow = (): KioskState => ({
    site,
    screen: screenOf(flow, parts.receipts),
    ...slotsNow(),
    reader: flow.reader,
    connection: shownConnection(),
    waitingTaps: supervisor.queue.waitingTaps,
    ...clockAhead(parts.serverClock.aheadMs()),
  })
  const slotsNow = (): Pick<KioskState, 'slots'> => {
    const slots = slotRowsOf(flow, parts.receipts)
    return slots === undefined ? {} : { slots }
  }

  let published = stateNow()
  let publishedText = JSON.stringify(published)

  const publish = (): void => {
    const next = stateNow()
    const text = JSON.stringify(next)
    if (text === publishedText) return
    published = next
    publishedText = text
    parts.stateChanged(next)
    logService()
    emitAlarms()
  }

  const logService = (): void => {
    const now = acceptsTaps(flow) && flow.reader.kind === 'ready'
    if (now === inService) return
    inService = now
    if (now) log.info('kiosk.ready', { waitingTaps: published.waitingTaps })
    else log.warn('kiosk.out-of-service', { screen: published.screen.name })
  }

  /** Returns whether the alarms have changed. */
  const updateAlarms = (): boolean => {
    const { oldestTappedAtMs: oldestMs, lastFailure, parkedTaps } = supervisor.queue
    const now = clock.now()
    const nowMs = parts.serverClock.timeOf(now) ?? now.wallMs
    const certificate = parts.certificate?.()
    const next = alarmsOf({
      ...flow,
      nowMs,
      leftOnReaderForMs: leftOnReaderForMs(now.monotonicMs),
      badges: parts.badgeProblems?.() ?? {},
      setAside: supervisor.setAside,
      otherKeyId: supervisor.otherKeyId,
      connection,
      proxyProblem: graphProblems.proxy,
      inTheWay: graphProblems['in-the-way'],
      signInProblem: graphProblems['sign-in'],
      newCertificateProblem: graphProblems['new-certificate'],
      permissionProblem: graphProblems.permission,
      configProblem,
      schedule,
      clockAheadMs: parts.serverClock.aheadMs(),
      waitingTaps: published.waitingTaps,
      longestWaitMs: oldestMs === undefined ? 0 : nowMs - oldestMs,
      lastFailure,
      parkedTaps,
      alertsProblem: parts.alertsProblem?.(),
      certificate: certificate && { ...certificate, nowMs },
    })
    for (const { kind, detail } of next) {
      if (!alarms.some((alarm) => alarm.kind === kind)) log.warn('health.alarm', { alarm: kind, detail })
    }
    for (const { kind } of alarms) {
      if (!next.some((alarm) => alarm.kind === kind)) log.info('health.cleared', { alarm: kind })
    }
    alarms = next
    const text = JSON.stringify(next)
    const changed = text !== alarmsText
    alarmsText = text
    return changed
  }

  const emitAlarms = (): void => {
    // Until the journal has been opened once, its state is unknown.
    if (hasStarted && updateAlarms()) parts.onHealth(alarms, published)
  }

  const emitHealth = (): void => {
    publish()
    updateAlarms()
    parts.onHealth(alarms, published)
    after(healthIntervalMs, emitHealth)
  }

  /** Updates the screen first, then runs the effects: a receipt never waits for the disk or the network. */
  const dispatch = (event: FlowEvent): void => {
    const next = step(flow, event, clock.now().monotonicMs)
    flow = next.flow
    publish()
    for (const effect of next.effects) run(effect)
  }

  const run = (effect: Effect): void => {
    switch (effect.kind) {
      case 'look-up':
        lookUp(effect)
        return
      case 'record':
        record(effect.tap)
        return
      case 'not-told':
        notTold(effect.tap)
        return
      case 'wait':
        after(effect.afterMs, () => dispatch(effect.event))
        return
      case 'log':
        log[effect.entry.level](effect.entry.event, effect.entry.fields)
        return
      default:
        effect satisfies never
    }
  }

  /** The tap stays *heard* while somebody is asked whose badge it is. */
  const lookUp = ({ tapId, badge }: Extract<Effect, { kind: 'look-up' }>): void => {
    const lookedUp = (answer: DirectoryAnswer): void => dispatch({ kind: 'looked-up', tapId, answer })
    const answer = parts.directory.find(badge)
    if (!(answer instanceof Promise)) {
      lookedUp(answer)
      return
    }
    asked.add(tapId)
    void answer.then((late) => {
      if (asked.delete(tapId)) lookedUp(late)
    })
  }

  const after = (delayMs: number, action: () => void): void => {
    const cancel = clock.after(delayMs, () => {
      timers.delete(cancel)
      action()
    })
    timers.add(cancel)
  }

  const record = (tap: IdentifiedTap): void => {
    const { tapId, person } = tap
    const answer = supervisor.recordTap((siteKey) => tappedEvent(tap, siteKey), person)
    if (answer.kind === 'not-open') {
      notRecorded(tap, { kind: 'closed', detail: 'The journal is not open.' })
      return
    }
    if (answer.kind === 'failed') {
      notRecorded(tap, answer.failure)
      supervisor.journalFailed(answer.failure)
      return
    }
    // Logged so that the tap leaves a trace even if somebody empties the data folder.
    log.info('journal.head', answer.head)
    dispatch({ kind: 'recorded', tapId })
    supervisor.deliver({ tapId, ...person, tapped: answer.tapped, stage: { kind: 'tapped' } })
    parts.tapRecorded?.()
  }

  const tappedEvent = (tap: IdentifiedTap, siteKey: SiteKey): PendingTap['tapped'] => ({
    tapId: tap.tapId,
    atMs: clock.now().wallMs,
    kind: 'tapped',
    tappedAtMs: tap.tappedAtMs,
    clockCorrectionMs: parts.serverClock.timeOf(tap.at) === undefined ? null : tap.tappedAtMs - tap.at.wallMs,
    tappedAtMonotonicMs: tap.at.monotonicMs,
    runId: parts.runId,
    kioskId: parts.kioskId,
    badgeHmac: siteKey.hmac('badge', tap.badge),
    siteKeyId: siteKey.id,
    ...(tap.person.teams !== undefined && { teamIds: tap.person.teams }),
  })

  /** Such a tap is not in the journal: the code on the screen leads support to this log line. */
  const notRecorded = ({ tapId }: IdentifiedTap, why: { kind: string; detail: string }): void => {
    log.error('tap.not-recorded', {
      tapId,
      code: supportCode(tapId),
      failure: why.kind,
      detail: why.detail,
    })
    dispatch({ kind: 'not-recorded', tapId, detail: why.detail })
  }

  const notTold = (tap: Tap): void => {
    const { tapId } = tap
    const reason = refusalOf(tap)?.kind
    const outcome = outcomeOf(tap) ?? 'waiting'
    log.warn('tap.not-told', {
      tapId,
      code: supportCode(tapId),
      outcome,
      ...(reason !== undefined && { reason }),
    })
    if (tap.stage.phase === 'settled') parkNotTold(tapId, tap.stage.result)
    else unseen.add(tapId)
  }

  const parkNotTold = (tapId: string, result: TapResult): void => {
    const event = notToldEvent(result)
    if (event === undefined) return
    notToldUnrecorded.set(tapId, result)
    const answer = supervisor.recordIfKnown({ tapId, atMs: clock.now().wallMs, ...event })
    if (answer === undefined) return
    if (answer.kind === 'ok') notToldUnrecorded.delete(tapId)
    else supervisor.journalFailed(answer.failure)
    emitAlarms()
  }

  const leftOnReaderForMs = (nowMs: number): number =>
    nowMs - (leftOnReaderSinceMs(flow.taps, nowMs) ?? nowMs)

  const connectionChanged = (next: Connection): void => {
    if (next === connection) return
    connection = next
    log.info('graph.connection', { connection })
    reachabilityChanged()
  }

  const reachabilityChanged = (): void => {
    const known = shownConnection()
    dispatch({ kind: 'shifts', isReachable: known === 'online' || known === 'unknown' })
  }

  const personWaits = (tapId: string): boolean => {
    const phase = flow.taps.get(tapId)?.stage.phase
    return phase === 'recording' || phase === 'delivering'
  }

  return {
    get state() {
      return published
    },
    start: () => {
      supervisor.start()
      hasStarted = true
      emitHealth()
      parts.directory.start((status) => {
        dispatch({ kind: 'directory', status })
        // A stale roster only raises an alarm; the screen does not change.
        emitAlarms()
      })
      parts.reader.start({
        badgeRead: (read) => {
          const tappedAtMs = parts.serverClock.timeOf(read.at) ?? read.at.wallMs
          dispatch({ kind: 'badge-read', tapId: parts.newTapId(), tappedAtMs, read })
        },
        badgeLeft: ({ badge, at }) => dispatch({ kind: 'badge-left', badge, at }),
        statusChanged: (status) => dispatch({ kind: 'reader', status }),
      })
    },
    graphNews: (news) => {
      if (news.kind === 'exchange') {
        connectionChanged(news.reached ? 'online' : 'offline')
        return
      }
      graphProblems[news.kind] = news.problem
      if (news.kind === 'sign-in') reachabilityChanged()
      emitAlarms()
    },
    scheduleChanged: (next) => {
      schedule = next
      const teamZone = next.kind === 'unknown' ? undefined : next.timeZone
      if (parts.followsTeamTimeZone === true && teamZone !== undefined) site = { ...site, timeZone: teamZone }
      publish()
      emitAlarms()
    },
    configChanged: (problem) => {
      configProblem = problem
      emitAlarms()
    },
    additionsTaken: (entries) => badges.take(entries),
    queue: supervisor.queue,
    parkedSince: (after, limit) => supervisor.parkedSince(after, limit),
    stop: async () => {
      for (const tapId of asked) dispatch({ kind: 'looked-up', tapId, answer: { kind: 'not-reached' } })
      asked.clear()
      // People still waiting for a slot will not see their result.
      for (const tapId of flow.slots.unplaced) {
        const tap = flow.taps.get(tapId)
        if (tap !== undefined && tap.told.isTold !== true && outcomeOf(tap) !== undefined) notTold(tap)
      }
      supervisor.endUse()
      await Promise.all([parts.reader.stop(), parts.directory.stop()])
      for (const cancel of timers) cancel()
      supervisor.close()
      log.info('kiosk.stopped')
    },
  }
}

/** Corrects the clock on the screen, so that it does not contradict the receipts. */
function clockAhead(aheadMs = 0): Pick<KioskState, 'clockAheadMs'> {
  return Math.abs(aheadMs) < shownClockErrorMs ? {} : { clockAheadMs: Math.round(aheadMs / 1000) * 1000 }
}
