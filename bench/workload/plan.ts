/** What is recorded, the same for every contender: which series each record goes to, and its value. */
export interface Plan {
  /** Entries before the plan repeats; a power of two. */
  readonly size: number
  /** The series of each record, of `cellCount`. */
  readonly cells: Uint16Array
  /** Log-uniform between 0.1 ms and 100 s, as durations are. */
  readonly values: Float64Array
}

/** How many series each instrument has: 16 × 16, or 8 × 8 × 4 label values. */
export const cellCount = 256

export function makePlan(seed = 1): Plan {
  const size = 1 << 16
  const random = generator(seed)
  const cells = new Uint16Array(size)
  const values = new Float64Array(size)
  for (let at = 0; at < size; at++) {
    cells[at] = Math.floor(random() * cellCount)
    values[at] = 1e-4 * 10 ** (random() * 6)
  }
  return { size, cells, values }
}

/** Two label values of a series: 16 event types and 16 tenants. */
export const two = {
  first: names('event', 16),
  second: names('tenant', 16),
  firstOf: (cell: number): number => cell & 15,
  secondOf: (cell: number): number => cell >> 4,
}

/** Three label values of a series: 8 methods, 8 routes, 4 statuses. */
export const three = {
  first: names('method', 8),
  second: names('/route', 8),
  third: names('status', 4),
  firstOf: (cell: number): number => cell & 7,
  secondOf: (cell: number): number => (cell >> 3) & 7,
  thirdOf: (cell: number): number => cell >> 6,
}

/** The bucket bounds that every histogram here has, in seconds: those that prom-client has by default. */
export const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The smallest generator that is even enough (mulberry32); seeded, so that every process records the same. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}-${at}`)
}
