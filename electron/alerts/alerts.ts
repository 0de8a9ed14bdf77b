import { backoffMs } from '../base/time/backoff.ts'
import type { Clock, Instant } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import type { Log } from '../base/log/log.ts'
import { formatZonedTime } from '../base/time/zoned-time.ts'
import type { ChainHead } from '../journal/chain/chain.ts'
import type { ParkedSince } from '../journal/parked-taps.ts'
import { createAlarmEpisodes, type StandingAlarm } from './alarm-episodes.ts'
import {
  alarmAlert,
  alertId,
  isoTime,
  tapAlert,
  type AlarmAlert,
  type AlertMessage,
  type TapAlert,
} from './alert-message.ts'
import { firstState, type AlertState, type AlertStore } from './alert-state.ts'
import { alertBody, maxMessageBytes, postAlert, type AlertFormat, type Posted } from './post-alert.ts'

/**
 * Posts alerts for taps that need a person and for lasting alarms, and a daily heartbeat. Runs in the
 * background: no tap waits for it. The taps come from the journal, and a checkpoint on disk says up to where
 * they were reported, so that a crash loses none. A message accepted right before a crash is sent again with
 * the same ids.
 */
export interface Alerts {
  /** Sets all alarms that are raised now; also a hint that taps may have been parked. Returns at once. */
  updateAlarms(alarms: readonly StandingAlarm[]): void
  /** Why no alert has been accepted for 15 minutes, in words; undefined if there is no known problem. */
  readonly problem: string | undefined
  start(): void
  /** Stops posting; resolves when no request is in progress. */
  stop(): Promise<void>
}

export interface AlertsParts {
  readonly kiosk: { readonly id: string; readonly name: string }
  readonly version: string
  readonly format: AlertFormat
  /** Time of day of the heartbeat, such as `08:00`. */
  readonly heartbeatAt: string
  /** Reads the webhook's address; called for each message. */
  readonly webhook: () => Promise<
    { readonly kind: 'ok'; readonly url: string } | { readonly kind: 'bad'; readonly problem: string }
  >
  readonly fetch: Fetch
  readonly store: AlertStore
  /** Taps parked after a position in the journal; undefined if the journal is not available. */
  readonly parkedSince: (after: ChainHead | undefined, limit: number) => ParkedSince | undefined
  readonly queue: () => { readonly waitingTaps: number; readonly parkedTaps: number }
  /** The current time zone of the screen. */
  readonly timeZone: () => string
  /** As much of a name as the screen shows. */
  readonly shownName: (displayName: string) => string
  /** The servers' time if known, else this computer's. Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  readonly clock: Clock
  readonly log: Log
  readonly random?: () => number
}

/** The next message, and the state after it has been accepted. */
interface Due {
  readonly message: AlertMessage
  readonly accepted: (state: AlertState) => AlertState
}

const maxTapsPerMessage = 10
const maxAlarmsPerMessage = 20
/**
 * Teams allows four requests per second; this leaves room for other kiosks that post to the same workflow.
 */
const betweenMessagesMs = 5_000
const betweenAlarmMessagesMs = 600_000
/**
 * Poll interval, for taps that are parked without a call of `updateAlarms` (by the command line, at a start).
 */
const pollMs = 60_000
/** Debounce: taps that are parked together are reported together. */
const debounceMs = 1_000
const backoffAfterFailure = { firstMs: 5_000, maxMs: 120_000 }
const backoffAfterRefusal = { firstMs: 30_000, maxMs: 600_000 }
const maxRetryAfterMs = 3_600_000
const problemAfterMs = 15 * 60_000
/** Not reported as alarms, since each such tap has its own alert. */
const excludedAlarms: readonly string[] = ['taps-parked']

export function createAlerts(parts: AlertsParts): Alerts {
  const { clock, log, store, random = Math.random } = parts
  const episodes = createAlarmEpisodes()
  const controller = new AbortController()
  let state = firstState
  let isLoaded = false
  /** The journal is read one page at a time, so that no tap waits for it. */
  let hasMorePages = false
  let underWay: Promise<void> | undefined
  let disarm: (() => void) | undefined
  let armedForMs = Infinity
  let notBeforeMs = -Infinity
  let alarmsNotBeforeMs = -Infinity
  let failures = 0
  let failing: { readonly sinceMs: number; words: string } | undefined
  let hasStarted = false
  let hasStopped = false

  const monotonicMs = (): number => clock.now().monotonicMs
  const now = (): Instant => ({ wallMs: parts.nowMs(), monotonicMs: monotonicMs() })

  /** Schedules the next run, unless an earlier one is already scheduled. */
  const wakeIn = (ms: number): void => {
    if (hasStopped || !hasStarted || underWay !== undefined) return
    const atMs = monotonicMs() + ms
    if (disarm !== undefined && atMs >= armedForMs) return
    disarm?.()
    armedForMs = atMs
    disarm = clock.after(ms, () => {
      disarm = undefined
      pump()
    })
  }

  const pump = (): void => {
    if (hasStopped || underWay !== undefined) return
    const waitMs = notBeforeMs - monotonicMs()
    if (waitMs > 0) {
      wakeIn(waitMs)
      return
    }
    load()
    const noted = episodes.settled(state, now())
    if (noted.episodes.length !== state.episodes.length || isEpisodeOver(state, noted)) save(noted)
    else state = noted
    const due = dueTaps() ?? dueAlarms() ?? dueHeartbeat()
    if (due === undefined) {
      const alarmsInMs = hasAlarmsToReport() ? Math.max(0, alarmsNotBeforeMs - monotonicMs()) : pollMs
      const pollInMs = hasMorePages ? debounceMs : pollMs
      wakeIn(Math.min(pollInMs, alarmsInMs, episodes.nextInMs(now()) ?? pollMs))
      return
    }
    underWay = deliver(due).finally(() => {
      underWay = undefined
      wakeIn(Math.max(0, notBeforeMs - monotonicMs()))
    })
  }

  const load = (): void => {
    if (isLoaded) return
    const loaded = store.load()
    if (loaded === undefined) return
    const known = new Set(loaded.episodes.flatMap(({ alarm, toMs }) => (toMs === undefined ? [alarm] : [])))
    const sinceStart = state.episodes.filter(({ alarm, toMs }) => toMs !== undefined || !known.has(alarm))
    state = { ...loaded, episodes: [...loaded.episodes, ...sinceStart] }
    isLoaded = true
  }

  const save = (next: AlertState): void => {
    state = next
    if (!isLoaded) return
    const problem = store.save(state)
    if (problem !== undefined) log.warn('alerts.not-kept', { problem })
  }

  const messageOf = (
    kind: AlertMessage['kind'],
    content: {
      readonly taps?: readonly TapAlert[]
      readonly alarms?: readonly AlarmAlert[]
      readonly notes?: readonly string[]
    },
    ids: readonly string[],
  ): AlertMessage => {
    const { taps = [], alarms = [], notes = [] } = content
    const id = alertId('message', parts.kiosk.id, kind, ...ids)
    return { id, kind, kiosk: parts.kiosk, sentAt: isoTime(parts.nowMs()), taps, alarms, notes }
  }

  /** Nothing is due before the checkpoint has been loaded. */
  const dueTaps = (): Due | undefined => {
    hasMorePages = false
    if (!isLoaded) return undefined
    const found = parts.parkedSince(state.toldUpTo, maxTapsPerMessage)
    if (found === undefined) return undefined
    if (found.taps.length === 0) {
      state = { ...state, toldUpTo: found.upTo }
      hasMorePages = found.more
      return undefined
    }
    const options = { timeZone: parts.timeZone(), shownName: parts.shownName }
    const alerts = found.taps.map((tap) => tapAlert(tap, options))
    for (let count = alerts.length; ; count -= 1) {
      const taps = alerts.slice(0, count)
      const message = messageOf(
        'taps',
        { taps },
        taps.map(({ id }) => id),
      )
      if (count > 1 && Buffer.byteLength(alertBody(message, parts.format)) > maxMessageBytes) continue
      const upTo = found.taps[count - 1]?.head ?? found.upTo
      return { message, accepted: (before) => ({ ...before, toldUpTo: upTo }) }
    }
  }

  const hasAlarmsToReport = (): boolean =>
    state.episodes.some(({ isBeginTold, toMs }) => !isBeginTold || toMs !== undefined)

  const dueAlarms = (): Due | undefined => {
    if (!hasAlarmsToReport() || monotonicMs() < alarmsNotBeforeMs) return undefined
    const reported = state.episodes
      .filter(({ isBeginTold, toMs }) => !isBeginTold || toMs !== undefined)
      .slice(0, maxAlarmsPerMessage)
    const alarms = reported.map((episode) => alarmAlert(parts.kiosk.id, episode))
    const { brief, dropped } = state
    const notes = [
      ...(brief > 0 ? [`Alarms since the last message that lasted less than two minutes: ${brief}.`] : []),
      ...(dropped > 0 ? [`Alarms that are over and left out here: ${dropped}.`] : []),
    ]
    return {
      message: messageOf(
        'alarms',
        { alarms, notes },
        alarms.map(({ id }) => id),
      ),
      accepted: (before) => {
        alarmsNotBeforeMs = monotonicMs() + betweenAlarmMessagesMs
        return {
          ...before,
          episodes: before.episodes.flatMap((episode) => {
            const asReported = reported.find(
              ({ alarm, fromMs }) => alarm === episode.alarm && fromMs === episode.fromMs,
            )
            if (asReported === undefined) return [episode]
            return asReported.toMs === undefined ? [{ ...episode, isBeginTold: true }] : []
          }),
          brief: before.brief - brief,
          dropped: before.dropped - dropped,
        }
      },
    }
  }

  const dueHeartbeat = (): Due | undefined => {
    if (!isLoaded) return undefined
    const local = formatZonedTime(parts.nowMs(), parts.timeZone())
    const day = local.slice(0, 'YYYY-MM-DD'.length)
    const timeOfDay = local.slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM'.length)
    if (state.heartbeat === day || timeOfDay < parts.heartbeatAt) return undefined
    const { waitingTaps, parkedTaps } = parts.queue()
    const raised = state.episodes.filter(({ toMs }) => toMs === undefined).map(({ alarm }) => alarm)
    const notes = [
      `Version ${parts.version}.`,
      `Taps waiting to be sent to Shifts: ${waitingTaps}. Taps that need a person: ${parkedTaps}.`,
      raised.length === 0 ? 'No alarm is raised.' : `Alarms raised: ${raised.join(', ')}.`,
    ]
    return {
      message: messageOf('heartbeat', { notes }, [day]),
      accepted: (before) => ({ ...before, heartbeat: day }),
    }
  }

  const deliver = async ({ message, accepted }: Due): Promise<void> => {
    const posted = await post(message)
    if (hasStopped && posted.kind === 'not-accepted') return
    if (posted.kind === 'accepted') {
      failures = 0
      failing = undefined
      notBeforeMs = monotonicMs() + betweenMessagesMs
      save(accepted(state))
      const { id, kind, taps, alarms } = message
      log.info('alerts.accepted', { kind, messageId: id, taps: taps.length, alarms: alarms.length })
      return
    }
    failures += 1
    failing ??= { sinceMs: monotonicMs(), words: posted.words }
    failing.words = posted.words
    const backoff = backoffMs(failures, posted.isRefused ? backoffAfterRefusal : backoffAfterFailure, random)
    const waitMs = Math.max(backoff, Math.min(posted.retryAfterMs ?? 0, maxRetryAfterMs))
    notBeforeMs = monotonicMs() + waitMs
    log.warn('alerts.not-accepted', {
      kind: message.kind,
      messageId: message.id,
      problem: posted.words,
      failures,
      nextInMs: Math.round(waitMs),
    })
  }

  const post = async (message: AlertMessage): Promise<Posted> => {
    const webhook = await parts.webhook()
    if (webhook.kind === 'bad')
      return { kind: 'not-accepted', words: `alerts.webhookPath ${webhook.problem}`, isRefused: false }
    const { signal } = controller
    return postAlert(webhook.url, alertBody(message, parts.format), { fetch: parts.fetch, clock, signal })
  }

  return {
    updateAlarms: (alarms) => {
      episodes.update(
        alarms.filter(({ kind }) => !excludedAlarms.includes(kind)),
        now(),
      )
      wakeIn(debounceMs)
    },
    get problem() {
      if (failing === undefined || monotonicMs() - failing.sinceMs < problemAfterMs) return undefined
      return `no alert has been accepted for more than 15 minutes: ${failing.words}`
    },
    start: () => {
      hasStarted = true
      wakeIn(debounceMs)
    },
    stop: async () => {
      hasStopped = true
      disarm?.()
      controller.abort()
      await underWay
    },
  }
}

function isEpisodeOver(before: AlertState, after: AlertState): boolean {
  return after.episodes.some(({ toMs }, index) => toMs !== before.episodes[index]?.toMs)
}
