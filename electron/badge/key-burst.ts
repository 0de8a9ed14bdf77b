import type { KeyPress } from './key-source.ts'

export interface KeyBurstLimits {
  /** Characters, at least. */
  readonly minimumLength: number
  /** Between two keys, on average over the burst, the closing key counted. */
  readonly averageGapMs: number
  /** Between any two keys. */
  readonly longestGapMs: number
}

/** More characters than any badge number has; what is longer is kept no further. */
const longestBurst = 64

/** Keys that type nothing and come in the midst of a burst, such as Shift before a capital letter. */
const isModifier = (key: string) => key.length !== 1

/**
 * Finds what a machine types among key presses. The returned function is given each press and answers the typed
 * text when the press ends a burst (Enter or Tab); what a person types is never answered.
 */
export function keyBurst(limits: KeyBurstLimits): (press: KeyPress) => string | undefined {
  let typed = ''
  let count = 0
  let firstMs = 0
  let lastMs = 0

  const clear = () => {
    typed = ''
    count = 0
  }

  return ({ key, atMs }) => {
    const isEnd = key === 'Enter' || key === 'Tab'
    if (!isEnd && isModifier(key)) return undefined
    const gapMs = atMs - lastMs
    // A clock that steps back tells nothing about speed.
    if (count > 0 && (gapMs > limits.longestGapMs || gapMs < 0)) clear()
    if (!isEnd) {
      if (count === 0) firstMs = atMs
      count += 1
      lastMs = atMs
      if (typed.length < longestBurst) typed += key
      return undefined
    }
    const isMachine = count >= limits.minimumLength && (atMs - firstMs) / count <= limits.averageGapMs
    const text = typed
    clear()
    return isMachine ? text : undefined
  }
}
