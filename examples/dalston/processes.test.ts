import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { allGone, descendantsOf } from '../../test/e2e/processes.ts'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import { startExample } from '../../test/systems/example-program.ts'
import { RunningDalston, serviceNames } from '../../test/systems/running-dalston.ts'
import { silence } from './engine/wave.ts'
import { engineIds, services } from './process/services.ts'

/** Nothing listens there. */
const NO_REDIS = { REDIS_URL: 'redis://127.0.0.1:1' }

test('every engine has its process', () => {
  const engines = serviceNames.filter((name) => name.startsWith('engine-'))
  expect(engines.toSorted()).toEqual(engineIds.map((id) => `engine-${id}`).toSorted())
})

test('prometheus.yml scrapes every process where it listens, and says which it is', () => {
  const { scrape_configs } = parse(readFileSync(join(import.meta.dirname, 'prometheus.yml'), 'utf8'))
  const found = scrape_configs
    .filter(({ job_name }: { job_name: string }) => job_name !== 'prometheus')
    .map((job: { job_name: string; static_configs: [{ targets: [string]; labels: object }] }) => {
      const [{ targets, labels }] = job.static_configs
      return [job.job_name, ...targets, labels]
    })
  const expected = serviceNames.map((service) => {
    const { job, port } = services[service]
    return [job, `127.0.0.1:${port}`, { service, source: 'scrape' }]
  })
  expect(found).toEqual(expected)
})

describe('a process by itself', () => {
  test.each(serviceNames)('%s runs, has metrics, and ends', async (service) => {
    const program = startExample(`dalston/${service}/main.js`, [], { ...NO_REDIS, PORT: '0' })
    const [, url] = await program.until(
      'its address',
      () => /: (http:\S+)$/m.exec(program.output()) ?? undefined,
    )
    const response = await fetch(`${url}/metrics`)
    expect([response.status, /^dalston_/m.test(await response.text())]).toEqual([200, true])
    expect(await program.end()).toBe(0)
  })

  test('says that its port is taken, and ends', async () => {
    const first = startExample('dalston/gateway/main.js', [], { ...NO_REDIS, PORT: '0' })
    const [, port = ''] = await first.until(
      'its port',
      () => /: http:\S+:(\d+)$/m.exec(first.output()) ?? undefined,
    )
    const second = startExample('dalston/gateway/main.js', [], { ...NO_REDIS, PORT: port })
    await second.until(
      'a complaint',
      () => /gateway cannot run: .*EADDRINUSE/.exec(second.output()) ?? undefined,
    )
    expect(await second.end()).toBe(1)
    expect(await first.end()).toBe(0)
  })

  test('says in one sentence that its Redis has no address', async () => {
    const program = startExample('dalston/engine-pyannote/main.js', [], {
      PORT: '0',
      REDIS_URL: 'redis:6379',
    })
    await program.until('a complaint', () => (program.output() === '' ? undefined : true))
    expect(await program.end()).toBe(1)
    expect(program.output()).toBe(
      'engine-pyannote cannot run: REDIS_URL is no address of a Redis; redis://:password@127.0.0.1:6379 is one.\n',
    )
  })

  test('says in one sentence what is wrong with its port', async () => {
    const program = startExample('dalston/orchestrator/main.js', [], { ...NO_REDIS, PORT: 'many' })
    await program.until('a complaint', () => (program.output() === '' ? undefined : true))
    expect(await program.end()).toBe(1)
    expect(program.output()).toBe(
      'orchestrator cannot run: PORT is "many", and must be a number from 0 to 65535; 0 takes a free one.\n',
    )
  })
})

describe.skipIf(redisServer === undefined)('all processes', () => {
  test('say why Redis does not take them', async () => {
    const rack = new Rack()
    const redis = await startRedis(rack, { password: 'of a test' })
    const REDIS_URL = redis.url.replace(/:[^:]*@/, ':guessed@')
    const program = startExample('dalston/gateway/main.js', [], { PORT: '0', REDIS_URL })
    await program.until('the reason', () => /^gateway: WRONGPASS/m.exec(program.output())?.[0])
    expect(program.output()).not.toContain('guessed')
    expect(await program.end()).toBe(0)
    await rack.close()
  })

  test('without metrics: jobs are done as ever, and nobody listens for a scrape', async () => {
    const rack = new Rack()
    const redis = await startRedis(rack, { password: 'of a test' })
    const dalston = await RunningDalston.start({ REDIS_URL: redis.url, METRICS_ENABLED: 'false' })
    try {
      expect(dalston.names.toSorted()).toEqual(['gateway', 'realtime', 'session-router'])
      const response = await dalston.submit(silence(1))
      expect(await dalston.settled(await response.json())).toBe('completed')
      for (const name of dalston.names) {
        expect((await fetch(`${dalston.url(name)}/metrics`)).status, name).toBe(404)
      }
    } finally {
      const code = await dalston.program.end()
      await rack.close()
      expect(code).toBe(0)
    }
  })

  test('answer what they have begun before they end', async () => {
    const rack = new Rack()
    const redis = await startRedis(rack, { password: 'of a test' })
    const gateway = startExample('dalston/gateway/main.js', [], {
      PORT: '0',
      REDIS_URL: redis.url,
      DALSTON_FILES: rack.folder(),
    })
    try {
      const said = await gateway.until('its address', () => /: (http:\S+)$/m.exec(gateway.output())?.[1])
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(silence(1))]))
      const { headers, body } = new Request(said, { method: 'POST', body: form })
      const bytes = Buffer.from(await new Response(body).arrayBuffer())
      const asked = httpRequest(`${said}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { 'content-type': headers.get('content-type') ?? '', 'content-length': bytes.length },
      })
      const answered = once(asked, 'response')
      asked.write(bytes.subarray(0, 100))
      await gateway.until('that it has begun', async () => {
        const text = await (await fetch(`${said}/metrics`)).text()
        return text.includes('\ndalston_gateway_upload_bytes_total 100\n') ? true : undefined
      })
      const ended = gateway.end()
      await gateway.until('that it takes nothing any more', () =>
        fetch(said).then(
          () => undefined,
          () => true,
        ),
      )
      asked.end(bytes.subarray(100))
      const [response] = await answered
      expect(response.resume().statusCode).toBe(200)
      expect(await ended).toBe(0)
    } finally {
      await gateway.crash()
      await rack.close()
    }
  })

  test('end with their launcher, even when it is killed', async () => {
    const rack = new Rack()
    // Nobody removes the files of a launcher that is killed.
    const dalston = await RunningDalston.start({ ...NO_REDIS, TMPDIR: rack.folder() })
    const pids = descendantsOf(dalston.program.pid)
    expect(pids.length).toBeGreaterThanOrEqual(serviceNames.length)
    await dalston.program.crash()
    await allGone(pids)
    await rack.close()
  })

  test('end when one of them ends by itself', async () => {
    const dalston = await RunningDalston.start(NO_REDIS)
    const pids = descendantsOf(dalston.program.pid)
    process.kill(pids[0] ?? 0, 'SIGKILL')
    await dalston.program.until('the reason', () => /has ended by itself/.exec(dalston.program.output())?.[0])
    await allGone(pids)
    expect(await dalston.program.end()).toBe(1)
  })
})
