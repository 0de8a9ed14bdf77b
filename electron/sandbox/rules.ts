import type { FilterForm } from './graph/odata-filter.ts'

/**
 * What Microsoft's documentation leaves open, in one place. The stand-in is told which way the service behaves,
 * so that the kiosk can be tried against each. `defaultRules` is one plausible service, not a claim about the
 * real one.
 */
export interface Rules {
  /** A clock-out of a card that is clocked out already. `ignore`: success, nothing changes. */
  secondClockOut: 'refuse' | 'ignore' | 'overwrite'
  /** A clock-out of a card that is on a break. `accept` ends the break at the same instant. */
  clockOutOnBreak: 'accept' | 'refuse'
  /** A clock-in of a person who has an open card. `accept` leaves two open cards; `ignore`: 201 with the open one. */
  clockInWhileClockedIn: 'accept' | 'refuse' | 'ignore'
  /** An endBreak of a card that is not on a break. `ignore`: success, nothing changes. */
  endBreakWithoutBreak: 'refuse' | 'ignore'
  /** A PUT that closes a card which is still open. */
  putOnOpenCard: 'accept' | 'refuse'
  /** A PUT or create that carries a time ahead of the service's clock. */
  futureTimes: 'accept' | 'refuse'
  /** What clockOut answers with. Its page says 204, the service's metadata declares a timeCard as its return. */
  clockOutAnswer: 204 | 200
  /** What startBreak and endBreak answer with; page and metadata differ in the same way. */
  breakAnswer: 204 | 200
  /** What a replacement answers with. Its page says 204, the page of the resource says that it returns a timeCard. */
  replaceAnswer: 204 | 200
  /** A DELETE of a card that is open. */
  deleteOpenCard: 'accept' | 'refuse'
  /** A write while the team's time clock is off. */
  timeClockOff: 'refuse' | 'accept'
  /** A property in a body that the metadata does not declare. */
  unknownProperties: 'refuse' | 'ignore'
  /** Whether a replacement has to name the card's state. */
  stateInReplacement: 'optional' | 'required'
  /** A replacement that sends `confirmedBy` back. */
  confirmedByInReplacement: 'accept' | 'refuse'
  /** What `originalEntry` holds once a card's time has been replaced. */
  originalEntry: 'kept' | 'empty'
  /** How a note that was sent as text is handed back. */
  notesKeptAs: 'text' | 'html'
  /** How finely the service stamps its own time. */
  stampsKeptTo: Precision
  /** How finely the service keeps a time that a request carries. */
  writtenTimesKeptTo: Precision
  /** What a card that does not exist is answered with. */
  unknownCard: 404 | 400
  /** What a team that does not exist, or is not this app's, is answered with. */
  unknownTeam: 404 | 403
  /** The status of every refusal above, and of a write while the team's time clock is off. */
  refusalStatus: 400 | 403 | 409 | 412
  /** Which `$filter` forms the list of time cards answers; any other is a 400. */
  filters: readonly FilterForm[]
  /** What becomes of the others. `ignore`: the list comes whole. */
  otherFilters: 'refuse' | 'ignore'
  /** What becomes of `$top` on that list. */
  top: 'honor' | 'ignore' | 'refuse'
  /** Which properties `$orderby` of that list takes; any other is a 400. */
  orderBy: readonly string[]
  /** The list of time cards does not see writes younger than this, in milliseconds. */
  listLagMs: number
  /** Nor does the GET of one card, in milliseconds. */
  getLagMs: number
  /** Whether an empty page, which carries a next link like any other, comes before each page of a list. */
  emptyPages: boolean
  /** Digits after the second in every time the service writes; the documentation's samples have 0, 3 and 7. */
  dateTimeDigits: 0 | 3 | 7
  /**
   * The Replace and clockIn pages call the header MS-APP-ACTS-AS required with an application token; the other
   * pages call it deprecated and not required. `required` follows the former for those two calls; `by-every-change`: a
   * service that has not heard of the newer pages.
   */
  actsAsHeader: 'ignored' | 'required' | 'by-every-change'
  /** A replacement of a card that its person or a manager has confirmed. Teams' own screens do not offer it. */
  editOfConfirmed: 'accept' | 'refuse'
  /** A replacement of a card clocked in more than a month ago. Teams' own screens do not offer it. */
  editOfMonthOld: 'accept' | 'refuse'
  /**
   * What a workforce connector behind Shifts says to every change of a card: nothing, or a veto in its own words. It
   * has 30 s to answer; the latency is a fault (`faults.ts`).
   */
  connectorVeto: string | undefined
  /** Whether listing members with a cast to user needs `$count=true` and `ConsistencyLevel: eventual`. */
  memberCastIsAdvanced: boolean
  /** `json-in-message`: the message is a JSON string that holds the real code. `nested`: it is two levels down. */
  errorForm: 'plain' | 'json-in-message' | 'nested'
  /** How the inner error is spelt; both are seen. */
  innerErrorName: 'innerError' | 'innererror'
  /** Whether an answer of Graph repeats the request's `client-request-id`. */
  echoesClientRequestId: boolean
  /** Requests under /schedule that are let through in one second; `off` lets all through. */
  pace: Pace | 'off'
  /** Life of an access token, in seconds. */
  tokenLifeSeconds: number
}

export type Precision = 'millisecond' | 'second' | 'minute'

/** Throttling of the Shifts calls: Microsoft's page "Microsoft Graph service-specific throttling limits". */
export interface Pace {
  readonly perTeamPerSecond: number
  readonly perTenantPerSecond: number
  /** Seconds a 429 asks to wait. `window`: as long as it really takes. `absent`: no Retry-After header. */
  readonly retryAfter: number | 'window' | 'absent'
  /** Which second is counted: the last 1,000 ms (default), or each second of the clock by itself. Not documented. */
  readonly second?: 'sliding' | 'fixed'
}

export const defaultRules: Rules = {
  secondClockOut: 'refuse',
  clockOutOnBreak: 'accept',
  clockInWhileClockedIn: 'refuse',
  endBreakWithoutBreak: 'refuse',
  putOnOpenCard: 'refuse',
  futureTimes: 'refuse',
  clockOutAnswer: 204,
  breakAnswer: 204,
  replaceAnswer: 204,
  deleteOpenCard: 'accept',
  timeClockOff: 'refuse',
  unknownProperties: 'refuse',
  stateInReplacement: 'optional',
  confirmedByInReplacement: 'accept',
  originalEntry: 'kept',
  notesKeptAs: 'text',
  stampsKeptTo: 'millisecond',
  writtenTimesKeptTo: 'millisecond',
  unknownCard: 404,
  unknownTeam: 404,
  refusalStatus: 400,
  filters: ['state eq', 'state eq or state eq', 'state ne', 'userId eq', 'userId and state'],
  otherFilters: 'refuse',
  top: 'honor',
  orderBy: ['clockInEvent/dateTime', 'createdDateTime', 'lastModifiedDateTime'],
  listLagMs: 0,
  getLagMs: 0,
  emptyPages: false,
  dateTimeDigits: 3,
  actsAsHeader: 'ignored',
  editOfConfirmed: 'accept',
  editOfMonthOld: 'accept',
  connectorVeto: undefined,
  memberCastIsAdvanced: false,
  errorForm: 'plain',
  innerErrorName: 'innerError',
  echoesClientRequestId: true,
  pace: { perTeamPerSecond: 4, perTenantPerSecond: 30, retryAfter: 'window' },
  tokenLifeSeconds: 3599,
}
