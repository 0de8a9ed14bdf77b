/** A team whose people tap at the kiosk. */
export interface Team {
  /** Of the team (group) in Graph. */
  readonly id: string
  /** For IT, and for a team column of the roster; the id where the config names none. */
  readonly name: string
}
