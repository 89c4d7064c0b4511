import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { freePort } from '../../stack/free-port.mjs'
import { installed, postgresFolders } from './installed.ts'
import type { Rack } from './rack.ts'
import { startServer, type TestServer } from './server.ts'

/** Where PostgreSQL is installed, if it is. */
export const postgresServer = installed({
  name: 'postgres',
  debianPackage: 'postgresql',
  folders: postgresFolders(),
})

const USER = 'shop'
/** Safe enough for a test, and quick: a crash of the server loses nothing, one of the machine would. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '30',
  fsync: 'off',
  shared_buffers: '16MB',
  autovacuum: 'off',
}

/** A PostgreSQL with an empty database `shop`, which asks for a password. */
export async function startPostgres(rack: Rack, { password }: { password: string }): Promise<TestServer> {
  const folder = rack.folder()
  const programs = dirname(postgresServer ?? '')
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  mkdirSync(data)
  writeFileSync(passwordFile, password)
  // It refuses to run as root. Debian's package has made a user for it.
  const isRoot = process.getuid?.() === 0
  const asUser = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []
  if (isRoot) {
    chmodSync(dirname(folder), 0o711)
    execFileSync('chown', ['-R', 'postgres:postgres', folder])
  }
  const [create = '', ...createArgs] = [
    ...[...asUser, join(programs, 'initdb'), '-D', data, '-U', USER, '-E', 'UTF8', '--no-locale'],
    ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
  ]
  execFileSync(create, createArgs, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await freePort()
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const [command = '', ...args] = [...asUser, join(programs, 'postgres'), '-D', data, ...settings]
  const urlOf = (database: string): string =>
    `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  const server = await startServer(rack, {
    url: urlOf('shop'),
    port,
    command,
    args,
    folder,
    endBy: 'SIGINT',
    // An immediate shutdown: all connections drop, nothing is written, and the next start recovers as from a crash.
    crashBy: 'SIGQUIT',
    answers: () =>
      atPostgres(urlOf('postgres'), 'SELECT 1').then(
        () => true,
        () => false,
      ),
  })
  await atPostgres(urlOf('postgres'), 'CREATE DATABASE shop')
  return server
}

/** Runs one statement, over a connection of its own, and gives its rows. */
export async function atPostgres(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => {})
  }
}
