import type { KeyPress } from './key-source.ts'
import { onUsKeyboard, type KeyboardLayout } from './us-keyboard.ts'

/** What ends a number: a key, or a pause. */
export const keyEndings = ['enter-or-tab', 'enter', 'tab', 'pause'] as const

export type KeyEnding = (typeof keyEndings)[number]

export interface KeyBurstLimits {
  /** Minimum number of characters. */
  readonly minimumLength: number
  /** Maximum average time between two keys of a burst, the end key included. */
  readonly averageGapMs: number
  /** A longer gap is a pause. The next key may still belong to the burst: a busy computer delays keys. */
  readonly maxGapMs: number
  /** Default `enter-or-tab`. With `pause`, Enter and Tab end a burst as well. */
  readonly ending?: KeyEnding
  /** Default `system`. */
  readonly keyboardLayout?: KeyboardLayout
}

export interface KeyBurst {
  /**
   * Takes each press. When the press ends a machine-typed burst, returns its text, or an empty text if the burst was
   * delayed (it may be incomplete) or is longer than `maxBurstLength`. Undefined for hand-typed input.
   */
  take(press: KeyPress): string | undefined
  /** Like `take`, to call when no key has come for `endingPauseMs`. Undefined unless a pause ends a burst. */
  takePause(): string | undefined
  /** Marks the input so far as rejected: keys after a long pause then start a new burst. */
  refused(): void
}

/** Longer than any badge number. Extra characters are dropped. */
export const maxBurstLength = 64

/**
 * Keys are timestamped when they are handled, and a slow disk can delay that in the middle of a number. Keys after a
 * pause of up to this length belong to the same number: a partial number could match another person's badge. After a
 * longer pause, the earlier keys are discarded if they look hand-typed, and kept until they are rejected if they look
 * machine-typed.
 */
const maxDelayMs = 5_000
/** After a gap this long the burst starts over: a key hit by accident must not spoil the next badge. */
const startOverMs = 60_000
/** With more pauses than this, a person is typing. */
const maxPauses = 2
const minEndingPauseMs = 500

/** Keys that type nothing but occur inside a burst, such as Shift before a capital letter. */
const isNonPrinting = (key: string) => key.length !== 1

/** How long a pause must be to end a number, if a pause ends it. */
export function endingPauseMs({ maxGapMs }: Pick<KeyBurstLimits, 'maxGapMs'>): number {
  return Math.max(minEndingPauseMs, 3 * maxGapMs)
}

/** Whether the key ends a burst. */
export function endsBurst(key: string, ending: KeyEnding = 'enter-or-tab'): boolean {
  return (key === 'Enter' && ending !== 'tab') || (key === 'Tab' && ending !== 'enter')
}

/** Detects machine typing among key presses. */
export function keyBurst(limits: KeyBurstLimits): KeyBurst {
  let typed = ''
  let count = 0
  let firstMs = 0
  let lastMs = 0
  let pauses = 0
  let isRefused = false

  const clear = () => {
    typed = ''
    count = 0
    pauses = 0
    isRefused = false
  }

  /** A single key may be the first of a number. */
  const looksMachineTyped = () => {
    const quickGaps = count - 1 - pauses
    if (count === 1) return true
    return quickGaps > 0 && pauses <= maxPauses && (lastMs - firstMs) / quickGaps <= limits.averageGapMs
  }

  const notePause = (gapMs: number, isEnd: boolean) => {
    // If the clock steps back, the speed is unknown.
    const isLong = gapMs < 0 || gapMs > maxDelayMs
    if (gapMs > startOverMs || (isLong && (isEnd || isRefused || !looksMachineTyped()))) {
      clear()
      return
    }
    pauses += 1
    // The pause does not count as typing time.
    firstMs += gapMs
  }

  const end = (averageMs: number): string | undefined => {
    const isMachine = count >= limits.minimumLength && averageMs <= limits.averageGapMs && pauses <= maxPauses
    const text = pauses === 0 && count <= maxBurstLength ? typed : ''
    clear()
    return isMachine ? text : undefined
  }

  return {
    take: (given) => {
      const { key, atMs } = limits.keyboardLayout === 'us' ? onUsKeyboard(given) : given
      const isEnd = endsBurst(key, limits.ending)
      if (!isEnd && isNonPrinting(key)) return undefined
      const gapMs = atMs - lastMs
      if (count > 0 && (gapMs > limits.maxGapMs || gapMs < 0)) notePause(gapMs, isEnd)
      if (isEnd) return end((atMs - firstMs) / count)
      if (count === 0) firstMs = atMs
      count += 1
      lastMs = atMs
      isRefused = false
      if (typed.length < maxBurstLength) typed += key
      return undefined
    },
    takePause: () => {
      if (limits.ending !== 'pause') return undefined
      const averageMs = (lastMs - firstMs) / (count - 1)
      // The start of a delayed number: its end must not count as a number of its own.
      if (count < limits.minimumLength && averageMs <= limits.averageGapMs) return undefined
      return end(averageMs)
    },
    refused: () => {
      isRefused = true
    },
  }
}
