import type { Reader } from 'nfc-pcsc'
import type { Clock, Instant } from '../../base/time/clock.ts'
import { isAccessDenied } from './access-errors.ts'
import { connectionProblem, errorText } from './pcsc-errors.ts'
import type { FromReaderProcess, ReadFailure } from './reader-protocol.ts'
import { SlotEvidence, type SlotVerdict } from '../pcsc-slots/slot-evidence.ts'
import { getUid, getUidAnswerLimit, readUidAnswer } from './uid-command.ts'

/** A badge answers in milliseconds; after this it is reported as unreadable. */
const answerLimitMs = 1000
/** How long to wait for the badge's removal, which explains a failed read. pcscd checks every 400 ms. */
const removalNoticeMs = 600
/** A reader that does not return a command within this time is reported as failing until it does. */
const hungAfterMs = 5000

/** A badge on the reader, from its arrival to its removal. */
interface Presence {
  readonly at: Instant
  readonly alreadyThere: boolean
  readonly atr: Uint8Array | undefined
  /** How it left; undefined: it is still there. */
  left: Extract<FromReaderProcess, { type: 'gone' | 'reader-gone' }> | undefined
  isReported: boolean
  onRemoved: (() => void) | undefined
}

export interface PcscSlotOptions {
  readonly clock: Clock
  readonly send: (message: FromReaderProcess) => void
  /** Whether the slot is used as a badge reader. Cards in other slots are not reported. */
  readonly isUsed: () => boolean
  /** The verdict, `isHung` or `accessDenied` may have changed. */
  readonly onChanged: () => void
}

/** One slot: reports each badge placed on it as one message. */
export class PcscSlot {
  readonly #reader: Reader
  readonly #options: PcscSlotOptions
  readonly #evidence: SlotEvidence
  #presence: Presence | undefined
  #atr: Uint8Array | undefined
  #firstCardWasThere = false
  #isHung = false
  /** Set once the reader is gone: pending reads are still reported. */
  #wasUsed = false
  #accessDenied: string | undefined

  constructor(reader: Reader, options: PcscSlotOptions) {
    this.#reader = reader
    this.#options = options
    this.#evidence = new SlotEvidence(reader.name)
  }

  get name(): string {
    return this.#reader.name
  }

  get isHung(): boolean {
    return this.#isHung
  }

  get verdict(): SlotVerdict {
    return this.#evidence.verdict
  }

  /** The service's error text if this account may not use the card in the slot; cleared once it may. */
  get accessDenied(): string | undefined {
    return this.#accessDenied
  }

  /** Sets the ATR of an arriving card. Called before `cardPresented` and `connectionFailed`. */
  cardSeen(atr: Uint8Array | undefined): void {
    this.#atr = atr
  }

  /** Sets whether a badge was on the reader when it was found. Called before any card event. */
  firstSeen(isCardThere: boolean): void {
    this.#firstCardWasThere = isCardThere
  }

  cardPresented(): void {
    this.#setAccessDenied(undefined)
    void this.#read(this.#arrive())
  }

  cardRemoved(): void {
    this.#leave('gone')
  }

  /** The reader was unplugged, with any badge on it. */
  ended(): void {
    this.#wasUsed = this.#options.isUsed()
    this.#leave('reader-gone')
  }

  #leave(type: 'gone' | 'reader-gone'): void {
    const presence = this.#presence
    this.#presence = undefined
    if (presence === undefined) return
    const left = { type, reader: this.name, at: this.#options.clock.now() }
    presence.left = left
    presence.onRemoved?.()
    if (presence.isReported) this.#options.send(left)
  }

  /** nfc-pcsc reports a card it could not connect to only through its logger. */
  connectionFailed(error: unknown): void {
    const problem = connectionProblem(error)
    if (problem === undefined) return
    const text = errorText(error)
    if (isAccessDenied(text)) this.#setAccessDenied(text)
    else this.#fail(this.#arrive(), problem, text)
  }

  #arrive(): Presence {
    const presence: Presence = {
      at: this.#options.clock.now(),
      alreadyThere: this.#firstCardWasThere,
      atr: this.#atr,
      left: undefined,
      isReported: false,
      onRemoved: undefined,
    }
    this.#firstCardWasThere = false
    this.#presence = presence
    return presence
  }

  async #read(presence: Presence): Promise<void> {
    const answer = await this.#ask()
    if (answer === 'no-answer') {
      this.#fail(presence, problemOf(presence), 'The badge did not answer.')
      return
    }
    if (answer.kind === 'uid') {
      if (answer.uid !== '') this.#learn(presence, 'uid')
      this.#report(presence, { type: 'badge', uid: answer.uid, ...this.#presented(presence) })
      return
    }
    if (presence.left === undefined) await this.#removalOrTimeout(presence)
    if (presence.left === undefined) this.#learn(presence, 'none')
    this.#fail(presence, problemOf(presence), answer.detail)
  }

  #learn({ atr }: Presence, answer: 'uid' | 'none'): void {
    this.#evidence.cardQueried({ atr, answer })
    this.#options.onChanged()
  }

  #ask(): Promise<ReturnType<typeof readUidAnswer> | 'no-answer'> {
    const { clock } = this.#options
    return new Promise((resolve) => {
      const stopWaiting = clock.after(answerLimitMs, () => resolve('no-answer'))
      const stopWatching = clock.after(hungAfterMs, () => this.#setHung(true))
      this.#transmit()
        .then(readUidAnswer, (error: unknown) => ({ kind: 'no-uid' as const, detail: errorText(error) }))
        .then((answer) => {
          stopWaiting()
          stopWatching()
          this.#setHung(false)
          resolve(answer)
        })
        // Nothing above rejects; this keeps a bug there from going unnoticed.
        .catch((error: unknown) => resolve({ kind: 'no-uid', detail: errorText(error) }))
    })
  }

  /** Async, so that a synchronous throw from nfc-pcsc becomes a rejection. */
  async #transmit(): Promise<Uint8Array> {
    return this.#reader.transmit(Buffer.from(getUid), getUidAnswerLimit)
  }

  #removalOrTimeout(presence: Presence): Promise<void> {
    return new Promise((resolve) => {
      const stopWaiting = this.#options.clock.after(removalNoticeMs, resolve)
      presence.onRemoved = () => {
        stopWaiting()
        resolve()
      }
    })
  }

  #setHung(isHung: boolean): void {
    if (this.#isHung === isHung) return
    this.#isHung = isHung
    this.#options.onChanged()
  }

  #setAccessDenied(words: string | undefined): void {
    if (this.#accessDenied === words) return
    this.#accessDenied = words
    this.#options.onChanged()
  }

  #fail(presence: Presence, problem: ReadFailure, detail: string): void {
    this.#report(presence, { type: 'failure', problem, detail, ...this.#presented(presence) })
  }

  #report(presence: Presence, message: Extract<FromReaderProcess, { type: 'badge' | 'failure' }>): void {
    if (!this.#wasUsed && !this.#options.isUsed()) return
    this.#options.send(message)
    presence.isReported = true
    // If another badge is there by now, its own message implies that this one has left.
    if (presence.left !== undefined && this.#presence === undefined) this.#options.send(presence.left)
  }

  #presented({ at, alreadyThere }: Presence) {
    return { reader: this.name, at, alreadyThere }
  }
}

function problemOf({ left }: Presence): ReadFailure {
  return left === undefined ? 'no-number' : 'removed-too-soon'
}
