import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface BenchOptions {
  /** Where the result goes as JSON. */
  readonly json?: string
  /** Only benchmarks whose names contain one of these. */
  readonly only: readonly string[]
  readonly rounds?: number
  readonly quick: boolean
  readonly list: boolean
}

export const usage = `Usage: npm run bench -- [options]
  --only NAME     only benchmarks whose name contains NAME (may be repeated)
  --rounds N      measured rounds of each benchmark instead of its own number
  --quick         small sizes and few rounds: shows that everything runs, judges nothing
  --json FILE     writes the result, with every sample, to FILE
  --list          prints the names of the benchmarks`

export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  })
  const { json, only, rounds, quick, list } = values
  return {
    only,
    quick,
    list,
    ...(json === undefined ? {} : { json }),
    ...(rounds === undefined ? {} : { rounds: positive(rounds) }),
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`--rounds is ${JSON.stringify(text)}; give a whole number of at least 1.`)
  }
  return value
}
