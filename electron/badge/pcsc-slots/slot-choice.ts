import type { OtherSlot } from '../../contract/kiosk-state.ts'
import type { ProcessStatus } from '../pcsc/reader-protocol.ts'
import type { SlotVerdict } from './slot-evidence.ts'
import { modelOf } from './slot-name.ts'

/** `isHung`: a command has not returned. `accessDenied`: the service's error text, if it denies access. */
export interface ChosenSlot {
  readonly name: string
  readonly verdict: SlotVerdict
  readonly isHung: boolean
  readonly accessDenied: string | undefined
}

/** Decides which of the present slots are used as badge readers, and the resulting reader status. */
export class SlotChoice<Slot extends ChosenSlot> {
  readonly #readerName: string | undefined
  readonly #slots = new Set<Slot>()
  /** Models with a slot proven to be a badge reader by its name or by a badge, including unplugged ones. */
  readonly #provenModels = new Set<string>()
  #wasWantedSeen = false

  /** `readerName`: only slots whose name contains it, case-insensitive. Undefined: any. */
  constructor(readerName: string | undefined) {
    this.#readerName = readerName?.toLowerCase()
  }

  /** Adds a slot, replacing one with the same name. */
  add(slot: Slot): void {
    for (const each of this.#slots) if (each.name === slot.name) this.#slots.delete(each)
    this.#slots.add(slot)
    this.#wasWantedSeen ||= this.isWanted(slot)
  }

  remove(slot: Slot): void {
    // What was learned about it is kept.
    this.#noteProven()
    this.#slots.delete(slot)
  }

  /** Whether the config's `reader.name` allows the slot. */
  isWanted({ name }: Slot): boolean {
    return this.#readerName === undefined || name.toLowerCase().includes(this.#readerName)
  }

  isUsed(slot: Slot): boolean {
    return this.#slots.has(slot) && this.#whyNot(slot) === undefined
  }

  status(): ProcessStatus {
    const all = [...this.#slots].sort((a, b) => (a.name < b.name ? -1 : 1))
    const used = all.filter((slot) => this.#whyNot(slot) === undefined)
    const others = all.flatMap((slot): OtherSlot[] => {
      const why = this.#whyNot(slot)
      return why === undefined ? [] : [{ name: slot.name, why }]
    })
    const listed = others.length > 0 ? { others } : {}
    if (used.length === 0) {
      if (this.#readerName === undefined || this.#wasWantedSeen || all.length === 0) {
        return { kind: 'no-reader', ...listed }
      }
      return { kind: 'no-such-reader', present: all.map(({ name }) => name) }
    }
    const denied = used.find(({ accessDenied }) => accessDenied !== undefined)?.accessDenied
    if (denied !== undefined) return { kind: 'no-access', detail: denied }
    const answering = used.filter(({ isHung }) => !isHung)
    if (answering.length === 0) return { kind: 'not-answering' }
    return { kind: 'ready', readers: answering.map(({ name }) => name), ...listed }
  }

  /** Why the slot is not used; undefined: it is used. */
  #whyNot(slot: Slot): string | undefined {
    if (!this.isWanted(slot)) return 'reader.name is not in its name'
    const { verdict } = slot
    switch (verdict.kind) {
      case 'badge-reader':
        return undefined
      case 'other':
        return this.#isOnlyOtherSlotsWanted() ? undefined : verdict.why
      case 'unknown':
        return this.#mayBeBadgeReader(slot)
          ? undefined
          : 'no badge was read in it, but one was read in a reader that is gone'
      default:
        return verdict satisfies never
    }
  }

  /**
   * The config overrules names and cards, unless `reader.name` matches slots of several kinds: "ACR1252"
   * means the contactless slot of the ACR1252, not its SAM slot.
   */
  #isOnlyOtherSlotsWanted(): boolean {
    if (this.#readerName === undefined) return false
    return [...this.#slots].every((slot) => !this.isWanted(slot) || slot.verdict.kind === 'other')
  }

  /**
   * An unknown slot counts as a badge reader, so that no reader is lost because of an unknown name; but it
   * does not replace another model that is known to read badges and was unplugged.
   */
  #mayBeBadgeReader({ name }: Slot): boolean {
    if (this.#readerName !== undefined) return true
    this.#noteProven()
    if (this.#provenModels.size === 0 || this.#provenModels.has(modelOf(name))) return true
    return [...this.#slots].some(isProven)
  }

  #noteProven(): void {
    for (const slot of this.#slots) if (isProven(slot)) this.#provenModels.add(modelOf(slot.name))
  }
}

function isProven({ verdict }: ChosenSlot): boolean {
  return verdict.kind === 'badge-reader'
}
