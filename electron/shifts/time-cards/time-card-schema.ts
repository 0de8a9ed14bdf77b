import type * as Microsoft from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { isValidSegment } from '../../graph/graph-path.ts'
import { plainText } from './plain-text.ts'
import type { TimeCard, WholeTimeCard } from './time-cards.ts'

/**
 * The part of Graph's timeCard that the kiosk needs. By Graph's metadata every property is nullable and enums
 * may grow, so only what a card cannot do without is required.
 * Source: "timeCard resource type", Microsoft Graph v1.0.
 */
const itemBody = z.object({
  content: z.string().nullish(),
  contentType: z.string().nullish().catch(undefined),
})

/** Limits against bad data: a page of Graph has at most 1000 entries. */
const maxCards = 5_000
const maxBreaks = 200

const moment = z.object({ dateTime: z.string().transform(toMs) })

const cardBreak = z.object({ start: moment, end: moment.nullish() }).transform(({ start, end }) => ({
  startMs: start.dateTime,
  ...(end !== null && end !== undefined && { endMs: end.dateTime }),
}))

const timeCardFields = {
  id: z.string().refine(isValidSegment),
  userId: z.string().refine(isValidSegment),
  state: z.enum(['clockedIn', 'onBreak', 'clockedOut']).or(z.literal('other')).catch('other'),
  confirmedBy: z.string().nullish().catch(undefined),
  clockInEvent: moment,
  clockOutEvent: z
    .object({ dateTime: z.string().transform(toMs), notes: itemBody.nullish().catch(undefined) })
    .optional()
    .catch(undefined),
  // Undefined if missing or unreadable; an empty list means no breaks.
  breaks: z.unknown().transform(readBreaks).optional(),
} satisfies Partial<Record<keyof Microsoft.TimeCard, z.ZodType>>

function readBreaks(value: unknown): readonly z.output<typeof cardBreak>[] | undefined {
  if (!Array.isArray(value) || value.length > maxBreaks) return undefined
  return z.array(cardBreak).safeParse(value).data
}

const timeCard = z.object(timeCardFields)

const page = z.object({ value: z.array(z.unknown()).max(maxCards), '@odata.nextLink': z.string().nullish() })

function userOf(json: unknown): readonly string[] {
  const has = typeof json === 'object' && json !== null && 'userId' in json && typeof json.userId === 'string'
  return has ? [json.userId as string] : []
}

function hasId(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'id' in json && typeof json.id === 'string'
}

/** Undefined if it is not a time card: no id, no user, or no clock-in time. */
export function parseTimeCard(json: unknown): TimeCard | undefined {
  // Checked before the schema: zod's error messages for a long list of bad entries would take seconds.
  if (!hasId(json)) return undefined
  const parsed = timeCard.safeParse(json)
  if (!parsed.success) return undefined
  const { id, userId, state, confirmedBy, clockInEvent, clockOutEvent, breaks } = parsed.data
  const card = {
    id,
    userId,
    state,
    clockedInAtMs: clockInEvent.dateTime,
    ...(isConfirmed(confirmedBy) && { isConfirmed: true as const }),
    ...(breaks !== undefined && { breaks }),
  }
  if (clockOutEvent === undefined) return card
  const { content: note, contentType } = clockOutEvent.notes ?? {}
  return {
    ...card,
    clockedOutAtMs: clockOutEvent.dateTime,
    ...(typeof note === 'string' && { clockOutNote: plainText({ content: note, contentType }) }),
  }
}

/** `confirmedBy` is a set of flags by the metadata (IsFlags): several are separated by commas. */
function isConfirmed(by: string | null | undefined): boolean {
  const flags = (by ?? '').toLowerCase().split(',')
  return flags.some((flag) => ['user', 'manager'].includes(flag.trim()))
}

/** Like `parseTimeCard`, and keeps the complete resource. */
export function parseWholeTimeCard(json: unknown): WholeTimeCard | undefined {
  const card = parseTimeCard(json)
  return card === undefined ? undefined : { ...card, resource: json as Readonly<Record<string, unknown>> }
}

export interface TimeCardPage {
  readonly cards: readonly TimeCard[]
  /** How many entries were no time cards. */
  readonly skipped: number
  /** User ids of the skipped entries, if readable: these people may have an open card. */
  readonly unreadableOf: readonly string[]
  readonly nextLink?: string
}

/** One page of a list. Undefined if it is not a page. */
export function parseTimeCardPage(json: unknown): TimeCardPage | undefined {
  const parsed = page.safeParse(json)
  if (!parsed.success) return undefined
  const cards: TimeCard[] = []
  const unreadable: unknown[] = []
  for (const entry of parsed.data.value) {
    const card = parseTimeCard(entry)
    if (card === undefined) unreadable.push(entry)
    else cards.push(card)
  }
  const nextLink = parsed.data['@odata.nextLink'] ?? ''
  const read = { cards, skipped: unreadable.length, unreadableOf: unreadable.flatMap(userOf) }
  return nextLink === '' ? read : { ...read, nextLink }
}

/** ISO 8601 with an offset or Z; without either it is UTC, Graph's default. */
function toMs(text: string, context: z.RefinementCtx<string>): number {
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/i.exec(
    text.trim(),
  )
  const offset = parts?.[2]?.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2') ?? 'Z'
  const ms = parts === null ? NaN : Date.parse(`${parts[1] ?? ''}${offset}`.toUpperCase())
  if (!Number.isNaN(ms)) return ms
  context.addIssue({ code: 'custom', message: 'not a date and time of ISO 8601' })
  return z.NEVER
}
