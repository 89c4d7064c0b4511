/** Columns of a dashboard. */
const columns = 24

/** Where a panel stands. */
export interface Position {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Puts panels side by side, and begins a new line where one does not fit any more. */
export class Grid {
  #x = 0
  #y = 0
  #lineHeight = 0

  /** A heading over the whole width. */
  heading(): Position {
    this.#endLine()
    return this.place(columns, 1)
  }

  place(w: number, h: number): Position {
    if (this.#x + w > columns) this.#endLine()
    const position = { x: this.#x, y: this.#y, w, h }
    this.#x += w
    this.#lineHeight = Math.max(this.#lineHeight, h)
    if (this.#x === columns) this.#endLine()
    return position
  }

  #endLine(): void {
    this.#x = 0
    this.#y += this.#lineHeight
    this.#lineHeight = 0
  }
}
