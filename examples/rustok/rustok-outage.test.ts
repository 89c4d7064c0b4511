import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { postgresServer, startPostgres } from '../../test/servers/postgres.ts'
import { Rack } from '../../test/servers/rack.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'

describe.skipIf(postgresServer === undefined)('RusToK, while its database hangs', () => {
  let rack: Rack
  let postgres: TestServer
  let program: ExampleProgram | undefined
  beforeEach(async () => {
    rack = new Rack()
    postgres = await startPostgres(rack, { password: 'of a test' })
  })
  afterEach(async () => {
    await program?.crash()
    await rack.close()
  })

  async function start(...args: string[]) {
    const started = startExample('rustok/main.js', ['--port', '0', ...args], {
      DATABASE_URL: postgres.url,
      REDIS_URL: 'redis://127.0.0.1:1',
    })
    program = started
    const address = /RusToK answers at (\S+), its metrics are at (\S+)\. /
    const [, url = '', metrics = ''] = await started.until(
      'its address',
      () => address.exec(started.output()) ?? undefined,
    )
    const has = (line: RegExp) =>
      started.until(`${line}`, async () => line.test(await (await fetch(metrics)).text()) || undefined)
    return { program: started, url, has }
  }

  // Whoever has not ended after a while is killed, and has no exit code.

  test('ends when it is told to while nobody asks for anything', async () => {
    const { program, url } = await start('--no-visitors')
    await Promise.all(['one', 'two', 'three'].map((id) => fetch(`${url}/products/${id}`)))
    postgres.pause()
    expect(await program.end()).toBe(0)
  })

  test('ends when it is told to while events wait, and says how many are lost', async () => {
    const { program, has } = await start()
    await has(/^rustok_event_bus_dispatched_total{event_type="ProductViewed".*} \d{2}/m)
    postgres.pause()
    await has(/^rustok_event_bus_queue_depth{.*} [1-9]\d/m)
    expect(await program.end()).toBe(0)
    expect(program.output()).toMatch(/\d+ events were not handled within 5000 ms, and are lost\./)
  })
})
