import type { ClockOutCorrection, WholeTimeCard } from './time-cards.ts'

/** The properties that the documented sample of a PUT sends; the service manages the others. */
const sentBack = ['userId', 'state', 'confirmedBy', 'clockInEvent', 'breaks', 'notes'] as const

/**
 * The body of a PUT that sets the clock-out's time. A PUT replaces the whole card, so everything else is sent
 * back unchanged, except that a break lasting beyond the clock-out is cut, since a card cannot hold that.
 * Source: "Replace timeCard", Microsoft Graph v1.0.
 */
export function replacementOf({ resource }: WholeTimeCard, correction: ClockOutCorrection): object {
  const kept = Object.fromEntries(
    sentBack.flatMap((name) => (resource[name] === undefined ? [] : [[name, resource[name]]])),
  )
  const { breaks, clockOutEvent } = resource
  return {
    ...kept,
    ...(Array.isArray(breaks) && {
      breaks: breaks.map((taken: unknown) => endedBy(correction.clockedOutAtMs, taken)),
    }),
    clockOutEvent: {
      ...(typeof clockOutEvent === 'object' ? clockOutEvent : undefined),
      dateTime: new Date(correction.clockedOutAtMs).toISOString(),
      notes: { contentType: 'text', content: correction.note },
    },
  }
}

/** Cuts a break that was running at the tap, since the late clock-out ended it at its own time. */
function endedBy(clockedOutAtMs: number, taken: unknown): unknown {
  if (!isObject(taken) || !isObject(taken['end'])) return taken
  const wasRunning = timeOf(taken['start']) <= clockedOutAtMs && timeOf(taken['end']) > clockedOutAtMs
  const dateTime = new Date(clockedOutAtMs).toISOString()
  return wasRunning ? { ...taken, end: { ...taken['end'], dateTime } } : taken
}

function timeOf(event: unknown): number {
  return isObject(event) && typeof event['dateTime'] === 'string' ? Date.parse(event['dateTime']) : NaN
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
