import { createHmac, randomBytes } from 'node:crypto'

/** What may be said of a badge's number. */
export interface BadgeFacts {
  /** The same for the same number within one run: A, B, C … in the order they came; `random 1` … for random numbers. */
  readonly name: string
  readonly lengthBytes: number
  readonly firstByte: ByteClass
  readonly lastByte: ByteClass
  /** The name of an earlier badge whose number is this one with its bytes reversed. */
  readonly isReversedOf: string | undefined
}

export type ByteClass =
  /** 08 in front of 4 bytes: made up at each tap (ISO/IEC 14443-3). */
  | 'random'
  /** 88: put in front of parts of a longer UID on the air (ISO/IEC 14443-3), and no part of it. */
  | 'cascade-tag'
  /** A manufacturer of badge chips by its code (ISO/IEC 7816-6), which begins a UID of 7 or 10 bytes. */
  | 'manufacturer'
  | 'other'

/** STMicroelectronics, NXP, Infineon, Texas Instruments, Atmel, EM Microelectronic, Shanghai Fudan. */
const manufacturers: readonly number[] = [0x02, 0x04, 0x05, 0x07, 0x15, 0x16, 0x1d]

/**
 * Names badges without keeping their numbers: it knows them by an HMAC under a key that is made anew for each run and
 * never leaves it.
 */
export class BadgeBook {
  readonly #key = randomBytes(32)
  readonly #facts = new Map<string, BadgeFacts>()
  readonly #lengths = new Set<number>()
  #random = 0

  /** `uid` in hex, as the reader gave it. */
  factsOf(uid: string): BadgeFacts {
    const bytes = Buffer.from(uid, 'hex')
    const known = this.#facts.get(this.#hash(bytes))
    if (known !== undefined) return known
    const isRandom = bytes.length === 4 && bytes[0] === 0x08
    const facts: BadgeFacts = {
      name: isRandom ? `random ${(this.#random += 1)}` : letter(this.#facts.size - this.#random),
      lengthBytes: bytes.length,
      firstByte: isRandom ? 'random' : classOf(bytes[0]),
      lastByte: classOf(bytes.at(-1)),
      isReversedOf: this.#facts.get(this.#hash(reversed(bytes)))?.name,
    }
    this.#facts.set(this.#hash(bytes), facts)
    if (bytes.length > 0) this.#lengths.add(bytes.length)
    return facts
  }

  /** All badges met, in order. */
  get badges(): readonly BadgeFacts[] {
    return [...this.#facts.values()]
  }

  /**
   * Whether `text` holds the number of a badge met, in hex or decimal, in either byte order, its bytes parted or not.
   * The last look at what is printed or written: nothing that holds one should come this far.
   */
  isIn(text: string): boolean {
    return (
      hexRuns(text).some((run) => this.#isInHex(run)) ||
      (text.match(/\d+/g) ?? []).some((run) => this.#isDecimal(run))
    )
  }

  #isInHex(run: string): boolean {
    for (const length of this.#lengths) {
      for (let at = 0; at + length * 2 <= run.length; at += 1) {
        if (this.#isKnown(Buffer.from(run.slice(at, at + length * 2), 'hex'))) return true
      }
    }
    return false
  }

  #isDecimal(run: string): boolean {
    // 10 bytes have 25 digits.
    if (run.length > 25) return false
    const digits = BigInt(run).toString(16)
    return [...this.#lengths].some(
      (length) =>
        digits.length <= length * 2 && this.#isKnown(Buffer.from(digits.padStart(length * 2, '0'), 'hex')),
    )
  }

  #isKnown(bytes: Buffer): boolean {
    return this.#facts.has(this.#hash(bytes)) || this.#facts.has(this.#hash(reversed(bytes)))
  }

  #hash(bytes: Buffer): string {
    return createHmac('sha256', this.#key).update(bytes).digest('hex')
  }
}

/** Hex digits in a row, what may stand between two bytes left out. */
function hexRuns(text: string): readonly string[] {
  return text.replace(/[\s:,._-]/g, '').match(/[0-9a-f]+/gi) ?? []
}

function classOf(byte: number | undefined): ByteClass {
  if (byte === 0x88) return 'cascade-tag'
  return byte !== undefined && manufacturers.includes(byte) ? 'manufacturer' : 'other'
}

function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `badge ${index + 1}`
}

function reversed(bytes: Buffer): Buffer {
  return Buffer.from(bytes).reverse()
}
