import type { KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { Clock } from '../base/time/clock.ts'

/** Separates the characters that a person types from those that a badge reader types. */
export interface HandTyping {
  /** Takes a key that types a character. `atMs`: as in `KeyPress`. */
  take(text: string, atMs: number): void
  /**
   * Takes a key that ends the pending characters. Passes them on before it returns if a person typed them, and drops
   * them otherwise. Returns whether a reader typed them. `endsBurst`: the key is known to end a badge number.
   */
  finish(atMs: number, endsBurst: boolean): boolean
  stop(): void
}

/** As in `key-burst.ts`: a busy computer may delay keys in the middle of a number by this much. */
const maxDelayMs = 5_000

/**
 * Holds characters back until the next key can no longer come at a machine's pace. Drops the run if it is as long as a
 * badge number. `limits`: how the reader types; undefined: there is no reader that types. `typed`: gets what a person
 * typed. `retract`: called when the text last passed to `typed` was the start of a badge number whose keys were delayed.
 */
export function createHandTyping(
  limits: KeyBurstLimits | undefined,
  clock: Clock,
  { typed, retract }: { readonly typed: (text: string) => void; readonly retract: () => void },
): HandTyping {
  /** When the last character that was passed to `typed` was pressed. */
  let passedOnMs = -Infinity
  let pending = ''
  let lastMs = 0
  /** When a key last ended what a reader typed. */
  let endedMs = -Infinity
  let cancel: (() => void) | undefined

  /** Passes the pending run on, or drops it. Returns whether a reader typed it. */
  const settle = (): boolean => {
    cancel?.()
    const run = pending
    pending = ''
    const isMachine = limits !== undefined && run.length >= limits.minimumLength
    if (run !== '' && !isMachine) {
      passedOnMs = lastMs
      typed(run)
    }
    return isMachine
  }

  return {
    take: (text, atMs) => {
      if (limits === undefined) {
        typed(text)
        return
      }
      if (pending !== '' && Math.abs(atMs - lastMs) > limits.maxGapMs) settle()
      pending += text
      lastMs = atMs
      cancel?.()
      cancel = clock.after(2 * limits.maxGapMs, settle)
    },
    finish: (atMs, endsBurst) => {
      // Some readers end a number with two keys, such as Enter and Enter.
      const isSecondEnd =
        limits !== undefined && pending === '' && Math.abs(atMs - endedMs) <= limits.maxGapMs
      const isReaderTyped = endsBurst || isSecondEnd || settle()
      if (isReaderTyped) endedMs = atMs
      if (!endsBurst) return isReaderTyped
      cancel?.()
      pending = ''
      if (lastMs - passedOnMs <= maxDelayMs) retract()
      passedOnMs = -Infinity
      return true
    },
    stop: () => {
      cancel?.()
      pending = ''
    },
  }
}
