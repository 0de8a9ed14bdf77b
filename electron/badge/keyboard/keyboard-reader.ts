import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { parseBadgeNumber, type BadgeNumberFormat, type ParsedBadgeNumber } from '../badge-id.ts'
import type { BadgeReader, BadgeReaderListener, UnreadableProblem } from '../badge-reader.ts'
import {
  endingPauseMs,
  endsBurst,
  keyBurst,
  longestBurst,
  type KeyBurst,
  type KeyBurstLimits,
  type KeyEnding,
} from './key-burst.ts'
import type { KeyPress, KeySource } from './key-source.ts'
import { watchTyping, type TypedKeys } from './typing-shape.ts'
import { looksLikeMachine, mayBeWiped, shapeInWords, whyUnread, type UnreadTyping } from './unread-typing.ts'
import { onUsKeyboard, type KeyboardLayout } from './us-keyboard.ts'

export interface KeyboardReaderOptions {
  readonly keys: KeySource
  readonly clock: Clock
  readonly log: Log
  readonly format: BadgeNumberFormat
  /** What the reader types before and after the number, as configured in it. Left out where it is there. */
  readonly prefix?: string
  readonly suffix?: string
  /** Told of a text that is no number in the format, without prefix and suffix. */
  readonly unreadable?: (text: string) => void
  /** Shorter input is no badge number. Default 6 characters, prefix and suffix counted. */
  readonly minimumLength?: number
  /** Slower typing is not read. Default 50 ms between keys on average. */
  readonly averageGapMs?: number
  /** As `averageGapMs`, between any two keys. Default 100 ms. */
  readonly longestGapMs?: number
  /** Default `enter-or-tab`. */
  readonly ending?: KeyEnding
  /** Default `system`. */
  readonly keyboardLayout?: KeyboardLayout
  /** Whether a person types now, such as the maintenance PIN: then nothing is refused, and nothing is logged. */
  readonly isPersonTyping?: () => boolean
}

/** What says how the number is written, and what stands around it. */
const numberKeys = 'reader.badgeNumberFormat, reader.prefix, reader.suffix'

/** The name under which the status lists it; a keyboard has no name of its own here. */
const readerName = 'keyboard'

/** How long no key has to come for typing without an end to be judged. */
const shortestSilenceMs = 1_000
/** A timer that fires later than this was held up, and keys may have been held up with it. */
const timerLateMs = 50
/** A timer may run ahead of keys that wait to be handled: they get this long before silence is believed. */
const queuedKeysMs = 50

const heldUp = 'The keys were held up on the way, so the number may not be whole.'

/** What became of what was typed. */
type Outcome = 'read' | 'refused' | 'ignored'

/**
 * A reader that types the badge number and Enter (or Tab), as a keyboard would ("keyboard wedge"). Machine speed
 * tells it from a person typing. What a machine types and is no number that can be read, is told as unreadable, so that
 * nobody takes silence for a tap. Such a reader cannot be seen: the status is `ready` from the start and stays so
 * even when it is unplugged.
 */
export class KeyboardReader implements BadgeReader {
  readonly #options: KeyboardReaderOptions
  readonly #limits: KeyBurstLimits
  readonly #burst: KeyBurst
  readonly #typing = watchTyping()
  #unsubscribe: (() => void) | undefined
  #cancelPause: (() => void) | undefined
  /** Whether what was typed last was refused for want of an end. */
  #hasRefusedSilence = false

  constructor(options: KeyboardReaderOptions) {
    this.#options = options
    const { minimumLength = 6, averageGapMs = 50, longestGapMs = 100 } = options
    const { ending = 'enter-or-tab', keyboardLayout = 'system' } = options
    this.#limits = { minimumLength, averageGapMs, longestGapMs, ending, keyboardLayout }
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
    if (endsBurst(press.key, this.#limits.ending)) this.#ended(text, this.#options.clock.now(), listener)
    else if (this.#typing.isTyping) {
      if (!wasTyping) this.#hasRefusedSilence = false
      this.#waitForSilence(listener)
    }
  }

  #waitForSilence(listener: BadgeReaderListener, lastKeyAt = this.#options.clock.now()): void {
    const pauseMs = endingPauseMs(this.#limits)
    const silenceMs = this.#limits.ending === 'pause' ? pauseMs : Math.max(shortestSilenceMs, pauseMs)
    const waitAgain = () => this.#waitForSilence(listener, lastKeyAt)
    const judge = () => {
      const outcome = this.#ended(this.#burst.takePause(), lastKeyAt, listener)
      this.#hasRefusedSilence = outcome === 'refused'
      if (outcome === 'refused') this.#burst.refused()
    }
    this.#afterPunctually(silenceMs, () => this.#afterPunctually(queuedKeysMs, judge, waitAgain), waitAgain)
  }

  /** Replaces what waits for silence. `late`: called in place of `action` where the timer was held up. */
  #afterPunctually(delayMs: number, action: () => void, late: () => void): void {
    const { clock } = this.#options
    const dueMs = clock.now().monotonicMs + delayMs
    this.#cancelPause?.()
    this.#cancelPause = clock.after(delayMs, () => {
      if (clock.now().monotonicMs - dueMs > timerLateMs) late()
      else action()
    })
  }

  /** `text`: as `KeyBurst` answers it. `at`: the last key. */
  #ended(text: string | undefined, at: Instant, listener: BadgeReaderListener): Outcome {
    this.#cancelPause?.()
    const typed = this.#typing.end()
    if (typed === undefined) {
      // Keys that were held up and then ended, or Enter long after keys that have been refused already.
      const isHeldUp = text !== undefined && !this.#hasRefusedSilence
      return isHeldUp ? this.#refuse('no-number', { detail: heldUp }, at, listener) : 'ignored'
    }
    if (text === undefined || hidesDigits(typed)) return this.#refuseUnread(typed, at, listener)
    if (typed.shape.keys > longestBurst) return this.#refuseTooLong(typed, at, listener)
    // Without pauses each key is one character of the text: a number of which other keys are known is not whole.
    if (text.length !== typed.shape.keys) return this.#refuseHeldUp(typed, at, listener)
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
    const isOfOtherLayout = (shape.classes.otherLayout ?? 0) > 0 && this.#parse(onUsKeyboard).kind === 'badge'
    if (isOfOtherLayout) return this.#refuseUnread(typed, at, listener)
    if (mayBeWiped(shape)) return 'ignored'
    this.#options.unreadable?.(this.#number(text))
    const detail = `${shapeInWords(shape)}. ${problem} Set these keys to what the reader types.`
    return this.#refuse('typing-not-read', { detail, configKeys: numberKeys }, at, listener)
  }

  #refuseHeldUp(typed: TypedKeys, at: Instant, listener: BadgeReaderListener): Outcome {
    const { isRegular, medianGapMs } = typed.shape
    const isPaceAtLimit = isRegular && medianGapMs > this.#limits.longestGapMs * 0.7
    if (isPaceAtLimit) return this.#refuseUnread(typed, at, listener)
    if (mayBeWiped(typed.shape)) return 'ignored'
    return this.#refuse('no-number', { detail: heldUp }, at, listener)
  }

  #refuseTooLong({ shape }: TypedKeys, at: Instant, listener: BadgeReaderListener): Outcome {
    if (mayBeWiped(shape)) return 'ignored'
    const detail = `${shapeInWords(shape)}. No badge number has more than ${longestBurst} characters: have the reader type the number alone.`
    return this.#refuse('typing-not-read', { detail }, at, listener)
  }

  #refuseUnread({ shape }: TypedKeys, at: Instant, listener: BadgeReaderListener): Outcome {
    const { format, isPersonTyping } = this.#options
    if (!looksLikeMachine(shape, this.#limits, format) || isPersonTyping?.() === true) return 'ignored'
    const why = whyUnread(shape, this.#limits)
    return why === undefined
      ? this.#refuse('no-number', { detail: `${shapeInWords(shape)}. ${heldUp}` }, at, listener)
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
    return stripped(text, prefix, suffix)
  }
}

/**
 * Whether keys are among them that stand for a digit and gave none: what is left may be somebody else's number. Where
 * other keys gave digits, one such as the `-` of a French keyboard stands for itself.
 */
function hidesDigits({ shape: { classes } }: TypedKeys): boolean {
  const { numpadOff = 0, hidden = 0, otherLayout = 0, digit = 0 } = classes
  return numpadOff + hidden > 0 || (otherLayout > 0 && digit === 0)
}

function stripped(typed: string, prefix: string, suffix: string): string {
  const begin = typed.startsWith(prefix) ? prefix.length : 0
  const end = typed.endsWith(suffix) ? typed.length - suffix.length : typed.length
  return typed.slice(begin, end)
}
