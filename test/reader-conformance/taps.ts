import type { BadgeFacts } from './badge-book.ts'
import type { ReaderEvent } from './observed-reader.ts'
import { notSeen } from './reader-case.ts'
import type { Seen } from './report.ts'
import { stepIds, type StepId } from './steps.ts'
import type { StepRecord, Walk } from './walk.ts'

/** The steps in which one badge alone is held to the reader. */
export const singleTaps: readonly StepId[] = ['hold-a', 'again-a', 'badge-b', 'badge-c', 'after-replug']

type EventOf<Kind extends ReaderEvent['kind']> = Extract<ReaderEvent, { kind: Kind }>

export function ofKind<Kind extends ReaderEvent['kind']>(
  events: readonly ReaderEvent[],
  kind: Kind,
): readonly EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind)
}

export function eventsOf(walk: Walk, steps: readonly StepId[] = stepIds): readonly ReaderEvent[] {
  return steps.flatMap((step) => walk.steps[step]?.events ?? [])
}

/** The first badge a step brought. */
export function badgeIn(walk: Walk, step: StepId): BadgeFacts | undefined {
  return ofKind(eventsOf(walk, [step]), 'number')[0]?.badge
}

/** Each badge of the single taps once. */
export function badgesTapped(walk: Walk): readonly BadgeFacts[] {
  const badges = ofKind(eventsOf(walk, singleTaps), 'number').map(({ badge }) => badge)
  return [...new Map(badges.map((badge) => [badge.name, badge])).values()]
}

/** Why a step showed nothing. */
export function stepNotSeen(record: StepRecord | undefined): Seen<never> {
  if (record === undefined) return notSeen('not asked for')
  switch (record.end) {
    case 'skipped':
      return notSeen('skipped')
    case 'timed-out':
      return notSeen('nothing came in time')
    case 'stopped':
      return notSeen('the probe was stopped')
    case 'done':
    case 'nothing-came':
      return notSeen('no badge was read')
    default:
      return record.end satisfies never
  }
}

/** `3 taps`, `1 tap`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
