import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'

/** The client as this platform uses it. */
export type Redis = ReturnType<typeof clientFor>

/** How long anybody waits for a Redis that hangs. */
export const ANSWERS_WITHIN_MS = 2_000
const SILENT_FOR_MS = 3_000
const PING_EVERY_MS = 1_000
const LONGEST_PAUSE_MS = 2_000

/** Redis has not answered in time; whether it does what it was asked for is not known. */
export class RedisSilent extends Error {
  override readonly name = 'RedisSilent'

  constructor() {
    super(`Redis did not answer within ${ANSWERS_WITHIN_MS / 1_000} s.`)
  }
}

/**
 * Connects, and connects again whenever the connection is lost; meanwhile commands fail at once.
 *
 * @throws a sentence, without the password, when `url` is no address, or no Redis lets us in at the start
 */
export async function connectRedis(url: string): Promise<Redis> {
  // The error of the parser holds all of it. Without the scheme, `localhost:6379` is an address too, and no Redis' own.
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error(
      'REDIS_URL is no address. Give one like redis://:password@127.0.0.1:6379, the password percent-encoded.',
    )
  }
  let wasThere = false
  const client = clientFor(url, () => wasThere)
  // Without a listener a lost connection would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    const { host } = new URL(url)
    throw new Error(
      `No Redis answers at ${host} (${String(error)}). Start one, or name another by REDIS_URL.`,
    )
  }
  wasThere = true
  return client
}

/**
 * What a command is answered with.
 *
 * @throws {RedisSilent} when that takes too long
 */
export async function answerOf<Answer>(command: Promise<Answer>): Promise<Answer> {
  const answered = new AbortController()
  const late = sleep(ANSWERS_WITHIN_MS, undefined, { signal: answered.signal }).then(() => {
    throw new RedisSilent()
  })
  try {
    return await Promise.race([command, late])
  } finally {
    answered.abort()
  }
}

function clientFor(url: string, wasThere: () => boolean) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000,
    pingInterval: PING_EVERY_MS,
    socket: {
      connectTimeout: ANSWERS_WITHIN_MS,
      // A server that hangs closes nothing itself.
      socketTimeout: SILENT_FOR_MS,
      reconnectStrategy: (retries) => (wasThere() ? Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS) : false),
    },
  })
}
