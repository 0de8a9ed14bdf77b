/** The personal side of a tap: erased when its time is up, while the events stay. */
export interface TapPerson {
  readonly userId: string
  readonly displayName: string
}
