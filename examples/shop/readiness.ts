import { setTimeout as sleep } from 'node:timers/promises'

/** Something that the shop keeps data in. */
export interface Store {
  readonly name: string
  /** Without it the shop cannot do its work; without one that is not needed it only does it worse. */
  readonly needed: boolean
  /** Resolves when it answers. */
  ping(): Promise<unknown>
}

/** Whether the shop can do its work, and which of its stores answer. */
export interface Readiness {
  /** `degraded` when all that is missing is not needed. */
  readonly status: 'ready' | 'degraded' | 'unavailable'
  readonly stores: Readonly<Record<string, 'answers' | 'silent'>>
}

const ANSWER_WITHIN_MS = 2_000

/** Asks every store, all at once. Takes two seconds at most, and never rejects. */
export async function checkReadiness(stores: readonly Store[]): Promise<Readiness> {
  const answers = await Promise.all(
    stores.map(async (store) => ({ ...store, isThere: await doesAnswer(store) })),
  )
  const missing = answers.filter(({ isThere }) => !isThere)
  const status = missing.some(({ needed }) => needed)
    ? 'unavailable'
    : missing.length > 0
      ? 'degraded'
      : 'ready'
  return {
    status,
    stores: Object.fromEntries(answers.map(({ name, isThere }) => [name, isThere ? 'answers' : 'silent'])),
  }
}

async function doesAnswer(store: Store): Promise<boolean> {
  const given = new AbortController()
  try {
    const answered = store.ping().then(() => true)
    return await Promise.race([answered, sleep(ANSWER_WITHIN_MS, false, { signal: given.signal })])
  } catch {
    return false
  } finally {
    given.abort()
  }
}
