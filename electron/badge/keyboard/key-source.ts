/** One press of a key. */
export interface KeyPress {
  /** As in `KeyboardEvent.key`: the character, or the key's name such as `Enter`. */
  readonly key: string
  /**
   * As in `KeyboardEvent.code`: which key of the keyboard it is, whatever the layout, such as `Digit1` or `Numpad7`.
   * Absent where the source does not say.
   */
  readonly code?: string
  /** Milliseconds since any fixed moment: when the key was pressed, not when it was heard of. */
  readonly atMs: number
  /** Held down at the same time. */
  readonly control?: true
  readonly shift?: true
}

/** Where key presses come from. It leaves out releases and the repeats of a key that is held down. */
export interface KeySource {
  /** Returns the unsubscriber. */
  onKey(listener: (key: KeyPress) => void): () => void
}
