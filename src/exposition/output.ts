/** Room for a piece of an exposition and for the series that goes beyond it. */
const capacity = 128 * 1024

/** Up to this length a loop is faster than the call into Node's encoder. */
const longestByHand = 256

/**
 * Bytes that an exposition is written into, UTF-8. The lines of a histogram begin alike, so a beginning is encoded
 * once and then copied, and counts are written digit by digit: strings for a thousand lines would be the garbage
 * collector's work for longer than writing them is ours.
 */
export class Output {
  #bytes = Buffer.allocUnsafeSlow(capacity)
  #length = 0

  /** How many bytes were written since the last `take`. */
  get length(): number {
    return this.#length
  }

  /** Hands over what was written, and begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = Buffer.allocUnsafeSlow(capacity)
    this.#length = 0
    return taken
  }

  /** Give texts as they are at hand, one after the other: joining them first costs more than writing them. */
  text(text: string): void {
    const { length } = text
    this.#reserve(length * 3)
    const start = this.#length
    if (length <= longestByHand) {
      const target = this.#bytes
      let at = 0
      for (; at < length; at++) {
        const code = text.charCodeAt(at)
        if (code > 127) break
        target[start + at] = code
      }
      if (at === length) {
        this.#length = start + length
        return
      }
    }
    this.#length = start + this.#bytes.write(text, start)
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    const target = this.#bytes
    let end = this.#length
    // A call of `set` costs more than the few bytes that come here.
    for (const byte of bytes) target[end++] = byte
    this.#length = end
  }

  /** Writes again what was written from `start` on, `length` bytes of it. `start` counts from the last `take`. */
  again(start: number, length: number): void {
    this.#reserve(length)
    this.#bytes.copyWithin(this.#length, start, start + length)
    this.#length += length
  }

  /** A whole number that is not negative. */
  count(count: number): void {
    if (!(count < 1e9)) {
      this.text(String(count))
      return
    }
    this.#reserve(10)
    let digits = 1
    for (let limit = 10; count >= limit; limit *= 10) digits++
    const target = this.#bytes
    let rest = count | 0
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) | 0
      target[at] = 48 + rest - tenth * 10
      rest = tenth
    }
    this.#length += digits
  }

  lineFeed(): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = 10
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
