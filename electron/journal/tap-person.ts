/** The personal data of a tap: erased after the retention time, while the events stay. */
export interface TapPerson {
  readonly userId: string
  readonly displayName: string
}
