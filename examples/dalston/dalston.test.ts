import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import { asExposed, exposedMetrics } from '../../test/systems/exposed-metrics.ts'
import { RunningDalston, serviceNames } from '../../test/systems/running-dalston.ts'
import { silence } from './engine/wave.ts'
import { additions, expectedMetrics } from './expected-metrics.ts'
import { speak } from './launcher/speaker.ts'
import type { ServiceName } from './process/services.ts'

const all = [...expectedMetrics, ...additions]
const until = new AbortController().signal
const STREAM = '/v1/audio/transcriptions/stream'

/** What a server says to these bytes until it closes the connection. */
async function rawAnswer(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(bytes)
  let said = ''
  for await (const part of socket) said += String(part)
  return said
}

describe.skipIf(redisServer === undefined)('Dalston, while it runs', () => {
  let rack: Rack
  let dalston: RunningDalston
  let untouched: string

  beforeAll(async () => {
    rack = new Rack()
    const redis = await startRedis(rack, { password: 'of a test' })
    dalston = await RunningDalston.start({ REDIS_URL: redis.url })
    untouched = await dalston.metrics('gateway')
    const jobs = [
      dalston.submit(silence(1), { align: 'true', diarize: 'true' }),
      dalston.submit(silence(2)),
      dalston.submit(Buffer.from('no audio'), { diarize: 'true' }),
    ]
    const settled = jobs.map(async (job) => dalston.settled(await (await job).json()))
    expect(await Promise.all(settled)).toEqual(['completed', 'completed', 'failed'])
    await dalston.program.until('a worker', async () => {
      const healthy = await dalston.value('session-router', 'dalston_session_router_workers_healthy')
      return healthy === 1 ? true : undefined
    })
    await speak(dalston.url('gateway'), { manner: 'polite', until })
  })
  afterAll(async () => {
    const code = await dalston?.program.end()
    await rack.close()
    expect(code).toBe(0)
  })

  test('it has all processes', () => {
    expect(dalston.names.sort()).toEqual(serviceNames.toSorted())
  })

  test('its series are there, at 0, before the first request', () => {
    const labels = 'endpoint="/v1/audio/transcriptions",method="POST",status_code="200"'
    expect(untouched).toContain(`\ndalston_gateway_requests_total{${labels}} 0\n`)
    expect(untouched).toMatch(/^dalston_gateway_jobs_created_total{tenant_id="none"} 0$/m)
    expect(untouched).toMatch(/^dalston_gateway_upload_bytes_total 0$/m)
  })

  test.each(all)('$name is exposed as promised, by who knows it', async (metric) => {
    const { from, ...contract } = metric
    const tellers = await Promise.all(
      serviceNames.map(async (service) => [service, exposedMetrics(await dalston.metrics(service))] as const),
    )
    const told = tellers.filter(([, exposed]) => exposed.has(metric.name))
    expect(told.map(([service]) => service).sort()).toEqual(from.toSorted())
    for (const [service, exposed] of told) {
      expect(exposed.get(metric.name), service).toEqual(asExposed(contract))
    }
  })

  test('nothing else of its own is exposed', async () => {
    const texts = await Promise.all(serviceNames.map((service) => dalston.metrics(service)))
    const names = new Set(texts.flatMap((text) => [...exposedMetrics(text).keys()]))
    const own = [...names].filter((name) => name.startsWith('dalston_'))
    expect(own.sort()).toEqual(all.map(({ name }) => name).sort())
  })

  test.each([
    ['gateway', 'gateway_jobs_created_total', { tenant_id: 'none' }, 3],
    ['orchestrator', 'orchestrator_jobs_total', { status: 'completed' }, 2],
    ['orchestrator', 'orchestrator_jobs_total', { status: 'failed' }, 1],
    ['orchestrator', 'orchestrator_job_duration_seconds_count', { stage_count: '3' }, 1],
    ['orchestrator', 'orchestrator_jobs_in_progress', {}, 0],
    ['orchestrator', 'orchestrator_tasks_scheduled_total', { stage: 'transcribe' }, 3],
    ['orchestrator', 'orchestrator_events_processed_total', { event_type: 'job.created' }, 3],
    ['orchestrator', 'orchestrator_dag_build_duration_seconds_count', {}, 3],
    // The stages of a job whose other stage has failed already are counted, too.
    ['orchestrator', 'orchestrator_tasks_completed_total', { status: 'failure' }, 2],
    ['orchestrator', 'orchestrator_tasks_completed_total', { status: 'success' }, 4],
    ['engine-faster-whisper', 'engine_tasks_processed_total', { status: 'success' }, 3],
    ['engine-faster-whisper', 'engine_tasks_processed_total', { status: 'failure' }, 1],
    ['engine-pyannote', 'engine_tasks_processed_total', { status: 'failure' }, 1],
    ['engine-pyannote', 'engine_s3_download_seconds_count', {}, 2],
    // What could not be processed has no output.
    ['engine-pyannote', 'engine_s3_upload_seconds_count', {}, 1],
    ['engine-pyannote', 'errors_total', { error_type: 'UnreadableAudio' }, 1],
    ['session-router', 'session_router_sessions_total', { status: 'completed' }, 1],
    ['session-router', 'session_router_sessions_active', { worker_id: 'realtime-1' }, 0],
    ['realtime', 'realtime_session_duration_seconds_count', {}, 1],
    // Six frames of a tenth of a second; every fourth is final, and so is the end.
    ['realtime', 'realtime_audio_processed_seconds_total', { worker_id: 'realtime-1' }, 0.6],
    ['realtime', 'realtime_transcripts_total', { type: 'partial' }, 5],
    ['realtime', 'realtime_transcripts_total', { type: 'final' }, 2],
    ['queue-poller', 'queue_depth', { engine_id: 'pyannote' }, 0],
    ['queue-poller', 'redis_connected', {}, 1],
  ] satisfies [ServiceName, string, Record<string, string>, number][])(
    '%s has counted right: %s %o is %d',
    async (service, name, labels, value) => {
      const counted = await dalston.program.until(`${value} in dalston_${name}`, async () => {
        const now = await dalston.value(service, `dalston_${name}`, labels)
        return now !== undefined && Math.abs(now - value) < 1e-9 ? now : undefined
      })
      expect(counted).toBeCloseTo(value)
    },
  )

  test('an upload is counted to its last byte, also one that is refused', async () => {
    const before = (await dalston.value('gateway', 'dalston_gateway_upload_bytes_total')) ?? 0
    const response = await fetch(`${dalston.url('gateway')}/v1/audio/transcriptions`, {
      method: 'POST',
      body: 'x'.repeat(1_000),
    })
    expect([response.status, await response.text()]).toEqual([
      400,
      '{"error":"The request is no form (multipart/form-data)."}',
    ])
    expect(await dalston.value('gateway', 'dalston_gateway_upload_bytes_total')).toBe(before + 1_000)
  })

  test.each([
    ['no path', 'GET // HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['a path that is no URL', 'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['no websocket', `GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`, 404],
  ])('a request with %s is answered', async (_, bytes, status) => {
    for (const service of ['gateway', 'session-router', 'realtime'] as const) {
      expect(await rawAnswer(dalston.url(service), bytes), service).toMatch(/^HTTP\/1\.1 4\d\d /)
    }
    expect(await rawAnswer(dalston.url('gateway'), bytes)).toContain(`HTTP/1.1 ${status} `)
  })

  test('who asks for no real websocket is refused, and takes nobody’s place', async () => {
    const looked = () =>
      dalston.value('session-router', 'dalston_session_router_allocation_duration_seconds_count')
    const before = await looked()
    const bytes = `GET ${STREAM} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    expect(await rawAnswer(dalston.url('gateway'), bytes)).toMatch(/^HTTP\/1\.1 400 /)
    expect(await looked()).toBe(before)
  })

  test('who is refused is cut off, also where he keeps the connection open', async () => {
    const socket = connect({ port: Number(new URL(dalston.url('gateway')).port), allowHalfOpen: true })
    socket.on('error', () => {}) // That he is cut off.
    socket.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    await once(socket.resume(), 'end')
    await dalston.program.until('the end of the connection', () => {
      if (!socket.destroyed) socket.write('and another thing')
      return socket.destroyed ? true : undefined
    })
  })

  test('audio that is too long is refused, and counted', async () => {
    const before = (await dalston.value('gateway', 'dalston_gateway_upload_bytes_total')) ?? 0
    const response = await fetch(`${dalston.url('gateway')}/v1/audio/transcriptions`, {
      method: 'POST',
      body: Buffer.alloc(17 * 1024 * 1024),
    })
    expect([response.status, await response.text()]).toEqual([
      413,
      '{"error":"The request has 17825792 bytes; 16777216 are taken."}',
    ])
    expect(await dalston.value('gateway', 'dalston_gateway_upload_bytes_total')).toBe(before + 17_825_792)
  })

  test('a client that leaves in the middle of its upload is no error of the gateway', async () => {
    const errors = await dalston.value('gateway', 'dalston_errors_total')
    const socket = connect(Number(new URL(dalston.url('gateway')).port), '127.0.0.1')
    socket.write('POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
    socket.end()
    socket.resume()
    await dalston.program.until('its 499', () =>
      dalston.value('gateway', 'dalston_gateway_requests_total', { status_code: '499' }),
    )
    expect(await dalston.value('gateway', 'dalston_errors_total')).toBe(errors)
  })

  test('who sends while too much is being sent is told to try again, and is taken when the others have gone', async () => {
    const received = async () => (await dalston.value('gateway', 'dalston_gateway_upload_bytes_total')) ?? 0
    const before = await received()
    const most = 16 * 1024 * 1024
    const others = Array.from({ length: 4 }, () => {
      const asked = httpRequest(`${dalston.url('gateway')}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { 'content-length': most },
      })
      asked.on('error', () => {}) // He goes himself.
      asked.write(Buffer.alloc(most - 1))
      return asked
    })
    await dalston.program.until('what the others send', async () =>
      (await received()) >= before + 4 * (most - 1) ? true : undefined,
    )
    const refused = await dalston.submit(silence(1))
    expect([refused.status, await refused.json()]).toEqual([
      503,
      { error: 'Too much is being sent at the same time. Try again in a moment.' },
    ])
    for (const other of others) other.destroy()
    await dalston.program.until('a job that is taken in', async () =>
      (await dalston.submit(silence(1))).status === 200 ? true : undefined,
    )
  })

  test('a tenant that nobody knows is refused, and becomes no series', async () => {
    const response = await fetch(`${dalston.url('gateway')}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { 'x-tenant-id': 'whoever' },
      body: '',
    })
    expect(response.status).toBe(403)
    expect(await dalston.metrics('gateway')).not.toContain('whoever')
  })

  test('an open websocket is seen, and how its session ends: cut off by a broken frame, or by silence', async () => {
    const open = () => dalston.value('gateway', 'dalston_gateway_websocket_connections_active')
    const ends = async (status: string) =>
      (await dalston.value('session-router', 'dalston_session_router_sessions_total', { status })) ?? 0
    const [errors, timeouts] = [await ends('error'), await ends('timeout')]
    const silent = speak(dalston.url('gateway'), { manner: 'silent', until }).catch(() => {})
    await dalston.program.until('an open websocket', async () => ((await open()) === 1 ? true : undefined))
    await speak(dalston.url('gateway'), { manner: 'broken', until }).catch(() => {})
    await silent
    await dalston.program.until('both ends', async () => {
      const now = [await ends('error'), await ends('timeout'), await open()]
      return now.join() === [errors + 1, timeouts + 1, 0].join() ? true : undefined
    })
  })
})
