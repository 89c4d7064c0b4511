import { setTimeout as sleep } from 'node:timers/promises'

/** What nobody answers is not waited for. A server that is busy, as the whole machine may be, is. */
export const ANSWER_WITHIN_MS = 30_000

/**
 * Asks twice a second until there is an answer; afterwards the sentence `what` says what never came. Two minutes are
 * many times what anything takes here, so that a machine that is busy with something else makes nothing fail.
 */
export async function until<Answer>(
  what: () => string,
  ask: () => Promise<Answer | undefined>,
  seconds = 120,
): Promise<Answer> {
  const deadline = performance.now() + seconds * 1_000
  // Asked last when the time is up: this process may have slept for longer than it wanted.
  for (let isLast = false; ; isLast = performance.now() >= deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (isLast) throw new Error(`This did not come true within ${seconds} s: ${what()}`)
    await sleep(500)
  }
}
