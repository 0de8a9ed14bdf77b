import type { Reader } from 'nfc-pcsc'
import type { Clock, Instant } from '../base/clock.ts'
import { connectionProblem, errorText } from './pcsc-errors.ts'
import type { FromReaderProcess, ReadFailure } from './reader-protocol.ts'
import { getUid, getUidAnswerLimit, readUidAnswer } from './uid-command.ts'

/** A badge answers in milliseconds; one that has not by then is told as unreadable. */
const answerLimitMs = 1000
/**
 * A failed read waits this long for the badge's removal, which is then the cause. pcscd looks every 400 ms
 * whether a badge is there.
 */
const removalNoticeMs = 600
/** A reader that keeps a command this long is told as failing until it gives it back. */
const hungAfterMs = 5000

/** A badge on the reader, from its arrival to its removal. */
interface Presence {
  readonly at: Instant
  readonly alreadyThere: boolean
  removed: boolean
  onRemoved: (() => void) | undefined
}

/** One reader: turns its cards into messages, one for each time a badge is laid on it. */
export class PcscSlot {
  readonly #reader: Reader
  readonly #clock: Clock
  readonly #send: (message: FromReaderProcess) => void
  readonly #onHungChanged: () => void
  #presence: Presence | undefined
  #firstCardWasThere = false
  #isHung = false

  constructor(
    reader: Reader,
    clock: Clock,
    send: (message: FromReaderProcess) => void,
    onHungChanged: () => void,
  ) {
    this.#reader = reader
    this.#clock = clock
    this.#send = send
    this.#onHungChanged = onHungChanged
  }

  get name(): string {
    return this.#reader.name
  }

  get isHung(): boolean {
    return this.#isHung
  }

  /** Tells whether a badge lay on the reader when it was found. Comes before any card. */
  firstSeen(isCardThere: boolean): void {
    this.#firstCardWasThere = isCardThere
  }

  cardPresented(): void {
    void this.#read(this.#arrive())
  }

  cardRemoved(): void {
    const presence = this.#presence
    this.#presence = undefined
    if (presence !== undefined) {
      presence.removed = true
      presence.onRemoved?.()
    }
    this.#send({ type: 'gone', reader: this.name })
  }

  /** nfc-pcsc tells of a card it could not connect to through its logger alone. */
  connectionFailed(error: unknown): void {
    const problem = connectionProblem(error)
    if (problem !== undefined) this.#fail(this.#arrive(), problem, errorText(error))
  }

  #arrive(): Presence {
    const presence: Presence = {
      at: this.#clock.now(),
      alreadyThere: this.#firstCardWasThere,
      removed: false,
      onRemoved: undefined,
    }
    this.#firstCardWasThere = false
    this.#presence = presence
    return presence
  }

  async #read(presence: Presence): Promise<void> {
    const answer = await this.#ask()
    if (answer === 'no-answer') {
      this.#fail(presence, presence.removed ? 'removed-too-soon' : 'no-number', 'The badge did not answer.')
      return
    }
    if (answer.kind === 'uid') {
      this.#send({ type: 'badge', uid: answer.uid, ...this.#presented(presence) })
      return
    }
    if (!presence.removed) await this.#removalOrTimeout(presence)
    this.#fail(presence, presence.removed ? 'removed-too-soon' : 'no-number', answer.detail)
  }

  #ask(): Promise<ReturnType<typeof readUidAnswer> | 'no-answer'> {
    return new Promise((resolve) => {
      const stopWaiting = this.#clock.after(answerLimitMs, () => resolve('no-answer'))
      const stopWatching = this.#clock.after(hungAfterMs, () => this.#setHung(true))
      this.#transmit()
        .then(readUidAnswer, (error: unknown) => ({ kind: 'no-uid' as const, detail: errorText(error) }))
        .then((answer) => {
          stopWaiting()
          stopWatching()
          this.#setHung(false)
          resolve(answer)
        })
        // Nothing above rejects; a mistake there must not go unheard.
        .catch((error: unknown) => resolve({ kind: 'no-uid', detail: errorText(error) }))
    })
  }

  /** Async, so that what nfc-pcsc throws at once becomes a rejection like the rest. */
  async #transmit(): Promise<Uint8Array> {
    return this.#reader.transmit(Buffer.from(getUid), getUidAnswerLimit)
  }

  #removalOrTimeout(presence: Presence): Promise<void> {
    return new Promise((resolve) => {
      const stopWaiting = this.#clock.after(removalNoticeMs, resolve)
      presence.onRemoved = () => {
        stopWaiting()
        resolve()
      }
    })
  }

  #setHung(isHung: boolean): void {
    if (this.#isHung === isHung) return
    this.#isHung = isHung
    this.#onHungChanged()
  }

  #fail(presence: Presence, problem: ReadFailure, detail: string): void {
    this.#send({ type: 'failure', problem, detail, ...this.#presented(presence) })
  }

  #presented({ at, alreadyThere }: Presence) {
    return { reader: this.name, at, alreadyThere }
  }
}
