import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { BadgeReader } from '../badge/badge-reader.ts'
import type { Connection, KioskState, Site } from '../contract/kiosk-state.ts'
import { isDamage, mendedByWaiting } from '../journal/failure.ts'
import type { Journal, JournalFailure, PendingTap } from '../journal/journal.ts'
import type { SiteKey } from '../journal/site-key.ts'
import { supportCode } from '../journal/support-code.ts'
import type { Directory } from '../people/directory.ts'
import type { ClockOutParts } from '../shifts/clock-out-parts.ts'
import type { ServerClock } from '../shifts/server-clock.ts'
import type { ScheduleStatus } from '../shifts/team-schedule.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import { alarmsOf, type Alarm, type CertificateFacts } from './health.ts'
import { screenOf, type ReceiptSettings } from './screen-of.ts'
import { tapTimeMs } from './tap-time.ts'
import { startUpkeep } from './upkeep.ts'
import {
  acceptsTaps,
  initialFlow,
  step,
  type Effect,
  type FlowEvent,
  type FlowSettings,
  type IdentifiedTap,
} from './tap-flow.ts'

/** The storage of one kiosk: its journal and the key that belongs to it. */
export interface Storage {
  readonly journal: Journal
  readonly siteKey: SiteKey
  /** Where the damaged journal lies that opening this one has set aside. */
  readonly setAside?: string
}

export type OpenedStorage =
  | { readonly kind: 'ok'; readonly storage: Storage }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export interface KioskParts {
  /** `timeZone` stands until the team's own is known, where that is followed. */
  readonly site: Site
  readonly followsTeamTimeZone?: boolean
  readonly kioskId: string
  readonly settings: FlowSettings
  readonly receipts: ReceiptSettings
  readonly reader: BadgeReader
  readonly directory: Directory
  readonly clockOut: Omit<ClockOutParts, 'record'>
  readonly serverClock: Pick<ServerClock, 'timeOf' | 'aheadMs'>
  /** The pause between two replayed taps. */
  betweenReplaysMs(): number
  /** How long names and user ids of settled taps are kept. */
  readonly keepNamesMs: number
  /** How long settled taps are kept in the journal. */
  readonly keepTapsMs: number
  readonly clock: Clock
  readonly log: Log
  /** The certificate the kiosk signs in with, where it does so with one. */
  certificate?(): Omit<CertificateFacts, 'nowMs'> | undefined
  /** Called again after a pause for as long as it fails. */
  openStorage(): OpenedStorage
  /** The journal can not be got to work from within; a start from the beginning may help. */
  giveUp(): void
  /** A tap is on the disk and about to be delivered. */
  tapTaken?(): void
  /** A new UUID for each tap. */
  newTapId(): string
  /** Names this run of the program: within it, and only within it, monotonic times can be compared. */
  readonly runId: string
  stateChanged(state: KioskState): void
  /** Called at each change of the alarms, and every minute as a sign of life. */
  healthTold(alarms: readonly Alarm[], state: KioskState): void
}

/** Runs the core: feeds it with what happens and carries out what it decides. */
export interface Kiosk {
  readonly state: KioskState
  start(): void
  connectionChanged(connection: Connection): void
  scheduleChanged(schedule: ScheduleStatus): void
  /** What waits to be sent and what waits for a manager, beyond the state's `waitingTaps`. */
  queue(): { readonly oldestTappedAtMs: number | undefined; readonly parkedTaps: number }
  /** Ends in good order; what is not settled stays in the journal. */
  stop(): Promise<void>
}

const storageRetryMs = 5_000
const probesBeforeReopening = 3
const giveUpStorageMs = 15 * 60_000
const tellHealthMs = 60_000

export function createKiosk(parts: KioskParts): Kiosk {
  const { clock, log } = parts
  let flow = initialFlow(parts.settings)
  let connection: Connection = 'unknown'
  let schedule: ScheduleStatus = { kind: 'unknown' }
  let site = parts.site
  let storage: Storage | undefined
  let retryingStorage = false
  let storageFailures = 0
  /** Since when it fails in ways that a new start of the program may mend. */
  let storageLostSinceMs: number | undefined
  let delivery: Delivery | undefined
  let endUpkeep: (() => void) | undefined
  let alarms: readonly Alarm[] = []
  let inService = false
  let stopped = false
  const timers = new Set<() => void>()

  const stateNow = (): KioskState => ({
    site,
    screen: screenOf(flow, parts.receipts),
    reader: flow.reader,
    connection,
    waitingTaps: delivery?.waiting ?? 0,
  })
  let published = stateNow()
  let publishedText = JSON.stringify(published)

  const publish = (): void => {
    const next = stateNow()
    const text = JSON.stringify(next)
    if (text === publishedText) return
    published = next
    publishedText = text
    parts.stateChanged(next)
    noteService()
    if (noteAlarms()) parts.healthTold(alarms, published)
  }

  const noteService = (): void => {
    const now = acceptsTaps(flow) && flow.reader.kind === 'ready'
    if (now === inService) return
    inService = now
    if (now) log.info('kiosk.ready', { waitingTaps: published.waitingTaps })
    else log.warn('kiosk.out-of-service', { screen: published.screen.name })
  }

  /** Answers whether the alarms have changed. */
  const noteAlarms = (): boolean => {
    const oldestMs = delivery?.oldestTappedAtMs
    const now = clock.now()
    const certificate = parts.certificate?.()
    const next = alarmsOf({
      ...flow,
      setAside: storage?.setAside,
      connection,
      schedule,
      clockAheadMs: parts.serverClock.aheadMs(),
      waitingTaps: published.waitingTaps,
      longestWaitMs: oldestMs === undefined ? 0 : (parts.serverClock.timeOf(now) ?? now.wallMs) - oldestMs,
      lastFailure: delivery?.lastFailure,
      parkedTaps: storage?.journal.parkedTaps() ?? 0,
      certificate: certificate && { ...certificate, nowMs: parts.serverClock.timeOf(now) ?? now.wallMs },
    })
    for (const { kind, detail } of next) {
      if (!alarms.some((alarm) => alarm.kind === kind)) log.warn('health.alarm', { alarm: kind, detail })
    }
    for (const { kind } of alarms) {
      if (!next.some((alarm) => alarm.kind === kind)) log.info('health.cleared', { alarm: kind })
    }
    const changed = JSON.stringify(next) !== JSON.stringify(alarms)
    alarms = next
    return changed
  }

  const tellHealth = (): void => {
    noteAlarms()
    parts.healthTold(alarms, published)
    after(tellHealthMs, tellHealth)
  }

  /** The screen hears of it first, then the effects run: a receipt never waits for a disk or a network. */
  const dispatch = (event: FlowEvent): void => {
    const next = step(flow, event)
    flow = next.flow
    publish()
    for (const effect of next.effects) run(effect)
  }

  const run = (effect: Effect): void => {
    switch (effect.kind) {
      case 'look-up':
        dispatch({ kind: 'looked-up', tapId: effect.tapId, answer: parts.directory.find(effect.badge) })
        return
      case 'record':
        record(effect.tap)
        return
      case 'wait':
        after(effect.afterMs, () => dispatch(effect.event))
        return
      case 'log':
        log[effect.level](effect.event, effect.fields)
        return
      default:
        effect satisfies never
    }
  }

  const after = (delayMs: number, action: () => void): void => {
    const cancel = clock.after(delayMs, () => {
      timers.delete(cancel)
      action()
    })
    timers.add(cancel)
  }

  const record = (tap: IdentifiedTap): void => {
    if (storage === undefined) {
      notRecorded(tap, { kind: 'closed', detail: 'The journal is not open.' })
      return
    }
    const { journal, siteKey } = storage
    const tapped: PendingTap['tapped'] = {
      tapId: tap.tapId,
      atMs: clock.now().wallMs,
      kind: 'tapped',
      tappedAtMs: tap.tappedAtMs,
      clockCorrectionMs:
        parts.serverClock.timeOf(tap.at) === undefined ? null : tap.tappedAtMs - tap.at.wallMs,
      tappedAtMonotonicMs: tap.at.monotonicMs,
      runId: parts.runId,
      kioskId: parts.kioskId,
      badgeHmac: siteKey.hmac('badge', tap.badge),
      siteKeyId: siteKey.id,
    }
    const answer = journal.recordTap(tapped, tap.person)
    if (answer.kind === 'ok') {
      dispatch({ kind: 'recorded', tapId: tap.tapId })
      const { tapId, person } = tap
      delivery?.take([{ tapId, userId: person.userId, tapped, stage: { kind: 'tapped' } }])
      parts.tapTaken?.()
      return
    }
    notRecorded(tap, answer.failure)
    journalFailed(answer.failure)
  }

  /** The journal knows nothing of such a tap: the code that the person is shown leads support to this line. */
  const notRecorded = ({ tapId }: IdentifiedTap, why: { kind: string; detail: string }): void => {
    log.error('tap.not-recorded', {
      tapId,
      code: supportCode(tapId),
      failure: why.kind,
      detail: why.detail,
    })
    dispatch({ kind: 'not-recorded', tapId, detail: why.detail })
  }

  const personWaits = (tapId: string): boolean => {
    const phase = flow.taps.get(tapId)?.stage.phase
    return phase === 'recording' || phase === 'delivering'
  }

  const openStorage = (): void => {
    const opened = parts.openStorage()
    if (opened.kind === 'failed') {
      journalFailed(opened.failure)
      return
    }
    storage = opened.storage
    delivery = createDelivery({
      journal: storage.journal,
      clockOut: parts.clockOut,
      betweenReplaysMs: () => parts.betweenReplaysMs(),
      clock,
      log,
      tapTimeMs: (tap) => tapTimeMs(tap, parts.serverClock, parts.runId),
      personWaits,
      settled: (tapId, result) => dispatch({ kind: 'settled', tapId, result }),
      waitingChanged: publish,
      journalFailed,
    })
    const { journal } = storage
    const toDeliver = delivery
    endUpkeep = startUpkeep({
      journal,
      clock,
      log,
      keepNamesMs: parts.keepNamesMs,
      keepTapsMs: parts.keepTapsMs,
      serversNowMs: () => parts.serverClock.timeOf(clock.now()),
      changedByOthers: () => resume(journal, toDeliver),
    })
    resume(journal, toDeliver)
  }

  const resume = (journal: Journal, toDeliver: Delivery): void => {
    const probe = journal.probe()
    if (probe.kind === 'failed') {
      journalFailed(probe.failure)
      return
    }
    const pending = journal.pending()
    if (pending.kind === 'failed') {
      journalFailed(pending.failure)
      return
    }
    storageFailures = 0
    storageLostSinceMs = undefined
    for (const tapId of pending.withoutPerson) parkWithoutPerson(journal, tapId)
    toDeliver.take(pending.taps)
    log.info('journal.opened', { waitingTaps: toDeliver.waiting })
    dispatch({ kind: 'journal', status: { kind: 'ready' } })
  }

  /** Nobody can tell whose card such a tap should end; a manager may, by what else the journal says of it. */
  const parkWithoutPerson = (journal: Journal, tapId: string): void => {
    const detail = 'The row that says who tapped is gone.'
    const event = { kind: 'parked', reason: 'person-lost', detail } as const
    const answer = journal.record({ tapId, atMs: clock.now().wallMs, ...event })
    if (answer.kind === 'ok') log.error('tap.settled', { tapId, as: event.kind, reason: event.reason })
    else journalFailed(answer.failure)
  }

  /** Out of service rather than accept a tap that can not be kept; tried again until it can. */
  const journalFailed = (failure: JournalFailure): void => {
    const alreadyKnown = flow.journal.kind === 'failed' && flow.journal.detail === failure.detail
    if (!alreadyKnown) log.error('journal.unusable', { failure: failure.kind, detail: failure.detail })
    dispatch({ kind: 'journal', status: { kind: 'failed', detail: failure.detail } })
    if (retryingStorage) return
    if (isLost(failure)) {
      log.error('journal.given-up', { failure: failure.kind, detail: failure.detail })
      parts.giveUp()
    }
    retryingStorage = true
    storageFailures += 1
    const worthReopening = isDamage(failure) || storageFailures % probesBeforeReopening === 0
    after(storageRetryMs, () => {
      retryingStorage = false
      if (storage === undefined || delivery === undefined) openStorage()
      else if (worthReopening) void reopen(storage, delivery)
      else resume(storage.journal, delivery)
    })
  }

  const isLost = (failure: JournalFailure): boolean => {
    const nowMs = clock.now().monotonicMs
    storageLostSinceMs = mendedByWaiting(failure) ? undefined : (storageLostSinceMs ?? nowMs)
    return storageLostSinceMs !== undefined && nowMs - storageLostSinceMs >= giveUpStorageMs
  }

  /** What is under way is waited for: its card must not get a second request beside the first. */
  const reopen = async (broken: Storage, delivering: Delivery): Promise<void> => {
    log.warn('journal.reopening')
    endUpkeep?.()
    storage = undefined
    await delivering.stop()
    broken.journal.close()
    delivery = undefined
    if (!stopped) openStorage()
  }

  return {
    get state() {
      return published
    },
    start: () => {
      openStorage()
      tellHealth()
      parts.directory.start((status) => dispatch({ kind: 'directory', status }))
      parts.reader.start({
        badgeRead: (read) => {
          const tappedAtMs = parts.serverClock.timeOf(read.at) ?? read.at.wallMs
          dispatch({ kind: 'badge-read', tapId: parts.newTapId(), tappedAtMs, read })
        },
        statusChanged: (status) => dispatch({ kind: 'reader', status }),
      })
    },
    connectionChanged: (next) => {
      if (next === connection) return
      connection = next
      log.info('graph.connection', { connection })
      publish()
    },
    scheduleChanged: (next) => {
      schedule = next
      const teamZone = next.kind === 'unknown' ? undefined : next.timeZone
      if (parts.followsTeamTimeZone === true && teamZone !== undefined) site = { ...site, timeZone: teamZone }
      publish()
      if (noteAlarms()) parts.healthTold(alarms, published)
    },
    queue: () => ({
      oldestTappedAtMs: delivery?.oldestTappedAtMs,
      parkedTaps: storage?.journal.parkedTaps() ?? 0,
    }),
    stop: async () => {
      stopped = true
      void delivery?.stop()
      endUpkeep?.()
      await Promise.all([parts.reader.stop(), parts.directory.stop()])
      for (const cancel of timers) cancel()
      storage?.journal.close()
      log.info('kiosk.stopped')
    },
  }
}
