import type { ClockOutCorrection, WholeTimeCard } from './time-cards.ts'

/** What a PUT may carry, of what a GET brings; the service keeps the rest to itself. */
const sentBack = ['userId', 'clockInEvent', 'breaks', 'notes'] as const

/**
 * The body of a PUT that sets the clock-out's time: it replaces the whole card, so everything else goes back as it
 * came. Source: "Replace timeCard", Microsoft Graph v1.0.
 */
export function replacementOf({ resource }: WholeTimeCard, correction: ClockOutCorrection): object {
  const kept = Object.fromEntries(
    sentBack.flatMap((name) => (resource[name] === undefined ? [] : [[name, resource[name]]])),
  )
  const clockOutEvent = resource['clockOutEvent']
  return {
    ...kept,
    clockOutEvent: {
      ...(typeof clockOutEvent === 'object' ? clockOutEvent : undefined),
      dateTime: new Date(correction.clockedOutAtMs).toISOString(),
      notes: { contentType: 'text', content: correction.note },
    },
  }
}
