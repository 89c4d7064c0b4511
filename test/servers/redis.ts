import { connect } from 'node:net'
import { createClient, type RedisClientType } from '@redis/client'
import { freePort } from '../../stack/free-port.mjs'
import { installed } from './installed.ts'
import type { Rack } from './rack.ts'
import { startServer, type TestServer } from './server.ts'

/** Where Redis is installed, if it is. */
export const redisServer = installed({ name: 'redis-server', debianPackage: 'redis-server' })

/** A Redis with a password. */
export async function startRedis(
  rack: Rack,
  options: {
    password: string
    /** Files of a certificate and its key: then it speaks TLS only. */
    tls?: { readonly certificate: string; readonly key: string }
    /** What it has answered outlives a crash of its own. By default it keeps nothing. */
    keeps?: boolean
  },
): Promise<TestServer> {
  const { password, tls, keeps = false } = options
  const port = await freePort()
  const listen = tls === undefined ? ['--port', String(port)] : ['--port', '0', ...tlsArgs(port, tls)]
  const folder = rack.folder()
  return startServer(rack, {
    url: `${tls === undefined ? 'redis' : 'rediss'}://:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    port,
    command: redisServer ?? 'redis-server',
    args: [
      ...[...listen, '--bind', '127.0.0.1', '--requirepass', password],
      ...['--save', '', '--appendonly', keeps ? 'yes' : 'no', '--dir', folder],
    ],
    folder,
    endBy: 'SIGTERM',
    crashBy: 'SIGKILL',
    answers: () => accepts(port),
  })
}

/** Does something at the server, over a connection of its own. */
export async function atRedis<Answer>(
  url: string,
  work: (client: RedisClientType) => Promise<Answer>,
): Promise<Answer> {
  const client: RedisClientType = createClient({ url, socket: { reconnectStrategy: false } })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    client.destroy()
  }
}

function tlsArgs(port: number, { certificate, key }: { certificate: string; key: string }): string[] {
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate]
  return ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files]
}

/** Redis listens once it can answer. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.end())
  })
}
