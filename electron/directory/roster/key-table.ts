/**
 * Assigns numbers 0, 1, 2 … to keys of a fixed size, in order of arrival. A hash table in typed arrays: a
 * `Map` with a hundred thousand strings would take tens of megabytes and cause garbage collection pauses
 * during a tap.
 */
export class KeyTable {
  readonly #keyBytes: number
  #keys: Uint8Array
  /**
   * Open addressing: each slot holds a key's number + 1, or 0 if it is free. At most half of the slots are
   * used.
   */
  #slots: Int32Array
  #size = 0

  /** `expected`: the approximate number of keys. The table grows if there are more. */
  constructor(keyBytes: number, expected: number) {
    this.#keyBytes = keyBytes
    const slots = Math.max(smallestSlots, 2 ** Math.ceil(Math.log2((expected + 1) * 2)))
    this.#slots = new Int32Array(slots)
    this.#keys = new Uint8Array((slots / 2) * keyBytes)
  }

  get size(): number {
    return this.#size
  }

  /** The key's number; undefined if it is not in the table. */
  find(key: Uint8Array): number | undefined {
    const found = (this.#slots[this.#slotOf(key, 0)] ?? 0) - 1
    return found < 0 ? undefined : found
  }

  /** Adds the key if it is new and returns its number. */
  add(key: Uint8Array): { readonly number: number; readonly isNew: boolean } {
    const slot = this.#slotOf(key, 0)
    const found = (this.#slots[slot] ?? 0) - 1
    if (found >= 0) return { number: found, isNew: false }
    const number = this.#size
    this.#keys.set(key, number * this.#keyBytes)
    this.#size += 1
    this.#slots[slot] = this.#size
    if (this.#size * 2 === this.#slots.length) this.#grow()
    return { number, isNew: true }
  }

  /** A view that is valid until the next `add`. */
  keyOf(number: number): Uint8Array {
    return this.#keys.subarray(number * this.#keyBytes, (number + 1) * this.#keyBytes)
  }

  /** Whether a key starts with `first` and holds `part` at `offset`. Linear search. */
  holds(first: number, part: Uint8Array, offset: number): boolean {
    for (let number = 0; number < this.#size; number += 1) {
      const from = number * this.#keyBytes
      if (this.#keys[from] !== first) continue
      let same = 0
      while (same < part.length && this.#keys[from + offset + same] === part[same]) same += 1
      if (same === part.length) return true
    }
    return false
  }

  /** The slot of the key at `start` in `bytes`, or the free slot where it belongs. */
  #slotOf(bytes: Uint8Array, start: number): number {
    const last = this.#slots.length - 1
    let slot = this.#hash(bytes, start) & last
    for (let taken = this.#slots[slot] ?? 0; taken !== 0; taken = this.#slots[slot] ?? 0) {
      if (this.#isKey(taken - 1, bytes, start)) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  /** 32-bit FNV-1a, with the high bits mixed into the low bits that select the slot. */
  #hash(bytes: Uint8Array, start: number): number {
    let value = 0x811c9dc5
    for (let index = start; index < start + this.#keyBytes; index += 1) {
      value = Math.imul(value ^ (bytes[index] ?? 0), 0x01000193)
    }
    return value ^ (value >>> 15)
  }

  #isKey(number: number, bytes: Uint8Array, start: number): boolean {
    const from = number * this.#keyBytes
    for (let index = 0; index < this.#keyBytes; index += 1) {
      if (this.#keys[from + index] !== bytes[start + index]) return false
    }
    return true
  }

  #grow(): void {
    const slots = this.#slots.length * 2
    this.#slots = new Int32Array(slots)
    const keys = new Uint8Array((slots / 2) * this.#keyBytes)
    keys.set(this.#keys)
    this.#keys = keys
    for (let number = 0; number < this.#size; number += 1) {
      this.#slots[this.#slotOf(keys, number * this.#keyBytes)] = number + 1
    }
  }
}

const smallestSlots = 1024
