import type { FilterForm } from './odata-filter.ts'

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
  /** A clock-in of a person who has an open card. `accept` leaves two open cards. */
  clockInWhileClockedIn: 'accept' | 'refuse'
  /** A PUT that closes a card which is still open. */
  putOnOpenCard: 'accept' | 'refuse'
  /** A PUT or create that carries a time ahead of the service's clock. */
  futureTimes: 'accept' | 'refuse'
  /**
   * What clockOut, startBreak and endBreak answer with. The pages say 204, the service's metadata
   * declares a timeCard as their return.
   */
  clockOutAnswer: 204 | 200
  /** The status of every refusal above, and of a write while the team's time clock is off. */
  refusalStatus: 400 | 403 | 409 | 412
  /** Which `$filter` forms the list of time cards answers; any other is a 400. */
  filters: readonly FilterForm[]
  /** Which properties `$orderby` of that list takes; any other is a 400. */
  orderBy: readonly string[]
  /** The list of time cards does not see writes younger than this, in milliseconds. */
  listLagMs: number
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
  /** Requests under /schedule that are let through in one second; `off` lets all through. */
  pace: Pace | 'off'
  /** Life of an access token, in seconds. */
  tokenLifeSeconds: number
}

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
  putOnOpenCard: 'refuse',
  futureTimes: 'refuse',
  clockOutAnswer: 204,
  refusalStatus: 400,
  filters: ['state eq', 'state eq or state eq', 'state ne', 'userId eq', 'userId and state'],
  orderBy: ['clockInEvent/dateTime', 'createdDateTime', 'lastModifiedDateTime'],
  listLagMs: 0,
  emptyPages: false,
  dateTimeDigits: 3,
  actsAsHeader: 'ignored',
  editOfConfirmed: 'accept',
  editOfMonthOld: 'accept',
  connectorVeto: undefined,
  memberCastIsAdvanced: false,
  errorForm: 'plain',
  innerErrorName: 'innerError',
  pace: { perTeamPerSecond: 4, perTenantPerSecond: 30, retryAfter: 'window' },
  tokenLifeSeconds: 3599,
}
