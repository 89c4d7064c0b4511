import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Collector } from '../../test/otlp/collector.ts'
import { Rack } from '../../test/servers/rack.ts'
import { redisServer, startRedis } from '../../test/servers/redis.ts'
import { RunningDalston } from '../../test/systems/running-dalston.ts'
import { silence } from './engine/wave.ts'
import { speak } from './launcher/speaker.ts'

describe.skipIf(redisServer === undefined)('traces of Dalston', () => {
  let rack: Rack
  let collector: Collector
  let dalston: RunningDalston

  beforeAll(async () => {
    rack = new Rack()
    collector = await new Collector().start()
    const redis = await startRedis(rack, { password: 'of a test' })
    dalston = await RunningDalston.start({
      REDIS_URL: redis.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    })
  })
  afterAll(async () => {
    const code = await dalston?.program.end()
    await collector.stop()
    await rack.close()
    expect(code).toBe(0)
  })

  /** Names of spans with the process that each is of, by trace. */
  function traces(): string[][] {
    const byTrace = new Map<string, string[]>()
    for (const { resource, scopeSpans } of collector.traces.flatMap(({ resourceSpans }) => resourceSpans)) {
      const service = resource?.attributes?.find(({ key }) => key === 'service.name')?.value?.stringValue
      for (const { traceId, name } of (scopeSpans ?? []).flatMap(({ spans }) => spans ?? [])) {
        byTrace.set(traceId, [...(byTrace.get(traceId) ?? []), `${service}: ${name}`])
      }
    }
    return [...byTrace.values()]
  }

  const oneTraceHas = (spans: readonly string[]) =>
    dalston.program.until(`one trace with ${spans.join(', ')}, in ${JSON.stringify(traces())}`, () =>
      traces().find((trace) => spans.every((span) => trace.includes(span))),
    )

  test('one leads from the upload through all that is done with it', async () => {
    const response = await dalston.submit(silence(1), { align: 'true', diarize: 'true' })
    expect(await dalston.settled(await response.json())).toBe('completed')
    const trace = await oneTraceHas([
      'dalston-gateway: POST /v1/audio/transcriptions',
      'dalston-gateway: submit job',
      'dalston-gateway: publish job.created',
      'dalston-orchestrator: process job.created',
      'dalston-orchestrator: build dag',
      'dalston-orchestrator: schedule faster-whisper',
      'dalston-engine-faster-whisper: process faster-whisper',
      'dalston-engine-faster-whisper: download input',
      'dalston-engine-faster-whisper: upload output',
      'dalston-engine-pyannote: process pyannote',
      'dalston-engine-faster-whisper: publish task.completed',
      'dalston-orchestrator: process task.completed',
      'dalston-orchestrator: settle job',
    ])
    expect(trace.filter((span) => span.endsWith('settle job'))).toHaveLength(1)
  })

  test('one leads from the websocket to the worker, and back to the router', async () => {
    await dalston.program.until('a worker', async () =>
      (await dalston.value('session-router', 'dalston_session_router_workers_healthy')) === 1
        ? true
        : undefined,
    )
    await speak(dalston.url('gateway'), { manner: 'polite', until: new AbortController().signal })
    await oneTraceHas([
      'dalston-gateway: GET /v1/audio/transcriptions/stream',
      'dalston-session-router: POST /sessions',
      'dalston-session-router: allocate session',
      'dalston-realtime: session',
      'dalston-session-router: DELETE /sessions/:id',
    ])
  })
})
