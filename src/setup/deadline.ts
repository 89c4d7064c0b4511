/**
 * Waits for work, but no longer than `millis`. The timer keeps the process alive: one that waits for its telemetry to
 * be sent must not end because nothing else is left to do.
 *
 * @returns whether the work ended in time; a rejection counts as an end
 */
export async function within(millis: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), millis)
  })
  const done = work.then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([done, deadline])
  clearTimeout(timer)
  return inTime
}
