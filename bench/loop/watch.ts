import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { mainThreadTime } from './main-thread-time.ts'

/** How long the event loop was held while something ran, in milliseconds. */
export interface LoopReport {
  /**
   * The longest turn of the loop in processor time, garbage collection taken off: what the code itself did in one go.
   * Time in which the machine ran another process is not in it.
   */
  readonly slice: number
  /** The longest turn in wall time, garbage collection taken off: what a timer or request had to wait. */
  readonly delay: number
  /** The longest single pause of the garbage collector. */
  readonly gc: number
  /** All pauses of the garbage collector together. */
  readonly gcTotal: number
}

interface Turn {
  readonly start: number
  readonly end: number
  readonly cpu: number
}

/**
 * Watches the event loop by an immediate in every turn. It holds the loop awake, so a turn is what ran between two
 * immediates, never the idle wait.
 */
export function watchLoop(): { stop(): Promise<LoopReport> } {
  const turns: Turn[] = []
  const pauses: PerformanceEntry[] = []
  const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })

  let watching = true
  let lastTime = performance.now()
  let lastCpu = mainThreadTime()
  const tick = () => {
    const end = performance.now()
    const cpu = mainThreadTime()
    // Shorter turns cannot be the longest one of anything worth measuring, and keeping them would cost memory.
    if (end - lastTime > 0.2) turns.push({ start: lastTime, end, cpu: cpu - lastCpu })
    lastTime = performance.now()
    lastCpu = cpu
    if (watching) setImmediate(tick)
  }
  setImmediate(tick)

  return {
    async stop() {
      watching = false
      // The entries of the last pauses arrive by a task of their own.
      await new Promise((resolve) => setTimeout(resolve, 20))
      pauses.push(...observer.takeRecords())
      observer.disconnect()
      return report(turns, pauses)
    },
  }
}

function report(turns: readonly Turn[], pauses: readonly PerformanceEntry[]): LoopReport {
  let slice = 0
  let delay = 0
  for (const { start, end, cpu } of turns) {
    const collecting = pauses.reduce((sum, pause) => sum + overlap(pause, start, end), 0)
    const working = end - start - collecting
    delay = Math.max(delay, working)
    // A pause is known in wall time only, so it cannot be taken off processor time: this is an upper bound.
    slice = Math.max(slice, Math.min(working, cpu))
  }
  const durations = pauses.map((pause) => pause.duration)
  return {
    slice,
    delay,
    gc: Math.max(0, ...durations),
    gcTotal: durations.reduce((sum, one) => sum + one, 0),
  }
}

function overlap(pause: PerformanceEntry, start: number, end: number): number {
  return Math.max(0, Math.min(end, pause.startTime + pause.duration) - Math.max(start, pause.startTime))
}
