/**
 * Starts a stopwatch for work on the main thread; the result stops it, in nanoseconds: wall time, or the process'
 * processor time where that is less, because then the machine ran something else in between.
 */
export function stopwatch(): () => number {
  const cpu = process.cpuUsage()
  const start = process.hrtime.bigint()
  return () => {
    const wall = Number(process.hrtime.bigint() - start)
    const { user, system } = process.cpuUsage(cpu)
    return Math.min(wall, (user + system) * 1000)
  }
}
