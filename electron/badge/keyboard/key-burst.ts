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
  /**
   * Maximum time between any two keys; a later key may still belong to the burst, delayed by a busy computer.
   */
  readonly longestGapMs: number
  /** Default `enter-or-tab`. With `pause`, Enter and Tab end a burst as well. */
  readonly ending?: KeyEnding
  /** Default `system`. */
  readonly keyboardLayout?: KeyboardLayout
}

export interface KeyBurst {
  /**
   * Takes each press. When the press ends a burst, returns the typed text, or an empty text if the burst was
   * delayed, so that it may be incomplete, or is longer than `longestBurst`. Never returns what a person
   * typed.
   */
  take(press: KeyPress): string | undefined
  /** Like `take`, to call when no key has come for `endingPauseMs`. Undefined unless a pause ends a burst. */
  takePause(): string | undefined
  /** The input so far was rejected: what follows a long pause is not the rest of it. */
  refused(): void
}

/** More characters than any badge number has; further ones are not stored. */
export const longestBurst = 64

/**
 * A key is timed when it is handled, and a slow disk can delay that in the middle of a number. What follows
 * such a pause is not a number of its own but the end of one: with digits missing, it may well be another
 * person's. After a longer pause, keys typed by a person are discarded; those of a machine are kept until
 * they are answered.
 */
const longestHoldUpMs = 5_000
/** No computer freezes this long and continues: a key brushed in passing must not spoil a later badge. */
const forgottenMs = 60_000
/** More pauses than this mean a person. */
const mostPauses = 2
const shortestEndingPauseMs = 500

/** Keys that type nothing but occur inside a burst, such as Shift before a capital letter. */
const isModifier = (key: string) => key.length !== 1

/** How long a pause must be to end a number, if a pause ends it. */
export function endingPauseMs({ longestGapMs }: Pick<KeyBurstLimits, 'longestGapMs'>): number {
  return Math.max(shortestEndingPauseMs, 3 * longestGapMs)
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
  const mayBeOfMachine = () => {
    const quickGaps = count - 1 - pauses
    if (count === 1) return true
    return quickGaps > 0 && pauses <= mostPauses && (lastMs - firstMs) / quickGaps <= limits.averageGapMs
  }

  const notePause = (gapMs: number, isEnd: boolean) => {
    // If the clock steps back, the speed is unknown.
    const isLong = gapMs < 0 || gapMs > longestHoldUpMs
    if (gapMs > forgottenMs || (isLong && (isEnd || isRefused || !mayBeOfMachine()))) {
      clear()
      return
    }
    pauses += 1
    // The pause does not count as typing time.
    firstMs += gapMs
  }

  const end = (averageMs: number): string | undefined => {
    const isMachine =
      count >= limits.minimumLength && averageMs <= limits.averageGapMs && pauses <= mostPauses
    const text = pauses === 0 && count <= longestBurst ? typed : ''
    clear()
    return isMachine ? text : undefined
  }

  return {
    take: (given) => {
      const { key, atMs } = limits.keyboardLayout === 'us' ? onUsKeyboard(given) : given
      const isEnd = endsBurst(key, limits.ending)
      if (!isEnd && isModifier(key)) return undefined
      const gapMs = atMs - lastMs
      if (count > 0 && (gapMs > limits.longestGapMs || gapMs < 0)) notePause(gapMs, isEnd)
      if (isEnd) return end((atMs - firstMs) / count)
      if (count === 0) firstMs = atMs
      count += 1
      lastMs = atMs
      isRefused = false
      if (typed.length < longestBurst) typed += key
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
