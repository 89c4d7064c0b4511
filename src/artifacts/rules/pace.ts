import type { Minimum } from '../../catalog/index.ts'

const day = 86_400_000
const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: day, w: 7 * day, y: 365 * day } as const

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
    if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) throw new Error(`${text} is no duration like 5m.`)
    const span = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)]
      // The pattern has matched one of the units.
      .map(([, amount, unit]) => Number(amount) * milliseconds[unit as keyof typeof milliseconds])
      .reduce((sum, each) => sum + each)
    return `${Math.round(span / this.#divisor)}ms`
  }

  /** The minimum of an alert in windows that are shorter by as much. */
  minimum(minimum: Minimum): Minimum {
    if (typeof minimum === 'number') return this.count(minimum)
    return { ...minimum, count: this.count(minimum.count) }
  }

  /** How many events are enough in a window that is shorter by as much. */
  count(events: number): number {
    return events / this.#divisor
  }
}
