import { createHash } from 'node:crypto'
import { formatZonedTime } from '../base/time/zoned-time.ts'
import type { ParkedTap } from '../journal/parked-taps.ts'
import { supportCode } from '../journal/support-code.ts'
import { alertText } from './alert-text.ts'
import { happenedWords, needOf, whatToDo, type TapNeed } from './tap-need.ts'

/** One posted message. Times are ISO 8601; `…Local` has the UTC offset of the team's zone. */
export interface AlertMessage {
  /** Derived from the ids of its alerts, so a repeated message has the same id. */
  readonly id: string
  readonly kind: 'taps' | 'alarms' | 'heartbeat' | 'test'
  readonly kiosk: { readonly id: string; readonly name: string }
  readonly sentAt: string
  readonly taps: readonly TapAlert[]
  readonly alarms: readonly AlarmAlert[]
  /** The text of a heartbeat, or additional remarks. */
  readonly notes: readonly string[]
}

export interface TapAlert {
  /** The same each time this alert is sent, so that duplicates can be recognised. */
  readonly id: string
  readonly need: TapNeed
  /** The code that the screen showed and that `--journal` accepts. */
  readonly code: string
  readonly tappedAt: string
  readonly tappedAtLocal: string
  /** As much of the name as `screen.nameShown` allows; null if it was erased or could not be verified. */
  readonly person: string | null
  readonly cardId: string | null
  readonly reason: string
  readonly whatHappened: string
  readonly whatToDo: string
  readonly detail: string
}

export interface AlarmAlert {
  readonly id: string
  /** The kind of alarm, as listed in docs/operations.md, "Health". */
  readonly alarm: string
  readonly state: 'began' | 'over'
  readonly since: string
  readonly until: string | null
  readonly detail: string
}

const maxNameLength = 80
const maxIdLength = 80
const maxDetailLength = 250

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
    person: person === undefined ? null : alertText(shownName(person.displayName), maxNameLength),
    cardId: cardId === undefined ? null : alertText(cardId, maxIdLength),
    reason: alertText(event.reason, maxIdLength),
    whatHappened: happenedWords(tap),
    whatToDo: whatToDo(tap),
    detail: alertText(event.detail, maxDetailLength),
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
    detail: alertText(detail, maxDetailLength),
  }
}

/** A 64-bit id made of `parts`, which it does not reveal. The same parts give the same id. */
export function alertId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

export function isoTime(ms: number): string {
  return new Date(Math.round(ms)).toISOString()
}
