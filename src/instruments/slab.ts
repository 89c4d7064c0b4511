/** Where the numbers of one series lie. */
export interface Place {
  readonly cells: Float64Array
  readonly at: number
  /** Which of the slab's arrays `cells` is. */
  readonly chunk: number
  /** The running number of the place; a place that was freed is handed out again. */
  readonly slot: number
}

const FIRST_CHUNK = 2
const MAX_CHUNK_BYTES = 32 * 1024

/**
 * Numbers of many series in few arrays: a small instrument holds one small array, a large one does not pay an array
 * for each of its series. Arrays never move, so a series may keep its place.
 */
export class Slab {
  readonly width: number
  readonly #chunks: Float64Array[] = []
  readonly #free: Place[] = []
  readonly #maxCells: number
  #used = 0
  #slots = 0

  /** @param width how many numbers a series has */
  constructor(width: number) {
    this.width = width
    this.#maxCells = Math.max(FIRST_CHUNK, Math.floor(MAX_CHUNK_BYTES / 8 / width))
  }

  /** A place of zeros. */
  take(): Place {
    const reused = this.#free.pop()
    if (reused !== undefined) return reused
    let chunk = this.#chunks.length - 1
    let cells = this.#chunks[chunk]
    if (cells === undefined || this.#used * this.width >= cells.length) {
      const size = Math.min(FIRST_CHUNK * 2 ** this.#chunks.length, this.#maxCells)
      cells = new Float64Array(size * this.width)
      this.#chunks.push(cells)
      chunk++
      this.#used = 0
    }
    const at = this.#used++ * this.width
    return { cells, at, chunk, slot: this.#slots++ }
  }

  /** Gives a place back; whoever had it must not write to it any more. */
  release(place: Place): void {
    place.cells.fill(0, place.at, place.at + this.width)
    const { cells, at, chunk, slot } = place
    this.#free.push({ cells, at, chunk, slot })
  }
}
