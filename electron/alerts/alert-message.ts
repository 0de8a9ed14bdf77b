import { createHash } from 'node:crypto'
import { formatZonedTime } from '../base/time/zoned-time.ts'
import type { ParkedTap } from '../journal/parked-taps.ts'
import { supportCode } from '../journal/support-code.ts'
import { alertText } from './alert-text.ts'
import { happenedWords, needOf, whatToDo, type TapNeed } from './tap-need.ts'

/**
 * What is posted at once. Every text from elsewhere is bounded and harmless (`alertText`). Times are ISO 8601; `…Local`
 * has the offset of the team's zone.
 */
export interface AlertMessage {
  /** Of the alerts in it: the same for the same ones. */
  readonly id: string
  readonly kind: 'taps' | 'alarms' | 'heartbeat' | 'test'
  readonly kiosk: { readonly id: string; readonly name: string }
  readonly sentAt: string
  readonly taps: readonly TapAlert[]
  readonly alarms: readonly AlarmAlert[]
  /** What a heartbeat says, or what else is to be said. */
  readonly notes: readonly string[]
}

export interface TapAlert {
  /** The same each time this alert is sent: by it a double is told. */
  readonly id: string
  readonly need: TapNeed
  /** What the screen showed, and `--journal` takes. */
  readonly code: string
  readonly tappedAt: string
  readonly tappedAtLocal: string
  /** As much as `screen.nameShown` lets be seen; null: erased, or nobody vouches for it. */
  readonly person: string | null
  readonly cardId: string | null
  readonly reason: string
  readonly whatHappened: string
  readonly whatToDo: string
  readonly detail: string
}

export interface AlarmAlert {
  readonly id: string
  /** As in docs/operations.md, "Health". */
  readonly alarm: string
  readonly state: 'began' | 'over'
  readonly since: string
  readonly until: string | null
  readonly detail: string
}

const longestName = 80
const longestId = 80
const longestDetail = 250

export interface TapAlertOptions {
  readonly timeZone: string
  /** As much of the name as the screen shows. */
  readonly shownName: (displayName: string) => string
}

export function tapAlert(tap: ParkedTap, { timeZone, shownName }: TapAlertOptions): TapAlert {
  const { record, event } = tap
  const { person, cardId, tapId } = record
  const tappedAtMs = event.tappedAtMs ?? record.tappedAtMs
  return {
    id: alertId('tap', tapId, String(event.atMs), event.reason),
    need: needOf(tap),
    code: supportCode(tapId),
    tappedAt: isoTime(tappedAtMs),
    tappedAtLocal: formatZonedTime(tappedAtMs, timeZone),
    person: person === undefined ? null : alertText(shownName(person.displayName), longestName),
    cardId: cardId === undefined ? null : alertText(cardId, longestId),
    reason: alertText(event.reason, longestId),
    whatHappened: happenedWords(tap),
    whatToDo: whatToDo(tap),
    detail: alertText(event.detail, longestDetail),
  }
}

export function alarmAlert(
  kioskId: string,
  {
    alarm,
    detail,
    fromMs,
    toMs,
  }: { alarm: string; detail: string; fromMs: number; toMs?: number | undefined },
): AlarmAlert {
  const state = toMs === undefined ? 'began' : 'over'
  return {
    id: alertId('alarm', kioskId, alarm, String(fromMs), state),
    alarm,
    state,
    since: isoTime(fromMs),
    until: toMs === undefined ? null : isoTime(toMs),
    detail: alertText(detail, longestDetail),
  }
}

/** 64 bits: no secret goes in, and nothing can be read out of it. */
export function alertId(...of: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}

export function isoTime(ms: number): string {
  return new Date(Math.round(ms)).toISOString()
}
