import type { KeyPress } from './key-source.ts'
import { onUsKeyboard, type KeyboardLayout } from './us-keyboard.ts'

/** What tells that a number is complete: a key, or that nothing more comes. */
export const keyEndings = ['enter-or-tab', 'enter', 'tab', 'pause'] as const

export type KeyEnding = (typeof keyEndings)[number]

export interface KeyBurstLimits {
  /** Characters, at least. */
  readonly minimumLength: number
  /** Between two keys, on average over the burst, the closing key counted. */
  readonly averageGapMs: number
  /** Between any two keys; what comes later may still be of the same burst, held up by a busy computer. */
  readonly longestGapMs: number
  /** Default `enter-or-tab`. With `pause` Enter and Tab end a burst as well. */
  readonly ending?: KeyEnding
  /** Default `system`. */
  readonly keyboardLayout?: KeyboardLayout
}

export interface KeyBurst {
  /**
   * Given each press, answers the typed text when the press ends a burst, or an empty text where the burst was held up,
   * so that nobody knows whether it is whole, or is longer than `longestBurst`; what a person types is never answered.
   */
  take(press: KeyPress): string | undefined
  /** As `take`, when no key has come for `endingPauseMs`. Undefined unless a pause ends a burst. */
  takePause(): string | undefined
  /** What was typed so far was refused: what follows a long pause is not the rest of it. */
  refused(): void
}

/** More characters than any badge number has; what is longer is kept no further. */
export const longestBurst = 64

/**
 * A key is timed when it is handled, and a slow disk can hold that up in the midst of a number. What follows such a
 * pause is then no number of its own but the end of one: with some digits gone it may well be somebody else's. After a
 * longer pause, keys that a person typed are forgotten; those of a machine never are before they are answered.
 */
const longestHoldUpMs = 5_000
/** No computer freezes for so long and goes on: a key that somebody brushed in passing spoils no badge of later. */
const forgottenMs = 60_000
/** Whoever pauses more often is a person. */
const mostPauses = 2
const shortestEndingPauseMs = 500

/** Keys that type nothing and come in the midst of a burst, such as Shift before a capital letter. */
const isModifier = (key: string) => key.length !== 1

/** How long no key has to come for a number to be complete where a pause ends it. */
export function endingPauseMs({ longestGapMs }: Pick<KeyBurstLimits, 'longestGapMs'>): number {
  return Math.max(shortestEndingPauseMs, 3 * longestGapMs)
}

/** Whether the key ends a burst. */
export function endsBurst(key: string, ending: KeyEnding = 'enter-or-tab'): boolean {
  return (key === 'Enter' && ending !== 'tab') || (key === 'Tab' && ending !== 'enter')
}

/** Finds what a machine types among key presses. */
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

  /** Of a single key nobody knows: it may be the first of a number. */
  const mayBeOfMachine = () => {
    const quickGaps = count - 1 - pauses
    if (count === 1) return true
    return quickGaps > 0 && pauses <= mostPauses && (lastMs - firstMs) / quickGaps <= limits.averageGapMs
  }

  const notePause = (gapMs: number, isEnd: boolean) => {
    // A clock that steps back tells nothing about speed.
    const isLong = gapMs < 0 || gapMs > longestHoldUpMs
    if (gapMs > forgottenMs || (isLong && (isEnd || isRefused || !mayBeOfMachine()))) {
      clear()
      return
    }
    pauses += 1
    // The pause is none of the machine's time.
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
      // The beginning of a number that was held up: its end must not pass for a number of its own.
      if (count < limits.minimumLength && averageMs <= limits.averageGapMs) return undefined
      return end(averageMs)
    },
    refused: () => {
      isRefused = true
    },
  }
}
