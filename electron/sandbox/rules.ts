import type { FilterForm } from './graph/odata-filter.ts'

/**
 * Behavior that Microsoft's documentation leaves open, in one place. Each rule selects how the sandbox
 * behaves, so that the kiosk can be tested against every variant. `defaultRules` is one plausible service,
 * not a claim about the real one.
 */
export interface Rules {
  /** Clock-out of a card that is already clocked out. `ignore`: success without a change. */
  secondClockOut: 'refuse' | 'ignore' | 'overwrite'
  /** Clock-out of a card on a break. `accept` ends the break at the same time. */
  clockOutOnBreak: 'accept' | 'refuse'
  /** Clock-in of a person with an open card. `accept`: two open cards; `ignore`: 201 with the open one. */
  clockInWhileClockedIn: 'accept' | 'refuse' | 'ignore'
  /** endBreak of a card that is not on a break. `ignore`: success without a change. */
  endBreakWithoutBreak: 'refuse' | 'ignore'
  /** PUT that closes an open card. */
  putOnOpenCard: 'accept' | 'refuse'
  /** PUT or create with a time ahead of the service's clock. */
  futureTimes: 'accept' | 'refuse'
  /** Status of clockOut. Its page says 204; the service's metadata declares a timeCard as its return type. */
  clockOutAnswer: 204 | 200
  /** Status of startBreak and endBreak; page and metadata differ in the same way. */
  breakAnswer: 204 | 200
  /** Status of a replacement. Its page says 204; the resource's page says that it returns a timeCard. */
  replaceAnswer: 204 | 200
  /** DELETE of an open card. */
  deleteOpenCard: 'accept' | 'refuse'
  /** Writes while the team's time clock is off. */
  timeClockOff: 'refuse' | 'accept'
  /** Properties in a body that the metadata does not declare. */
  unknownProperties: 'refuse' | 'ignore'
  /** Whether a replacement must include the card's state. */
  stateInReplacement: 'optional' | 'required'
  /** Replacement that sends `confirmedBy` back. */
  confirmedByInReplacement: 'accept' | 'refuse'
  /** Content of `originalEntry` after a card's times were replaced. */
  originalEntry: 'kept' | 'empty'
  /** How a note sent as text is returned. */
  notesKeptAs: 'text' | 'html'
  /** Precision of the service's own timestamps. */
  stampsKeptTo: Precision
  /** Precision with which the service stores times from a request. */
  writtenTimesKeptTo: Precision
  /** Status for a card that does not exist. */
  unknownCard: 404 | 400
  /** Status for a team that does not exist or that the app cannot access. */
  unknownTeam: 404 | 403
  /** Status of every refusal above, and of a write while the team's time clock is off. */
  refusalStatus: 400 | 403 | 409 | 412
  /** `$filter` shapes that the list of time cards supports; any other is a 400. */
  filters: readonly FilterForm[]
  /** Handling of other filters. `ignore`: the list is not filtered. */
  otherFilters: 'refuse' | 'ignore'
  /** Handling of `$top` on that list. */
  top: 'honor' | 'ignore' | 'refuse'
  /** Properties that `$orderby` of that list supports; any other is a 400. */
  orderBy: readonly string[]
  /** Read-after-write delay of the list of time cards, in milliseconds. */
  listLagMs: number
  /** Read-after-write delay of the GET of one card, in milliseconds. */
  getLagMs: number
  /** Whether an empty page with a next link comes before each page of a list. */
  emptyPages: boolean
  /**
   * Fraction digits of seconds in every time from the service; the documentation's samples have 0, 3 and 7.
   */
  dateTimeDigits: 0 | 3 | 7
  /**
   * The Replace and clockIn pages say that the header MS-APP-ACTS-AS is required with an application token;
   * the other pages call it deprecated and not required. `required`: for those two calls; `by-every-change`:
   * for every write, as in a service that predates the newer pages.
   */
  actsAsHeader: 'ignored' | 'required' | 'by-every-change'
  /** Replacement of a card that its person or a manager has confirmed. Not possible in Teams itself. */
  editOfConfirmed: 'accept' | 'refuse'
  /** Replacement of a card clocked in more than a month ago. Not possible in Teams itself. */
  editOfMonthOld: 'accept' | 'refuse'
  /**
   * A workforce connector's answer to every change of a card: none, or a veto with this text. It has 30 s to
   * answer; its latency is a fault (`injected-faults.ts`).
   */
  connectorVeto: string | undefined
  /** Whether listing members with a cast to user requires `$count=true` and `ConsistencyLevel: eventual`. */
  memberCastIsAdvanced: boolean
  /** Members that the app may not read, for lack of User.Read.All. `limited`: id and type, the rest null. */
  inaccessibleMembers: 'limited' | 'refuse'
  /** A group that does not exist in `checkMemberGroups`. `refuse`: 404 for the whole request. */
  unknownGroupInCheck: 'leave-out' | 'refuse'
  /** Whether a filter by a directory extension requires `$count=true` and `ConsistencyLevel: eventual`. */
  directoryExtensionIsAdvanced: boolean
  /** Whether a filter of users tells upper from lower case. */
  userFilterIsCaseSensitive: boolean
  /**
   * `json-in-message`: the message is a JSON string with the real code. `nested`: the code is two levels
   * down.
   */
  errorForm: 'plain' | 'json-in-message' | 'nested'
  /** Spelling of the inner error; both occur. */
  innerErrorName: 'innerError' | 'innererror'
  /** Whether Graph's answers repeat the request's `client-request-id`. */
  echoesClientRequestId: boolean
  /** Rate limit under /schedule; `off`: none. */
  pace: Pace | 'off'
  /** Lifetime of an access token in seconds. */
  tokenLifeSeconds: number
}

export type Precision = 'millisecond' | 'second' | 'minute'

/** Rate limits of the Shifts calls: Microsoft's page "Microsoft Graph service-specific throttling limits". */
export interface Pace {
  readonly perTeamPerSecond: number
  readonly perTenantPerSecond: number
  /** Retry-After of a 429 in seconds. `window`: the actual time. `absent`: no header. */
  readonly retryAfter: number | 'window' | 'absent'
  /** The counted second: the last 1,000 ms (default), or each clock second separately. Undocumented. */
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
  inaccessibleMembers: 'limited',
  unknownGroupInCheck: 'leave-out',
  directoryExtensionIsAdvanced: false,
  userFilterIsCaseSensitive: false,
  errorForm: 'plain',
  innerErrorName: 'innerError',
  echoesClientRequestId: true,
  pace: { perTeamPerSecond: 4, perTenantPerSecond: 30, retryAfter: 'window' },
  tokenLifeSeconds: 3599,
}
