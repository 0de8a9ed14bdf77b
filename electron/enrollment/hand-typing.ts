import type { KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { Clock } from '../base/time/clock.ts'

/** Tells what a person types from what a badge reader types, before it is known how the typing ends. */
export interface HandTyping {
  /** A key that types a character. `atMs`: as in `KeyPress`. */
  take(text: string, atMs: number): void
  /**
   * A key that ends an input. Returns whether it is a reader's; `endsBurst`: a number is known to end. What was
   * typed by hand is handed on before it returns.
   */
  ends(atMs: number, endsBurst: boolean): boolean
  stop(): void
}

/** As in `key-burst.ts`: a busy computer may delay the keys in the middle of a number for so long. */
const maxDelayMs = 5_000

/**
 * Characters wait until no other key can follow at a machine's pace; a run as long as a badge number is dropped.
 * `limits`: how the reader types; undefined: there is none. `typed` gets what a person typed; `mistaken`: the last of it
 * was the beginning of a delayed number.
 */
export function createHandTyping(
  limits: KeyBurstLimits | undefined,
  clock: Clock,
  { typed, mistaken }: { readonly typed: (text: string) => void; readonly mistaken: () => void },
): HandTyping {
  let handedOnMs = -Infinity
  let pending = ''
  let lastMs = 0
  /** When a key ended what a reader typed. */
  let endedMs = -Infinity
  let cancel: (() => void) | undefined

  /** Returns whether the run was a reader's. */
  const settle = (): boolean => {
    cancel?.()
    const run = pending
    pending = ''
    const isMachine = limits !== undefined && run.length >= limits.minimumLength
    if (run !== '' && !isMachine) {
      handedOnMs = lastMs
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
      if (pending !== '' && Math.abs(atMs - lastMs) > limits.longestGapMs) settle()
      pending += text
      lastMs = atMs
      cancel?.()
      cancel = clock.after(2 * limits.longestGapMs, settle)
    },
    ends: (atMs, endsBurst) => {
      // Some readers end a number with two keys, such as Enter and Enter.
      const isSecondEnd =
        limits !== undefined && pending === '' && Math.abs(atMs - endedMs) <= limits.longestGapMs
      const isReaders = endsBurst || isSecondEnd || settle()
      if (isReaders) endedMs = atMs
      if (!endsBurst) return isReaders
      cancel?.()
      pending = ''
      if (lastMs - handedOnMs <= maxDelayMs) mistaken()
      handedOnMs = -Infinity
      return true
    },
    stop: () => {
      cancel?.()
      pending = ''
    },
  }
}
