import { nameEvidence, type NameEvidence } from './slot-name.ts'

/** Whether a PC/SC slot reads badges. Other slots: a contact side, a SAM slot, a security key. */
export type SlotVerdict =
  | { readonly kind: 'badge-reader' }
  /** Nothing is known yet. */
  | { readonly kind: 'unknown' }
  /** `why`: completes "not a badge reader: …". */
  | { readonly kind: 'other'; readonly why: string }

/** A card that was queried for its UID. */
export interface QueriedCard {
  /** Its Answer To Reset; undefined: the smart card service reported none. */
  readonly atr: Uint8Array | undefined
  /** `none`: it answered without a UID. */
  readonly answer: 'uid' | 'none'
}

/** What is known about one slot, from its name and from the cards in it. */
export class SlotEvidence {
  readonly #name: NameEvidence
  #cards: 'contactless' | 'contact' | undefined

  constructor(name: string) {
    this.#name = nameEvidence(name)
  }

  /**
   * Takes a card that was queried for its UID. If the name says nothing, a contact card makes the slot
   * `other`, unless a badge was read before, and until one is read: a working reader never loses a tap. If
   * the name says another kind of slot, only a UID overrules it, because contact cards may also have an ATR
   * of the contactless form.
   */
  cardQueried({ atr, answer }: QueriedCard): void {
    const hasAtr = atr !== undefined && atr.length > 0
    if (answer === 'uid') this.#cards = 'contactless'
    else if (hasAtr && isContactlessAtr(atr)) {
      if (this.#name.kind !== 'other') this.#cards = 'contactless'
    } else if (hasAtr) this.#cards ??= 'contact'
  }

  get verdict(): SlotVerdict {
    if (this.#cards === 'contactless' || this.#name.kind === 'contactless') return { kind: 'badge-reader' }
    if (this.#name.kind === 'other') return { kind: 'other', why: this.#name.why }
    if (this.#cards === undefined) return { kind: 'unknown' }
    return { kind: 'other', why: 'the card in it has contacts: no contactless ATR, and no UID' }
  }
}

/** Whether an ATR is `3B 8n 80 01`, as readers construct for contactless cards (PC/SC part 3, 3.1.3.2.3). */
export function isContactlessAtr(atr: Uint8Array): boolean {
  const [initial = 0, format = 0, second, third] = atr
  if (initial !== 0x3b || format >> 4 !== 8 || second !== 0x80 || third !== 0x01) return false
  return atr.length === 4 + (format & 0x0f) + 1
}
