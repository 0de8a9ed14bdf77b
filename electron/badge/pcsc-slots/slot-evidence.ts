import { nameEvidence, type NameEvidence } from './slot-name.ts'

/**
 * Whether a PC/SC slot reads badges. Other slots are always about: the contact side of a reader with two interfaces, a
 * SAM slot, a slot built into the PC, a security key.
 */
export type SlotVerdict =
  | { readonly kind: 'badge-reader' }
  /** Nothing was learned yet. */
  | { readonly kind: 'unknown' }
  /** `why` completes "not a badge reader: …". */
  | { readonly kind: 'other'; readonly why: string }

/** A card that was asked for its UID. */
export interface AskedCard {
  /** Its Answer To Reset; undefined: the smart card service gave none. */
  readonly atr: Uint8Array | undefined
  /** `none`: it answered, and gave no UID. */
  readonly answer: 'uid' | 'none'
}

/** What is known of one slot, from its name and from the cards in it. */
export class SlotEvidence {
  readonly #name: NameEvidence
  #cards: 'contactless' | 'contact' | undefined

  constructor(name: string) {
    this.#name = nameEvidence(name)
  }

  /**
   * Where the name says nothing, the first card with contacts settles it, until a badge is read: a reader that works
   * never loses a tap. A name that says another kind of slot is outweighed by a UID alone, because cards with contacts
   * may have an ATR of the contactless form too.
   */
  cardAsked({ atr, answer }: AskedCard): void {
    const isAtrThere = atr !== undefined && atr.length > 0
    if (answer === 'uid') this.#cards = 'contactless'
    else if (isAtrThere && isContactlessAtr(atr)) {
      if (this.#name.kind !== 'other') this.#cards = 'contactless'
    } else if (isAtrThere) this.#cards ??= 'contact'
  }

  get verdict(): SlotVerdict {
    if (this.#cards === 'contactless' || this.#name.kind === 'contactless') return { kind: 'badge-reader' }
    if (this.#name.kind === 'other') return { kind: 'other', why: this.#name.why }
    if (this.#cards === undefined) return { kind: 'unknown' }
    return { kind: 'other', why: 'the card in it has contacts: no contactless ATR, and no UID' }
  }
}

/**
 * `3B 8n 80 01`, n historical bytes and a checksum: the form in which a reader makes up the ATR of every contactless
 * card (PC/SC part 3, 3.1.3.2.3).
 */
export function isContactlessAtr(atr: Uint8Array): boolean {
  const [initial = 0, format = 0, second, third] = atr
  if (initial !== 0x3b || format >> 4 !== 8 || second !== 0x80 || third !== 0x01) return false
  return atr.length === 4 + (format & 0x0f) + 1
}
