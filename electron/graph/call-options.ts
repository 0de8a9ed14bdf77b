/** `live`: a person is waiting at the kiosk; goes before `replay`, which delivers stored taps. */
export type Priority = 'live' | 'replay'

export interface CallOptions {
  readonly priority: Priority
  /** Checked when the request's turn comes; if false, the request is not sent. */
  readonly isStillWanted?: () => boolean
}
