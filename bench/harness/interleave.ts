import type { Contender, Measured, Series, Skipped } from './contender.ts'
import { ContenderProcess, type StartOptions } from './contender-process.ts'

export interface InterleaveOptions {
  readonly contenders: readonly Contender[]
  /** How the process of a contender is started. */
  readonly start: (contender: Contender) => StartOptions
  /** Measured rounds in all. */
  readonly rounds: number
  /** Turns that each contender has after a launch before anything counts. */
  readonly warmups: number
  /**
   * Further such turns until a contender has had this many milliseconds: compilers wait for work done, and the same
   * number of turns is much less work for a fast contender than for a slow one. Default 0.
   */
  readonly warmupMillis?: number
  /**
   * How often all processes are started anew. How one process happens to lay out its memory and compile its code
   * changes a result by some per cent, so several are taken.
   */
  readonly launches: number
  /** One turn of one contender. It throws when what was counted is not what was recorded. */
  readonly turn: (process: ContenderProcess) => Promise<Readonly<Record<string, number>>>
}

/**
 * Runs contenders side by side: in every round each has one turn, alone, in an order that changes from round to round,
 * so that what disturbs the machine disturbs all alike and the ratio within a round stays.
 */
export async function interleave(options: InterleaveOptions): Promise<Measured> {
  const samples = new Map<string, Series>()
  const skipped = new Map<string, Skipped>()
  for (let launch = 0; launch < options.launches; launch++) {
    const processes = await startAll(options, skipped)
    try {
      const first = Math.floor((launch * options.rounds) / options.launches)
      const end = Math.floor(((launch + 1) * options.rounds) / options.launches)
      for (const process of processes) await warmUp(process, options)
      for (let round = first; round < end; round++) {
        for (const process of turned(processes, round)) {
          keep(samples, process.name, await options.turn(process))
        }
      }
    } finally {
      await Promise.all(processes.map((process) => process.stop()))
    }
  }
  return { series: [...samples.values()], skipped: [...skipped.values()] }
}

async function startAll(
  options: InterleaveOptions,
  skipped: Map<string, Skipped>,
): Promise<ContenderProcess[]> {
  const processes: ContenderProcess[] = []
  for (const contender of options.contenders) {
    if (skipped.has(contender.name)) continue
    try {
      processes.push(await ContenderProcess.start(options.start(contender)))
    } catch (error) {
      if (contender.optional !== true) {
        await Promise.all(processes.map((process) => process.stop()))
        throw error
      }
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      skipped.set(contender.name, { contender: contender.name, reason })
    }
  }
  return processes
}

async function warmUp(process: ContenderProcess, options: InterleaveOptions): Promise<void> {
  const end = performance.now() + (options.warmups > 0 ? (options.warmupMillis ?? 0) : 0)
  for (let turn = 0; turn < options.warmups || performance.now() < end; turn++) await options.turn(process)
}

/** Rotated by the round, and every second round backwards: each has each place, after each other one. */
function turned<T>(all: readonly T[], round: number): T[] {
  const start = round % all.length
  const order = [...all.slice(start), ...all.slice(0, start)]
  return round % 2 === 0 ? order : order.reverse()
}

function keep(
  samples: Map<string, Series>,
  contender: string,
  result: Readonly<Record<string, number>>,
): void {
  for (const [quantity, value] of Object.entries(result)) {
    const key = `${contender} ${quantity}`
    const series = samples.get(key) ?? { contender, quantity, samples: [] }
    samples.set(key, series)
    series.samples.push(value)
  }
}
