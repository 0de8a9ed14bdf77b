import { badRequest, isObject, isRefused, read, type Read, type Refused } from './answers.ts'

/*
 * The pages: api-reference/v1.0/resources/{timecard,timecardevent,timecardbreak,timecardentry}.md and
 * api-reference/v1.0/api/{schedule-list-timecards,schedule-post-timecards,timecard-get,timecard-clockin,timecard-clockout,
 * timecard-startbreak,timecard-endbreak,timecard-confirm,timecard-replace,schedule-delete-timecards}.md, all 01/17/2025.
 */

export type Note = Readonly<Record<string, unknown>>

export interface CardEvent {
  readonly dateTime: string
  readonly isAtApprovedLocation: boolean | null
  readonly notes: Note | null
}

export interface Break {
  readonly breakId: string
  readonly notes: Note | null
  readonly start: CardEvent
  readonly end: CardEvent | null
}

export interface Entry {
  readonly clockInEvent: CardEvent | null
  readonly clockOutEvent: CardEvent | null
  readonly breaks: readonly Break[]
}

export interface IdentitySet {
  readonly application: { readonly id: string; readonly displayName: string } | null
  readonly device: null
  readonly user: { readonly id: string; readonly displayName: string } | null
}

export type State = 'clockedIn' | 'onBreak' | 'clockedOut'

export interface Card extends Entry {
  readonly id: string
  readonly createdDateTime: string
  readonly lastModifiedDateTime: string
  readonly userId: string
  readonly state: State
  readonly confirmedBy: 'none' | 'user' | 'manager'
  readonly notes: Note | null
  readonly lastModifiedBy: IdentitySet
  readonly originalEntry: Entry
  readonly createdBy: IdentitySet
}

/**
 * schedule-post-timecards.md: `21:00:00.000Z` comes back as `21:00:00Z`.
 * Silent: every trailing zero of the fraction goes; nothing finer than a millisecond is kept; always UTC.
 */
export const timestamp = (ms: number) => new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z')

export const stateOf = ({ clockOutEvent, breaks }: Entry): State =>
  clockOutEvent !== null ? 'clockedOut' : breaks.some(({ end }) => end === null) ? 'onBreak' : 'clockedIn'

/** undefined: the action does not fit the entry's state. */
export function entryAfter(
  entry: Entry,
  action: string,
  event: CardEvent,
  breakId: string,
): Entry | undefined {
  const { clockInEvent, breaks } = entry
  const state = stateOf(entry)
  // timecard-clockout.md: "Clock out to end an open timeCard"; resources/timecard.md: "End the open timeCardBreak".
  // Silent: actions on a card that is not open, a second startBreak and an endBreak without a break are conflicts.
  if (state === 'clockedOut') return undefined
  // Silent: clocking out on a break ends the break at that instant.
  const ended = breaks.map((part) => (part.end === null ? { ...part, end: event } : part))
  switch (action) {
    case 'clockout':
      return { clockInEvent, clockOutEvent: event, breaks: ended }
    case 'startbreak': {
      if (state === 'onBreak') return undefined
      // schedule-list-timecards.md, "Response": the form of the id, and what a break holds.
      const started = { breakId, notes: null, start: event, end: null }
      return { clockInEvent, clockOutEvent: null, breaks: [...breaks, started] }
    }
    default:
      return state === 'onBreak' ? { clockInEvent, clockOutEvent: null, breaks: ended } : undefined
  }
}

/** resources/itembody.md (08/08/2024): `content`, and `contentType` text or html. Silent: without one, text. */
export function readNotes(value: unknown): Read<Note | null> {
  if (value === undefined || value === null) return read(null)
  if (!isObject(value)) return badRequest('Invalid notes')
  const { contentType = 'text', content } = value
  const isNote = typeof content === 'string' && (contentType === 'text' || contentType === 'html')
  return isNote ? read({ contentType, content }) : badRequest('Invalid notes')
}

/** Silent: a name that the page does not have is refused, as OData would; annotations are not names. */
function faultOfNames(value: Note, names: readonly string[]): Refused | undefined {
  const unknown = Object.keys(value).find((name) => !names.includes(name) && !name.includes('@odata.'))
  return unknown === undefined
    ? undefined
    : badRequest(`'${unknown}' is not a name of this type or operation.`)
}

/** The parameters of an action. */
export function readAction(body: Note, more: readonly string[], nowMs: number): Read<CardEvent> {
  const refused = faultOfNames(body, ['isAtApprovedLocation', 'notes', ...more])
  if (refused !== undefined) return refused
  const { isAtApprovedLocation, notes } = body
  // The server's time: no action has a parameter for another.
  return readEvent({ isAtApprovedLocation, notes, dateTime: new Date(nowMs).toISOString() })
}

function readEvent(value: unknown): Read<CardEvent> {
  const invalid = badRequest('Invalid time card event')
  if (!isObject(value)) return invalid
  const refused = faultOfNames(value, ['dateTime', 'isAtApprovedLocation', 'notes'])
  if (refused !== undefined) return refused
  const { dateTime, isAtApprovedLocation = null } = value
  if (typeof dateTime !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(dateTime))
    return invalid
  const ms = Date.parse(dateTime)
  if (Number.isNaN(ms)) return invalid
  if (isAtApprovedLocation !== null && typeof isAtApprovedLocation !== 'boolean') return invalid
  const notes = readNotes(value['notes'])
  if (isRefused(notes)) return notes
  return read({ dateTime: timestamp(ms), isAtApprovedLocation, notes: notes.value })
}

/** resources/timecard.md, "Properties". */
const cardNames =
  'breaks clockInEvent clockOutEvent confirmedBy createdBy createdDateTime id lastModifiedBy lastModifiedDateTime notes originalEntry state userId'.split(
    ' ',
  )

/** Events and breaks of a whole card. Silent: clockInEvent is needed; nothing ends before it starts. */
export function readEntry(body: Note): Read<Entry> {
  const refused = faultOfNames(body, cardNames)
  if (refused !== undefined) return refused
  const clockIn = readEvent(body['clockInEvent'])
  if (isRefused(clockIn)) return clockIn
  const clockOut = readOptionalEvent(body['clockOutEvent'])
  if (isRefused(clockOut)) return clockOut
  if (endsBefore(clockOut.value, clockIn.value)) return badRequest('The time card ends before it starts.')
  const given = body['breaks'] ?? []
  if (!Array.isArray(given)) return badRequest('Invalid breaks')
  const breaks: Break[] = []
  for (const part of given as unknown[]) {
    if (!isObject(part)) return badRequest('Invalid breaks')
    const [start, end, notes] = [
      readEvent(part['start']),
      readOptionalEvent(part['end']),
      readNotes(part['notes']),
    ]
    if (isRefused(start)) return start
    if (isRefused(end)) return end
    if (isRefused(notes)) return notes
    if (endsBefore(end.value, start.value)) return badRequest('A break ends before it starts.')
    const { breakId = `BRK_${crypto.randomUUID()}` } = part
    if (typeof breakId !== 'string') return badRequest('Invalid breaks')
    breaks.push({ breakId, notes: notes.value, start: start.value, end: end.value })
  }
  return read({ clockInEvent: clockIn.value, clockOutEvent: clockOut.value, breaks })
}

const readOptionalEvent = (value: unknown): Read<CardEvent | null> =>
  value === undefined || value === null ? read(null) : readEvent(value)

const endsBefore = (end: CardEvent | null, start: CardEvent) =>
  end !== null && Date.parse(end.dateTime) < Date.parse(start.dateTime)
