/** One press of a key. */
export interface KeyPress {
  /** As in `KeyboardEvent.key`: the character, or the key's name such as `Enter`. */
  readonly key: string
  /** As in `KeyboardEvent.code`: the physical key, such as `Digit1`. Absent if it is not reported. */
  readonly code?: string
  /** Milliseconds since any fixed moment: when the key was pressed, not when it was received. */
  readonly atMs: number
  /** Modifiers held down at the same time. */
  readonly control?: true
  readonly shift?: true
}

/** The source of key presses. It omits releases and auto-repeats. */
export interface KeySource {
  /** Returns the unsubscribe function. */
  onKey(listener: (key: KeyPress) => void): () => void
}
