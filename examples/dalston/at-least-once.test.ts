import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { atRedis, redisServer, startRedis } from '../../test/servers/redis.ts'
import type { TestServer } from '../../test/servers/server.ts'
import { RunningDalston } from '../../test/systems/running-dalston.ts'
import type { Task } from './engine/task.ts'
import { silence } from './engine/wave.ts'
import { keys } from './redis/keys.ts'

describe.skipIf(redisServer === undefined)('what is done at least once', () => {
  let rack: Rack
  let redis: TestServer
  let dalston: RunningDalston

  beforeAll(async () => {
    rack = new Rack()
    redis = await startRedis(rack, { password: 'of a test' })
    dalston = await RunningDalston.start({ REDIS_URL: redis.url })
  })
  afterAll(async () => {
    const code = await dalston?.program.end()
    await rack.close()
    expect(code).toBe(0)
  })

  const submitted = async (audio: Buffer, fields: Readonly<Record<string, string>> = {}) => {
    const response = await dalston.submit(audio, fields)
    return (await response.json()) as { id: string } // What the gateway promises.
  }
  const processed = async (status: string) =>
    (await dalston.value('engine-faster-whisper', 'dalston_engine_tasks_processed_total', { status })) ?? 0
  const errors = async () => (await dalston.value('engine-faster-whisper', 'dalston_errors_total')) ?? 0
  const orchestrated = async (name: string, labels: Readonly<Record<string, string>>) =>
    (await dalston.value('orchestrator', `dalston_orchestrator_${name}_total`, labels)) ?? 0
  const heard = async () => ({
    events: await orchestrated('events_processed', { event_type: 'task.completed' }),
    tasks: await orchestrated('tasks_completed', { status: 'success' }),
    jobs: await orchestrated('jobs', { status: 'completed' }),
  })

  test('a task that is done twice is processed twice, and completed once; its job is settled once', async () => {
    const job = await submitted(silence(1))
    expect(await dalston.settled(job)).toBe('completed')
    const before = { events: 1, tasks: 1, jobs: 1 }
    await dalston.program.until('all that it was counted in', async () =>
      JSON.stringify(await heard()) === JSON.stringify(before) ? true : undefined,
    )
    const task: Task = {
      id: 'as it was taken before',
      job: job.id,
      tenant: 'none',
      stage: 'transcribe',
      input: `${job.id}/audio`,
      enqueuedAt: Date.now(),
      headers: {},
    }
    await atRedis(redis.url, (client) => client.lPush(keys.queue('faster-whisper'), JSON.stringify(task)))
    await dalston.program.until('the event of it', async () =>
      (await heard()).events === 2 ? true : undefined,
    )
    expect(await heard()).toEqual({ events: 2, tasks: 1, jobs: 1 })
    await dalston.program.until('both times', async () =>
      (await processed('success')) === 2 ? true : undefined,
    )
  })

  test('what nobody can read is given up, and does not hold up what is behind it', async () => {
    const lists = [keys.events, keys.queue('faster-whisper')]
    await atRedis(redis.url, async (client) => {
      for (const list of lists) await client.lPush(list, 'no JSON')
    })
    expect(await dalston.settled(await submitted(silence(1)))).toBe('completed')
    const left = await atRedis(redis.url, (client) => client.keys('*:taken:*'))
    expect(left).toEqual([])
  })

  test('a task that ends while Redis is full is not given up: its job is settled when there is room', async () => {
    const room = (bytes: string) => atRedis(redis.url, (client) => client.configSet('maxmemory', bytes))
    const failed = await processed('failure')
    const job = await submitted(silence(300))
    await dalston.program.until('a task in work', async () => {
      const taken = await atRedis(redis.url, (client) =>
        client.keys(`${keys.queue('faster-whisper')}:taken:*`),
      )
      return taken.length === 1 ? true : undefined
    })
    await room('1')
    try {
      await dalston.program.until('a task that nobody could be told of', async () =>
        (await processed('failure')) > failed ? true : undefined,
      )
      // More often than anything is tried that is given up.
      const soFar = await errors()
      await dalston.program.until('more refusals', async () =>
        (await errors()) > soFar + 10 ? true : undefined,
      )
    } finally {
      await room('0')
    }
    expect(await dalston.settled(job)).toBe('completed')
  })
})
