const asciiLimit = 96

/**
 * A growing buffer for one request at a time. It is kept between requests, so that a push of many requests allocates
 * little more than what it sends.
 *
 * @example
 * const writer = new ByteWriter()
 * writer.varint(300)
 * writer.take() // Uint8Array [0xac, 0x02]
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096)
  #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
  #position = 0

  /** Bytes written since the last `take` or `reset`. */
  get size(): number {
    return this.#position
  }

  reset(): void {
    this.#position = 0
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.#position)
    taken.set(this.#bytes.subarray(0, this.#position))
    this.#position = 0
    return taken
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#position++] = value
  }

  /** An unsigned number below 2^32 in 7-bit groups, lowest first. */
  varint(value: number): void {
    this.#reserve(5)
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#position++] = rest
  }

  /** A 64-bit integer in 7-bit groups; a negative one in two's complement, ten bytes long. */
  varint64(value: number): void {
    if (value >= 0 && value <= 0xffffffff) {
      this.varint(value)
      return
    }
    this.#reserve(10)
    let high = Math.floor(value / 0x100000000)
    let low = value - high * 0x100000000
    high >>>= 0
    while (high > 0 || low > 0x7f) {
      this.#bytes[this.#position++] = (low & 0x7f) | 0x80
      low = ((low >>> 7) | (high << 25)) >>> 0
      high >>>= 7
    }
    this.#bytes[this.#position++] = low
  }

  double(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#position, value, true)
    this.#position += 8
  }

  /** A 64-bit integer in eight bytes, two's complement where negative. */
  fixed64(value: number): void {
    const high = Math.floor(value / 0x100000000)
    this.fixed64Halves(high, value - high * 0x100000000)
  }

  fixed64Halves(high: number, low: number): void {
    this.#reserve(8)
    this.#view.setUint32(this.#position, low, true)
    this.#view.setUint32(this.#position + 4, high, true)
    this.#position += 8
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#position)
    this.#position += bytes.length
  }

  /** What another writer holds; that one is left as it is. */
  copyOf(other: ByteWriter): void {
    this.#reserve(other.#position)
    other.#bytes.copy(this.#bytes, this.#position, 0, other.#position)
    this.#position += other.#position
  }

  /** UTF-8 without a length. */
  text(text: string): void {
    this.#reserve(text.length * 3)
    this.#position += this.#bytes.write(text, this.#position, 'utf8')
  }

  /** UTF-8 with its length in front, as protobuf writes strings. */
  string(text: string): void {
    if (text.length > asciiLimit || !this.#shortAscii(text)) {
      this.varint(Buffer.byteLength(text, 'utf8'))
      this.text(text)
    }
  }

  /** Names and label values are short and ASCII: a loop over them beats the call into native code. */
  #shortAscii(text: string): boolean {
    const length = text.length
    this.#reserve(length + 1)
    let position = this.#position + 1
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) return false
      this.#bytes[position++] = code
    }
    this.#bytes[this.#position] = length
    this.#position = position
    return true
  }

  /** Opens a length-delimited field's content; hand the result to `close`. */
  open(): number {
    this.#reserve(1)
    return this.#position++
  }

  /** Puts the length in front of all that was written since `open`; moves it when the length needs more than a byte. */
  close(start: number): void {
    const length = this.#position - start - 1
    if (length > 0x7f) {
      const extra = length < 0x4000 ? 1 : length < 0x200000 ? 2 : length < 0x10000000 ? 3 : 4
      this.#reserve(extra)
      this.#bytes.copyWithin(start + 1 + extra, start + 1, this.#position)
      this.#position += extra
    }
    const end = this.#position
    this.#position = start
    this.varint(length)
    this.#position = end
  }

  #reserve(count: number): void {
    const needed = this.#position + count
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(grown, 0, 0, this.#position)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer, grown.byteOffset, grown.byteLength)
  }
}
