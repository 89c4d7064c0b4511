import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import type { LogError } from '../process/error-log.ts'

/** The client as Dalston uses it. */
export type Redis = ReturnType<typeof create>

const CONNECT_WITHIN_MS = 2_000
/** Longer than {@link BLOCK_SECONDS}: a server that hangs closes nothing itself. */
const SILENT_FOR_MS = 3_000
const LONGEST_PAUSE_MS = 1_000

/** How long a command may wait for something to come into a list. */
export const BLOCK_SECONDS = 1

/**
 * A client of the Redis that `REDIS_URL` names, by default one on this machine. It connects again whenever the
 * connection is lost; until then every command fails at once. Whether Redis is there yet is no condition to start.
 *
 * @param log is told once why it cannot connect, or what ended the connection; commands fail without saying so
 * @throws when `REDIS_URL` is no such address
 */
export async function connectRedis(env: NodeJS.ProcessEnv, log: LogError): Promise<Redis> {
  const client = create(env.REDIS_URL || 'redis://127.0.0.1:6379')
  let isLost = false
  client.on('error', (error) => {
    if (!isLost) log(error)
    isLost = true
  })
  client.on('ready', () => {
    isLost = false
  })
  const connected = client.connect()
  connected.catch(() => {})
  const failed = once(client, 'error')
  await Promise.race([connected, failed, sleep(CONNECT_WITHIN_MS, undefined, { ref: false })])
  return client
}

function create(url: string) {
  // What it says of one that it cannot read does not say which setting that is; the address may have a password in it.
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error('REDIS_URL is no address of a Redis; redis://:password@127.0.0.1:6379 is one.')
  }
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1_000,
    socket: {
      connectTimeout: CONNECT_WITHIN_MS,
      socketTimeout: SILENT_FOR_MS,
      // The default strategy gives up after a silent connection.
      reconnectStrategy: (retries) =>
        Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2),
    },
    pingInterval: 1_000,
  })
}
