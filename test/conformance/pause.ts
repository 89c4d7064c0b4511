import { setTimeout } from 'node:timers/promises'

/** Long enough for the clock to move on. */
export async function pause(): Promise<void> {
  await setTimeout(3)
}
