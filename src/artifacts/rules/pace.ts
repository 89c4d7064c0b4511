const milliseconds = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * How fast time goes for the rules. A live run that cannot wait divides every window and every `for`, and asks for as
 * much less traffic: the conditions stay the same ones, only sooner.
 */
export class Pace {
  readonly #divisor: number

  constructor(divisor: number) {
    if (!(Number.isFinite(divisor) && divisor > 0)) {
      throw new Error(`timeScale is ${divisor}; it divides windows and must be a positive number.`)
    }
    this.#divisor = divisor
  }

  /** The duration as Prometheus writes it. */
  duration(text: string): string {
    if (this.#divisor === 1) return text
    const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
    if (amount === undefined) throw new Error(`${text} is no duration like 5m.`)
    // The pattern has matched one of the units.
    const span = Number(amount) * milliseconds[unit as keyof typeof milliseconds]
    return `${Math.round(span / this.#divisor)}ms`
  }

  /** How many events are enough in a window that is shorter by as much. */
  count(events: number): number {
    return events / this.#divisor
  }
}
