import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAlive } from '../../stack/keeper/is-alive.mjs'
import { descendantsOf } from '../e2e/processes.ts'
import { installed } from './installed.ts'
import { atPostgres, postgresServer, startPostgres } from './postgres.ts'
import { Rack } from './rack.ts'
import { atRedis, redisServer, startRedis } from './redis.ts'

const PASSWORD = 'p@ss: w/o#?'
let rack: Rack
beforeAll(() => {
  rack = new Rack()
})
afterAll(() => rack.close())

test('a program that is not there is missed aloud, with the command that installs it', () => {
  const said: unknown[] = []
  const { error } = console
  console.error = (text: unknown) => said.push(text)
  try {
    expect(installed({ name: 'no-such-server', debianPackage: 'no-such-package' })).toBeUndefined()
  } finally {
    console.error = error
  }
  expect(said.join()).toContain('apt-get install -y no-such-package')
})

describe.skipIf(redisServer === undefined)('Redis', () => {
  test('it asks for its password, crashes, comes back empty, and leaves nothing', async () => {
    const own = new Rack()
    const server = await startRedis(own, { password: PASSWORD })
    expect(await atRedis(server.url, (client) => client.set('key', 'text'))).toBe('OK')
    const get = (url = server.url) => atRedis(url, (client) => client.get('key'))
    await expect(get(`redis://127.0.0.1:${server.port}`)).rejects.toThrow('NOAUTH')
    await server.crash()
    await expect(get()).rejects.toThrow('ECONNREFUSED')
    await server.startAgain()
    expect(await get()).toBeNull()
    const folder = own.folder()
    const pids = descendantsOf(own.keeper.pid)
    expect(pids.length).toBe(1)
    server.pause()
    await own.close()
    expect([existsSync(folder), pids.filter(isAlive)]).toEqual([false, []])
  })

  test('it keeps its data over a crash where it is asked to', async () => {
    const server = await startRedis(rack, { password: PASSWORD, keeps: true })
    expect(await atRedis(server.url, (client) => client.set('key', 'text'))).toBe('OK')
    await server.crash()
    await server.startAgain()
    expect(await atRedis(server.url, (client) => client.get('key'))).toBe('text')
    await server.stop()
  })
})

describe.skipIf(postgresServer === undefined)('PostgreSQL', () => {
  test('it asks for its password, and keeps its data over a crash', async () => {
    const server = await startPostgres(rack, { password: PASSWORD })
    const ask = (sql: string, url = server.url) => atPostgres(url, sql)
    await ask('CREATE TABLE kept (a int)')
    await ask('INSERT INTO kept VALUES (7)')
    const wrong = server.url.replace(encodeURIComponent(PASSWORD), 'wrong')
    await expect(ask('SELECT 1', wrong)).rejects.toThrow('password authentication failed')
    await server.crash()
    await expect(ask('SELECT 1')).rejects.toThrow('ECONNREFUSED')
    await server.startAgain()
    expect(await ask('SELECT a FROM kept')).toEqual([{ a: 7 }])
    const pids = descendantsOf(rack.keeper.pid)
    expect(pids.length).toBeGreaterThan(2)
    server.pause()
    await server.stop()
    expect(pids.filter(isAlive)).toEqual([])
  })
})
