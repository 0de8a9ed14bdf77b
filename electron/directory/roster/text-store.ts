/** Estimate: a name of two words. */
const bytesOfAText = 20

/** Stores texts in one UTF-8 buffer, numbered 0, 1, 2 …: a third of the memory that strings would take. */
export class TextStore {
  #bytes: Buffer<ArrayBuffer>
  #ends: Uint32Array<ArrayBuffer>
  #size = 0

  /** `expected`: the approximate number of texts. The store grows if there are more, or longer ones. */
  constructor(expected: number) {
    this.#ends = new Uint32Array(Math.max(expected, 1024))
    this.#bytes = Buffer.allocUnsafeSlow(this.#ends.length * bytesOfAText)
  }

  add(text: string): void {
    const start = this.#startOf(this.#size)
    // A UTF-16 code unit takes at most three bytes in UTF-8.
    const most = start + text.length * 3
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, most))
      this.#bytes.copy(larger, 0, 0, start)
      this.#bytes = larger
    }
    if (this.#size === this.#ends.length) {
      const larger = new Uint32Array(this.#ends.length * 2)
      larger.set(this.#ends)
      this.#ends = larger
    }
    this.#ends[this.#size] = start + this.#bytes.write(text, start, 'utf8')
    this.#size += 1
  }

  get(number: number): string {
    return this.#bytes.toString('utf8', this.#startOf(number), this.#ends[number])
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] ?? 0)
  }
}
