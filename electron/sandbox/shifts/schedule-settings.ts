/** The part of Graph's `schedule` resource that affects time cards. May be changed at any time. */
export interface ScheduleSettings {
  enabled: boolean
  /** IANA time zone. */
  timeZone: string
  /** The documentation writes the values in both cases. */
  provisionStatus: string
  timeClockEnabled: boolean
}
