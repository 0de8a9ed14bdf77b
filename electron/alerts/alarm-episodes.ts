import type { Instant } from '../base/time/clock.ts'
import type { AlertState, Episode } from './alert-state.ts'

/** Debounce: an alarm counts as raised or cleared after this time, so a flapping network is reported once. */
export const settleMs = 120_000
/** Ended episodes that wait to be reported. If there are more, the oldest is dropped and counted. */
const mostEnded = 20
const maxDetailLength = 300

export interface StandingAlarm {
  readonly kind: string
  readonly detail: string
}

/** Turns alarms that come and go into episodes to report. `wallMs` is the servers' time, if known. */
export interface AlarmEpisodes {
  /** Sets all alarms that are raised now. */
  update(alarms: readonly StandingAlarm[], now: Instant): void
  /** The state with the changes that have lasted long enough by now. */
  settled(state: AlertState, now: Instant): AlertState
  /** Milliseconds until `settled` will return a change; undefined if none is pending. */
  nextInMs(now: Instant): number | undefined
}

export function createAlarmEpisodes(): AlarmEpisodes {
  /** Raised alarms without an episode yet. */
  const coming = new Map<string, { readonly since: Instant; readonly detail: string }>()
  /** Cleared alarms whose episode is still open. */
  const going = new Map<string, Instant>()
  let standing: ReadonlyMap<string, string> | undefined
  const open = new Set<string>()
  let brief = 0

  const isDue = (since: Instant, now: Instant): boolean => now.monotonicMs - since.monotonicMs >= settleMs

  return {
    update: (alarms, now) => {
      const next = new Map(alarms.map(({ kind, detail }) => [kind, detail.slice(0, maxDetailLength)]))
      for (const [kind, detail] of next) {
        going.delete(kind)
        if (!open.has(kind)) coming.set(kind, { since: coming.get(kind)?.since ?? now, detail })
      }
      for (const kind of coming.keys()) {
        if (next.has(kind)) continue
        coming.delete(kind)
        brief += 1
      }
      for (const kind of open) if (!next.has(kind) && !going.has(kind)) going.set(kind, now)
      standing = next
    },
    settled: (state, now) => {
      if (standing === undefined) return state
      let episodes: Episode[] = [...state.episodes]
      // Open episodes of the previous run, or added just now.
      for (const { alarm, toMs } of episodes) {
        if (toMs !== undefined || open.has(alarm)) continue
        open.add(alarm)
        coming.delete(alarm)
        if (!standing.has(alarm)) going.set(alarm, now)
      }
      for (const [alarm, { since, detail }] of coming) {
        if (!isDue(since, now)) continue
        episodes.push({ alarm, detail, fromMs: since.wallMs, isBeginTold: false })
        open.add(alarm)
        coming.delete(alarm)
      }
      for (const [alarm, since] of going) {
        if (!isDue(since, now)) continue
        episodes = episodes.map((episode) =>
          episode.alarm === alarm && episode.toMs === undefined
            ? { ...episode, toMs: Math.max(since.wallMs, episode.fromMs) }
            : episode,
        )
        going.delete(alarm)
        open.delete(alarm)
      }
      const ended = episodes.filter(({ toMs }) => toMs !== undefined)
      const dropped = new Set(ended.slice(0, Math.max(0, ended.length - mostEnded)))
      const next = {
        ...state,
        episodes: episodes.filter((episode) => !dropped.has(episode)),
        dropped: state.dropped + dropped.size,
        brief: state.brief + brief,
      }
      brief = 0
      return next
    },
    nextInMs: (now) => {
      const sinces = [...[...coming.values()].map(({ since }) => since), ...going.values()]
      const lefts = sinces.map((since) => since.monotonicMs + settleMs - now.monotonicMs)
      return lefts.length === 0 ? undefined : Math.max(0, Math.min(...lefts))
    },
  }
}
