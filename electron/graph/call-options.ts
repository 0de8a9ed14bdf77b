/** `live`: a person is waiting at the kiosk; goes before `replay`. */
export type Priority = 'live' | 'replay'

export interface CallOptions {
  readonly priority: Priority
  /** Asked when the request's turn has come: where it answers false, it does not leave any more. */
  readonly stillWanted?: () => boolean
}
