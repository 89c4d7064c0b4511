/** A number of places, each taken by one at a time; who finds none free waits in turn, for a limited time. */
export class Slots {
  readonly size: number
  readonly #waitMs: number
  readonly #waiting = new Set<() => void>()
  #taken = 0

  constructor(size: number, waitMs: number) {
    this.size = size
    this.#waitMs = waitMs
  }

  get taken(): number {
    return this.#taken
  }

  /**
   * @returns gives the place back; calling it again does nothing
   * @throws when none became free in time
   */
  async take(): Promise<() => void> {
    if (this.#taken < this.size) this.#taken++
    else await this.#turn()
    let given = false
    return () => {
      if (given) return
      given = true
      this.#giveBack()
    }
  }

  /** Resolves with a place that somebody gives back. */
  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(mine)
        reject(new Error(`None of ${this.size} connections became free within ${this.#waitMs / 1_000} s.`))
      }, this.#waitMs)
      this.#waiting.add(mine)
    })
  }

  #giveBack(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#taken--
    else {
      this.#waiting.delete(next)
      next()
    }
  }
}
