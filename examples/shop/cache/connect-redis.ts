import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, ErrorReply } from '@redis/client'

/** The client as this shop uses it. */
export type RedisClient = ReturnType<typeof createRedis>

const FIRST_CONNECTION_WITHIN_MS = 2_000
const CONNECT_WITHIN_MS = 2_000
/** Without a byte for this long, the connection is given up and made anew: a server that hangs closes nothing itself. */
const SILENT_FOR_MS = 3_000
const PING_EVERY_MS = 1_000
const LONGEST_PAUSE_MS = 2_000

/** What a server says that will work later, without anybody changing anything here. */
const PASSING = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|ERR max number of clients)/

/**
 * Connects to the Redis that `url` names (`redis://` or `rediss://`), and connects again whenever the connection is lost.
 *
 * A server that cannot be reached yet is no reason to wait: it is noticed, and the shop works without. One that refuses the connection as
 * it is asked for, by its password or its number of database, is an error.
 *
 * @throws when the URL cannot be read, or the server refuses what it says
 */
export async function connectRedis(url: string, notice: (sentence: string) => void): Promise<RedisClient> {
  let starting = true
  let lastError: unknown = 'no answer'
  const client = createRedis(url, () => starting)
  // Without a listener a lost connection would end the process. Each command that fails by it is counted by its caller.
  client.on('error', (error: unknown) => {
    lastError = error
  })
  const connected = client.connect()
  // Still trying when this function returns, it may be given up when the shop ends.
  connected.catch(() => {})
  await Promise.race([connected, sleep(FIRST_CONNECTION_WITHIN_MS, undefined, { ref: false })])
  starting = false
  if (!client.isReady) {
    const why = lastError instanceof Error ? lastError.message : lastError
    notice(`Redis does not answer yet (${why}): until it does, products come from the database.`)
  }
  return client
}

function createRedis(url: string, isStarting: () => boolean) {
  return createClient({
    url,
    // A command that cannot be sent now is answered now, by the database.
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000,
    pingInterval: PING_EVERY_MS,
    socket: {
      connectTimeout: CONNECT_WITHIN_MS,
      socketTimeout: SILENT_FOR_MS,
      // The default strategy gives up after a silent connection.
      reconnectStrategy: (retries, cause) => {
        if (isStarting() && isRefusal(cause)) return false
        return Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2)
      },
    },
  })
}

function isRefusal(cause: unknown): boolean {
  return cause instanceof ErrorReply && !PASSING.test(cause.message)
}
