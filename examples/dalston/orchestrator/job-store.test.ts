import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../../test/servers/redis.ts'
import { connectRedis, type Redis } from '../redis/connect-redis.ts'
import { JOB_KEPT_SECONDS, keys } from '../redis/keys.ts'
import { type Job, JobStore } from './job-store.ts'
import { buildDag } from './stages.ts'

describe.skipIf(redisServer === undefined)('a job in Redis', () => {
  let rack: Rack
  let redis: Redis
  let jobs: JobStore

  beforeAll(async () => {
    rack = new Rack()
    const { url } = await startRedis(rack, { password: 'of a test' })
    redis = await connectRedis({ REDIS_URL: url }, () => {})
    jobs = new JobStore(redis)
  })
  afterAll(async () => {
    redis.destroy()
    await rack.close()
  })

  const begun = (id: string): Job => ({
    id,
    tenant: 'ünïcode “and” "quotes"',
    createdAt: 1,
    status: 'running',
    dag: buildDag({ align: true, diarize: true }),
    scheduled: ['transcribe', 'diarize'],
    ended: [],
  })

  test('is kept and counted as running without end while it waits, and for an hour when it is settled', async () => {
    const job = begun('waits')
    await jobs.save(job, undefined)
    // Redis says so of what does not expire.
    expect([await jobs.running(), await redis.ttl(keys.job(job.id))]).toEqual([1, -1])
    await jobs.save({ ...job, status: 'completed' }, await jobs.find(job.id))
    expect(await jobs.running()).toBe(0)
    const left = await redis.ttl(keys.job(job.id))
    expect([left > JOB_KEPT_SECONDS / 2, left <= JOB_KEPT_SECONDS]).toEqual([true, true])
    expect(await jobs.find(job.id)).toEqual({ ...job, status: 'completed' })
  })

  test('that two change at once is what the first has made of it; the second has to read it again', async () => {
    await jobs.save(begun('shared'), undefined)
    const [one, other] = [await jobs.find('shared'), await jobs.find('shared')]
    await jobs.save({ ...begun('shared'), ended: ['diarize'] }, one)
    await expect(jobs.save({ ...begun('shared'), ended: ['transcribe'] }, other)).rejects.toThrow(
      'The job shared was changed by another orchestrator.',
    )
    expect((await jobs.find('shared'))?.ended).toEqual(['diarize'])
  })

  test('is begun once', async () => {
    await jobs.save(begun('new'), undefined)
    await expect(jobs.save(begun('new'), undefined)).rejects.toThrow('The job new was changed')
  })
})
