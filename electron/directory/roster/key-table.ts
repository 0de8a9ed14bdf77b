/**
 * Numbers keys of a fixed size in the order they come: 0, 1, 2 … A hash table in a few plain arrays, since a hundred
 * thousand strings in a `Map` are tens of megabytes and pauses for the garbage collector in the middle of a tap.
 */
export class KeyTable {
  readonly #keyBytes: number
  #keys: Uint8Array
  /** Open addressing: each slot holds a key's number + 1, and 0 where it is free. At most half of them are taken. */
  #slots: Int32Array
  #size = 0

  /** `expected`: about how many keys there will be. With more it grows. */
  constructor(keyBytes: number, expected: number) {
    this.#keyBytes = keyBytes
    const slots = Math.max(smallestSlots, 2 ** Math.ceil(Math.log2((expected + 1) * 2)))
    this.#slots = new Int32Array(slots)
    this.#keys = new Uint8Array((slots / 2) * keyBytes)
  }

  get size(): number {
    return this.#size
  }

  /** The key's number; undefined where it is not there. */
  find(key: Uint8Array): number | undefined {
    const found = (this.#slots[this.#slotOf(key, 0)] ?? 0) - 1
    return found < 0 ? undefined : found
  }

  /** The key's number, a new one where it was not there. */
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

  /** A view that is good until the next `add`. */
  keyOf(number: number): Uint8Array {
    return this.#keys.subarray(number * this.#keyBytes, (number + 1) * this.#keyBytes)
  }

  /** Whether a key begins with `first` and holds `part` from `offset` on. Looks at every key. */
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

  /** The slot that holds the key that begins at `start` of `bytes`, or the free one it belongs in. */
  #slotOf(bytes: Uint8Array, start: number): number {
    const last = this.#slots.length - 1
    let slot = this.#hash(bytes, start) & last
    for (let taken = this.#slots[slot] ?? 0; taken !== 0; taken = this.#slots[slot] ?? 0) {
      if (this.#isKey(taken - 1, bytes, start)) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  /** FNV-1a, 32 bits, with its high bits mixed into the low ones that choose a slot. */
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
