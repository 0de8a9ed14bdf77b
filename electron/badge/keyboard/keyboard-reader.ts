import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { BadgeNumberFormat } from '../badge-number-format.ts'
import { parseBadgeNumber, type ParsedBadgeNumber } from '../parse-badge-number.ts'
import type { BadgeReader, BadgeReaderListener, UnreadableProblem } from '../badge-reader.ts'
import {
  endingPauseMs,
  endsBurst,
  keyBurst,
  maxBurstLength,
  type KeyBurst,
  type KeyBurstLimits,
  type KeyEnding,
} from './key-burst.ts'
import type { KeyPress, KeySource } from './key-source.ts'
import { trackTyping, type TypedKeys } from './typing-shape.ts'
import {
  looksLikeMachine,
  mayBeCleaningCloth,
  describeShape,
  explainUnread,
  type UnreadTyping,
} from './unread-typing.ts'
import { onUsKeyboard, type KeyboardLayout } from './us-keyboard.ts'

export interface KeyboardReaderOptions {
  readonly keys: KeySource
  readonly clock: Clock
  readonly log: Log
  readonly format: BadgeNumberFormat
  /** What the reader is configured to type before and after the number. Removed if present. */
  readonly prefix?: string
  readonly suffix?: string
  /** Called with typed text that is not a number in `format`; its prefix and suffix are already removed. */
  readonly unreadable?: (text: string) => void
  /** Minimum length of a badge number, prefix and suffix included. Default 6 characters. */
  readonly minimumLength?: number
  /** Maximum average time between keys. Default 50 ms. */
  readonly averageGapMs?: number
  /** Maximum time between any two keys. Default 100 ms. */
  readonly maxGapMs?: number
  /** Default `enter-or-tab`. */
  readonly ending?: KeyEnding
  /** Default `system`. */
  readonly keyboardLayout?: KeyboardLayout
  /** Whether a person is typing now, such as the maintenance PIN. Then unread typing is neither refused nor logged. */
  readonly isPersonTyping?: () => boolean
}

/** Config keys that describe how the number is written and what surrounds it. */
const numberKeys = 'reader.badgeNumberFormat, reader.prefix, reader.suffix'

/** The name in the status; a keyboard reader has no name of its own here. */
const readerName = 'keyboard'

/** How long a pause must be before typing without an end key is judged. */
const minSilenceMs = 1_000
/** A timer that fires later than this was delayed, and keys may have been delayed with it. */
const timerLateMs = 50
/** A timer may fire before queued keys are handled: wait this long for them before a pause counts. */
const queuedKeysMs = 50

const delayed = 'The keys were delayed by this computer, so the number may be incomplete.'

/** The result of what was typed. */
type Outcome = 'read' | 'refused' | 'ignored'

/**
 * A reader that types the badge number and Enter (or Tab) like a keyboard ("keyboard wedge"). Machine speed
 * distinguishes it from a person. Machine typing that is not a readable number is reported as unreadable, so
 * that nobody believes the tap was registered. Such a reader cannot be detected: the status is `ready` from the
 * start and stays so even when it is unplugged.
 */
export class KeyboardReader implements BadgeReader {
  readonly #options: KeyboardReaderOptions
  readonly #limits: KeyBurstLimits
  readonly #burst: KeyBurst
  readonly #typing = trackTyping()
  #unsubscribe: (() => void) | undefined
  #cancelPause: (() => void) | undefined
  /** Whether the last input was refused after a pause, without an end key. */
  #wasRefusedAfterPause = false

  constructor(options: KeyboardReaderOptions) {
    this.#options = options
    const { minimumLength = 6, averageGapMs = 50, maxGapMs = 100 } = options
    const { ending = 'enter-or-tab', keyboardLayout = 'system' } = options
    this.#limits = { minimumLength, averageGapMs, maxGapMs, ending, keyboardLayout }
    this.#burst = keyBurst(this.#limits)
  }

  start(listener: BadgeReaderListener): void {
    this.#unsubscribe = this.#options.keys.onKey((press) => this.#take(press, listener))
    this.#options.log.info('reader.status', { status: 'ready', readers: readerName })
    listener.statusChanged({ kind: 'ready', readers: [readerName] })
  }

  stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    this.#cancelPause?.()
    return Promise.resolve()
  }

  #take(given: KeyPress, listener: BadgeReaderListener): void {
    const press = this.#limits.keyboardLayout === 'us' ? onUsKeyboard(given) : given
    const wasTyping = this.#typing.isTyping
    this.#typing.take(press)
    const text = this.#burst.take(press)
    if (endsBurst(press.key, this.#limits.ending)) this.#endInput(text, this.#options.clock.now(), listener)
    else if (this.#typing.isTyping) {
      if (!wasTyping) this.#wasRefusedAfterPause = false
      this.#waitForPause(listener)
    }
  }

  #waitForPause(listener: BadgeReaderListener, lastKeyAt = this.#options.clock.now()): void {
    const pauseMs = endingPauseMs(this.#limits)
    const silenceMs = this.#limits.ending === 'pause' ? pauseMs : Math.max(minSilenceMs, pauseMs)
    const waitAgain = () => this.#waitForPause(listener, lastKeyAt)
    const judge = () => {
      const outcome = this.#endInput(this.#burst.takePause(), lastKeyAt, listener)
      this.#wasRefusedAfterPause = outcome === 'refused'
      if (outcome === 'refused') this.#burst.refused()
    }
    this.#startTimer(silenceMs, () => this.#startTimer(queuedKeysMs, judge, waitAgain), waitAgain)
  }

  /** Starts the timer of a pause, instead of the pending one. If it fires late, calls `onLate`, not `onTime`. */
  #startTimer(delayMs: number, onTime: () => void, onLate: () => void): void {
    const { clock } = this.#options
    const dueMs = clock.now().monotonicMs + delayMs
    this.#cancelPause?.()
    this.#cancelPause = clock.after(delayMs, () => {
      if (clock.now().monotonicMs - dueMs > timerLateMs) onLate()
      else onTime()
    })
  }

  /**
   * Reports what was typed as a badge or as unreadable, or ignores it. `text`: the result of `KeyBurst`. `at`: the
   * instant of the last key.
   */
  #endInput(text: string | undefined, at: Instant, listener: BadgeReaderListener): Outcome {
    this.#cancelPause?.()
    const typed = this.#typing.end()
    if (typed === undefined) {
      // Either delayed keys and their end key, or Enter long after keys that have already been refused.
      const isDelayed = text !== undefined && !this.#wasRefusedAfterPause
      return isDelayed ? this.#refuse('no-number', { detail: delayed }, at, listener) : 'ignored'
    }
    if (text === undefined || hidesDigits(typed)) return this.#refuseUnread(typed, at, listener)
    if (typed.shape.keys > maxBurstLength) return this.#refuseTooLong(typed, at, listener)
    // Without pauses, each key is one character of the text: if the counts differ, the number is incomplete.
    if (text.length !== typed.shape.keys) return this.#refuseDelayed(typed, at, listener)
    const parsed = this.#parse(text)
    if (parsed.kind === 'bad') return this.#refuseBad(text, parsed.problem, typed, at, listener)
    listener.badgeRead({ kind: 'badge', badge: parsed.badge, at })
    return 'read'
  }

  #refuseBad(
    text: string,
    problem: string,
    typed: TypedKeys,
    at: Instant,
    listener: BadgeReaderListener,
  ): Outcome {
    const { shape, onUsKeyboard } = typed
    const isOtherLayout = (shape.classes.otherLayout ?? 0) > 0 && this.#parse(onUsKeyboard).kind === 'badge'
    if (isOtherLayout) return this.#refuseUnread(typed, at, listener)
    if (mayBeCleaningCloth(shape)) return 'ignored'
    this.#options.unreadable?.(this.#number(text))
    const detail = `${describeShape(shape)}. ${problem} Set these keys to what the reader types.`
    return this.#refuse('typing-not-read', { detail, configKeys: numberKeys }, at, listener)
  }

  #refuseDelayed(typed: TypedKeys, at: Instant, listener: BadgeReaderListener): Outcome {
    const { isRegular, medianGapMs } = typed.shape
    const isPaceAtLimit = isRegular && medianGapMs > this.#limits.maxGapMs * 0.7
    if (isPaceAtLimit) return this.#refuseUnread(typed, at, listener)
    if (mayBeCleaningCloth(typed.shape)) return 'ignored'
    return this.#refuse('no-number', { detail: delayed }, at, listener)
  }

  #refuseTooLong({ shape }: TypedKeys, at: Instant, listener: BadgeReaderListener): Outcome {
    if (mayBeCleaningCloth(shape)) return 'ignored'
    const detail = `${describeShape(shape)}. No badge number has more than ${maxBurstLength} characters: set the reader to type only the number.`
    return this.#refuse('typing-not-read', { detail }, at, listener)
  }

  #refuseUnread({ shape }: TypedKeys, at: Instant, listener: BadgeReaderListener): Outcome {
    const { format, isPersonTyping } = this.#options
    if (!looksLikeMachine(shape, this.#limits, format) || isPersonTyping?.() === true) return 'ignored'
    const why = explainUnread(shape, this.#limits)
    return why === undefined
      ? this.#refuse('no-number', { detail: `${describeShape(shape)}. ${delayed}` }, at, listener)
      : this.#refuse('typing-not-read', why, at, listener)
  }

  #refuse(
    problem: UnreadableProblem,
    why: UnreadTyping | { readonly detail: string },
    at: Instant,
    listener: BadgeReaderListener,
  ): Outcome {
    this.#options.log.warn('reader.unreadable', { reader: readerName, problem, ...why })
    listener.badgeRead({ kind: 'unreadable', problem, at })
    return 'refused'
  }

  #parse(text: string): ParsedBadgeNumber {
    return parseBadgeNumber(this.#number(text), this.#options.format)
  }

  #number(text: string): string {
    const { prefix = '', suffix = '' } = this.#options
    return withoutAffixes(text, prefix, suffix)
  }
}

/** Whether a key that stands for a digit typed none: the other digits may be another person's number. */
function hidesDigits({ shape: { classes } }: TypedKeys): boolean {
  const { numpadOff = 0, hidden = 0, otherLayout = 0, digit = 0 } = classes
  return numpadOff + hidden > 0 || (otherLayout > 0 && digit === 0)
}

function withoutAffixes(typed: string, prefix: string, suffix: string): string {
  const start = typed.startsWith(prefix) ? prefix.length : 0
  const end = typed.endsWith(suffix) ? typed.length - suffix.length : typed.length
  return typed.slice(start, end)
}
