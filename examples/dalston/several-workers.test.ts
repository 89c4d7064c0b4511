import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { atRedis, redisServer, startRedis } from '../../test/servers/redis.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'
import { RunningDalston } from '../../test/systems/running-dalston.ts'
import { silence } from './engine/wave.ts'
import type { ServiceName } from './process/services.ts'
import { keys } from './redis/keys.ts'

const ENGINE = 'engine-faster-whisper'

describe.skipIf(redisServer === undefined)('Dalston with two processes of a kind', () => {
  let rack: Rack
  let redis: TestServer
  let dalston: RunningDalston
  let orchestrator: ExampleProgram

  const startAnother = async (service: ServiceName) => {
    const environment = { PORT: '0', REDIS_URL: redis.url, DALSTON_FILES: files }
    const program = startExample(`dalston/${service}/main.js`, [], environment)
    await program.until(`the address of ${service}`, () => addressOf(program))
    return program
  }
  let files: string

  beforeAll(async () => {
    rack = new Rack()
    files = rack.folder()
    redis = await startRedis(rack, { password: 'of a test' })
    orchestrator = await startAnother('orchestrator')
    await orchestrator.until('its turn', () => inProgress(orchestrator))
    dalston = await RunningDalston.start({ REDIS_URL: redis.url, DALSTON_FILES: files })
  })
  afterAll(async () => {
    const code = await dalston?.program.end()
    await rack.close()
    expect(code).toBe(0)
  })

  const settled = async (audio: Buffer) => dalston.settled(await (await dalston.submit(audio)).json())
  const done = (text: string) => {
    const [, count] = /^dalston_engine_tasks_processed_total{.*status="success"} (\d+)$/m.exec(text) ?? []
    return Number(count)
  }

  test('an engine that is run twice shares its queue: each task is done once, by either', async () => {
    const other = await startAnother(ENGINE)
    const ends = await Promise.all(Array.from({ length: 40 }, () => settled(silence(1))))
    expect(new Set(ends)).toEqual(new Set(['completed']))
    const shares = [done(await dalston.metrics(ENGINE)), done(await metricsOf(other))]
    expect(Math.min(...shares)).toBeGreaterThan(0)
    expect(shares.reduce((sum, share) => sum + share)).toBe(40)
    expect(await other.end()).toBe(0)
  })

  test('what one has taken that is killed the other does', async () => {
    const other = await startAnother(ENGINE)
    // Each of them is busy for more than two seconds with one.
    const jobs = [settled(silence(500)), settled(silence(500))]
    await other.until('that each has taken one', () =>
      atRedis(redis.url, async (client) => {
        const taken = await client.keys(`${keys.queue('faster-whisper')}:taken:*`)
        return taken.length === 2 ? true : undefined
      }),
    )
    await other.crash()
    expect(await Promise.all(jobs)).toEqual(['completed', 'completed'])
  })

  test('of two orchestrators one works, and tells how many jobs are in progress; when it is killed the other does', async () => {
    const standby = () => dalston.value('orchestrator', 'dalston_orchestrator_jobs_in_progress')
    expect(await inProgress(orchestrator)).toBe(0)
    expect(await standby()).toBeUndefined()
    expect(await dalston.value('orchestrator', 'dalston_orchestrator_jobs_total')).toBe(0)
    const jobs = Array.from({ length: 10 }, () => settled(silence(20)))
    await orchestrator.crash()
    expect(new Set(await Promise.all(jobs))).toEqual(new Set(['completed']))
    expect(await standby()).toBe(0)
  })
})

function addressOf(program: ExampleProgram): string | undefined {
  return /: (http:\S+)$/m.exec(program.output())?.[1]
}

async function metricsOf(program: ExampleProgram): Promise<string> {
  return (await fetch(`${addressOf(program)}/metrics`)).text()
}

async function inProgress(program: ExampleProgram): Promise<number | undefined> {
  const [, value] = /^dalston_orchestrator_jobs_in_progress (\d+)$/m.exec(await metricsOf(program)) ?? []
  return value === undefined ? undefined : Number(value)
}
