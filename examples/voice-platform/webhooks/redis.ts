import { createClient } from '@redis/client'

/** The client as this platform uses it. */
export type Redis = ReturnType<typeof clientFor>

const LONGEST_PAUSE_MS = 2_000

/**
 * Connects, and connects again whenever the connection is lost; meanwhile commands fail at once.
 *
 * @throws a sentence when there is no Redis at the start
 */
export async function connectRedis(url: string): Promise<Redis> {
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

function clientFor(url: string, wasThere: () => boolean) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 2_000,
      reconnectStrategy: (retries) => (wasThere() ? Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS) : false),
    },
  })
}
