import type { KeyPress } from './key-source.ts'

export interface KeyBurstLimits {
  /** Characters, at least. */
  readonly minimumLength: number
  /** Between two keys, on average over the burst, the closing key counted. */
  readonly averageGapMs: number
  /** Between any two keys; what comes later may still be of the same burst, held up by a busy computer. */
  readonly longestGapMs: number
}

/** More characters than any badge number has; what is longer is kept no further. */
const longestBurst = 64

/**
 * A key is timed when it is handled, and a slow disk can hold that up in the midst of a number. What follows such a
 * pause is then no number of its own but the end of one: with some digits gone it may well be somebody else's.
 */
const longestHoldUpMs = 5_000
/** Whoever pauses more often is a person. */
const mostPauses = 2

/** Keys that type nothing and come in the midst of a burst, such as Shift before a capital letter. */
const isModifier = (key: string) => key.length !== 1

/**
 * Finds what a machine types among key presses. The returned function is given each press and answers the typed
 * text when the press ends a burst (Enter or Tab), or an empty text where the burst was held up, so that nobody knows
 * whether it is whole; what a person types is never answered.
 */
export function keyBurst(limits: KeyBurstLimits): (press: KeyPress) => string | undefined {
  let typed = ''
  let count = 0
  let firstMs = 0
  let lastMs = 0
  let pauses = 0

  const clear = () => {
    typed = ''
    count = 0
    pauses = 0
  }

  const notePause = (gapMs: number) => {
    pauses += 1
    // The pause is none of the machine's time.
    firstMs += gapMs
    // A clock that steps back tells nothing about speed.
    if (gapMs < 0 || gapMs > longestHoldUpMs || pauses > mostPauses) clear()
  }

  return ({ key, atMs }) => {
    const isEnd = key === 'Enter' || key === 'Tab'
    if (!isEnd && isModifier(key)) return undefined
    const gapMs = atMs - lastMs
    if (count > 0 && (gapMs > limits.longestGapMs || gapMs < 0)) notePause(gapMs)
    if (!isEnd) {
      if (count === 0) firstMs = atMs
      count += 1
      lastMs = atMs
      if (typed.length < longestBurst) typed += key
      return undefined
    }
    const averageMs = (atMs - firstMs) / count
    const isMachine = count >= limits.minimumLength && averageMs <= limits.averageGapMs
    const text = pauses === 0 ? typed : ''
    clear()
    return isMachine ? text : undefined
  }
}
