import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { parseBadgeNumber, type BadgeNumberFormat } from './badge-id.ts'
import type { BadgeReader, BadgeReaderListener, UnreadableProblem } from './badge-reader.ts'
import { keyBurst } from './key-burst.ts'
import type { KeySource } from './key-source.ts'

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
  /** Shorter input is ignored: it is no badge number. Default 6 characters, prefix and suffix counted. */
  readonly minimumLength?: number
  /** Slower typing is a person's and is ignored. Default 50 ms between keys on average. */
  readonly averageGapMs?: number
  /** As `averageGapMs`, between any two keys. Default 100 ms. */
  readonly longestGapMs?: number
}

/** The name under which the status lists it; a keyboard has no name of its own here. */
const readerName = 'keyboard'

/**
 * A reader that types the badge number and Enter (or Tab), as a keyboard would ("keyboard wedge"). Machine speed
 * tells it from a person typing. Such a reader cannot be seen: the status is `ready` from the start and stays so
 * even when it is unplugged.
 */
export class KeyboardReader implements BadgeReader {
  readonly #options: KeyboardReaderOptions
  #unsubscribe: (() => void) | undefined

  constructor(options: KeyboardReaderOptions) {
    this.#options = options
  }

  start(listener: BadgeReaderListener): void {
    const { keys, minimumLength = 6, averageGapMs = 50, longestGapMs = 100 } = this.#options
    const take = keyBurst({ minimumLength, averageGapMs, longestGapMs })
    this.#unsubscribe = keys.onKey((press) => {
      const typed = take(press)
      if (typed !== undefined) this.#read(typed, listener)
    })
    this.#options.log.info('reader.status', { status: 'ready', readers: readerName })
    listener.statusChanged({ kind: 'ready', readers: [readerName] })
  }

  stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    return Promise.resolve()
  }

  #read(typed: string, listener: BadgeReaderListener): void {
    const { clock, format, prefix = '', suffix = '' } = this.#options
    const at = clock.now()
    const refuse = (problem: UnreadableProblem, detail: string) => {
      this.#options.log.warn('reader.unreadable', { reader: readerName, problem, detail })
      listener.badgeRead({ kind: 'unreadable', problem, at })
    }
    const text = stripped(typed, prefix, suffix)
    const parsed = parseBadgeNumber(text, format)
    if (parsed.kind === 'bad') {
      this.#options.unreadable?.(text)
      refuse('no-number', parsed.problem)
    } else listener.badgeRead({ kind: 'badge', badge: parsed.badge, at })
  }
}

function stripped(typed: string, prefix: string, suffix: string): string {
  const begin = typed.startsWith(prefix) ? prefix.length : 0
  const end = typed.endsWith(suffix) ? typed.length - suffix.length : typed.length
  return typed.slice(begin, end)
}
