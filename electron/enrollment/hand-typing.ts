import type { KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { Clock } from '../base/time/clock.ts'

/** Separates the characters that a person types from those that a badge reader types. */
export interface HandTyping {
  /** A key that types a character. `atMs`: as in `KeyPress`. */
  take(text: string, atMs: number): void
  /**
   * A key after which the pending characters have to be taken or dropped at once: characters typed by hand are passed
   * on before it returns. Returns whether a reader typed them. `endsBurst`: the key is known to end a badge number.
   */
  finish(atMs: number, endsBurst: boolean): boolean
  stop(): void
}

/** As in `key-burst.ts`: a busy computer may delay keys in the middle of a number by this much. */
const maxDelayMs = 5_000

/**
 * Holds characters back until no other key can follow at a machine's pace, and drops a run that is as long as a badge
 * number. `limits`: how the reader types; undefined: there is none. `typed` gets what a person typed; `retract` says that
 * the last of it was the beginning of a badge number whose keys were delayed.
 */
export function createHandTyping(
  limits: KeyBurstLimits | undefined,
  clock: Clock,
  { typed, retract }: { readonly typed: (text: string) => void; readonly retract: () => void },
): HandTyping {
  let passedOnMs = -Infinity
  let pending = ''
  let lastMs = 0
  /** When a key ended what a reader typed. */
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
      const isReaders = endsBurst || isSecondEnd || settle()
      if (isReaders) endedMs = atMs
      if (!endsBurst) return isReaders
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
