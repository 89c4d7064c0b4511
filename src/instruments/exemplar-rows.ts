import { ID_WORDS } from './span-id.ts'

/** Numbers of one exemplar: the fields below, and three places for the ids. */
const WIDTH = 10
const VALUE = 0
const MILLIS = 1
const ORDINAL = 2
const SINCE = 3
const PLACE = 4
const NEXT = 5
const EXPECTED = 6
const IDS = 7

/** No row: the end of a series' list. */
export const NO_ROW = -1

/** Rows per array: 2^5. */
const CHUNK_BITS = 5
const CHUNK_ROWS = 1 << CHUNK_BITS

/**
 * The exemplars of one stream as rows of numbers, in few arrays: a series holds the number of its first row, a row that
 * of the next. Rows exist only for buckets that have had an exemplar.
 */
export class ExemplarRows {
  readonly #numbers: Float64Array[] = []
  readonly #words: Uint32Array[] = []
  #free = NO_ROW
  #used = 0

  /** A row for `place`, before the others of the series. */
  add(place: number, next: number, since: number): number {
    const row = this.#take()
    this.#set(row, PLACE, place)
    this.#set(row, NEXT, next)
    this.#set(row, SINCE, since)
    this.#set(row, EXPECTED, 0)
    return row
  }

  /** Gives all rows of a series back. */
  release(first: number): void {
    for (let row = first; row !== NO_ROW; ) {
      const next = this.next(row)
      this.#set(row, NEXT, this.#free)
      this.#free = row
      row = next
    }
  }

  /** The row of a place in the series' list. */
  find(first: number, place: number): number {
    let row = first
    while (row !== NO_ROW) {
      // A series lists only rows whose array is there.
      const numbers = this.#numbers[row >> CHUNK_BITS] as Float64Array
      const at = start(row)
      if (numbers[at + PLACE] === place) return row
      row = numbers[at + NEXT] as number
    }
    return NO_ROW
  }

  /** @param ids the words of the trace and span id */
  write(row: number, value: number, millis: number, ordinal: number, ids: Uint32Array): void {
    // A series lists only rows whose array is there.
    const numbers = this.#numbers[row >> CHUNK_BITS] as Float64Array
    const words = this.#words[row >> CHUNK_BITS] as Uint32Array
    const at = start(row)
    numbers[at + VALUE] = value
    numbers[at + MILLIS] = millis
    numbers[at + ORDINAL] = ordinal
    for (let i = 0; i < ID_WORDS; i++) words[(at + IDS) * 2 + i] = ids[i] as number
  }

  value(row: number): number {
    return this.#get(row, VALUE)
  }

  millis(row: number): number {
    return this.#get(row, MILLIS)
  }

  /** The how-manieth measurement of its bucket it was; tells whether it belongs to a reader's interval. */
  ordinal(row: number): number {
    return this.#get(row, ORDINAL)
  }

  /** The count at which the present round of sampling began. */
  since(row: number): number {
    return this.#get(row, SINCE)
  }

  /** How many measurements the last round had. */
  expected(row: number): number {
    return this.#get(row, EXPECTED)
  }

  /** Begins a new round at `count`; without a measurement in the last one, that goes on. */
  restart(row: number, count: number): void {
    const seen = count - this.since(row)
    if (seen === 0) return
    this.#set(row, EXPECTED, seen)
    this.#set(row, SINCE, count)
  }

  place(row: number): number {
    return this.#get(row, PLACE)
  }

  next(row: number): number {
    return this.#get(row, NEXT)
  }

  /** Where the ids of a row are read. */
  ids(row: number): { words: Uint32Array; at: number } {
    // Rows are handed out only once their array is there.
    return { words: this.#words[row >> CHUNK_BITS] as Uint32Array, at: (start(row) + IDS) * 2 }
  }

  #take(): number {
    const row = this.#free
    if (row !== NO_ROW) {
      this.#free = this.next(row)
      return row
    }
    if (this.#used >> CHUNK_BITS === this.#numbers.length) {
      const numbers = new Float64Array(CHUNK_ROWS * WIDTH)
      this.#numbers.push(numbers)
      this.#words.push(new Uint32Array(numbers.buffer))
    }
    return this.#used++
  }

  #get(row: number, field: number): number {
    return this.#numbers[row >> CHUNK_BITS]?.[start(row) + field] ?? 0
  }

  #set(row: number, field: number, value: number): void {
    const numbers = this.#numbers[row >> CHUNK_BITS]
    if (numbers !== undefined) numbers[start(row) + field] = value
  }
}

function start(row: number): number {
  return (row & (CHUNK_ROWS - 1)) * WIDTH
}
