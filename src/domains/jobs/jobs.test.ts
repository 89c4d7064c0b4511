import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { jobs } from './index.ts'

useContext()

describe.each(meterProviders)('jobs on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({ namespace: 'shop', domains: { jobs }, ...recording }).jobs
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })

  test('a job is counted once it was taken in, and when it is settled, with the time between', async () => {
    const lost = meter.submit({ tenant_id: 'acme' }, {}, () => Promise.reject(new Error('store is down')))
    await expect(lost).rejects.toThrow('store is down')
    await meter.submit({ tenant_id: 'acme' }, { job_id: 'j1' }, async () => {})
    meter.settle({ job_status: 'completed' }, { job_id: 'j1', created_at: Date.now() - 60_000 }, () => {})
    const samples = await recording.samples()
    expect(samples.get('shop_jobs_created_total{tenant_id="acme"}')).toBe(1)
    expect(samples.get('shop_jobs_total{status="completed"}')).toBe(1)
    expect(samples.get('shop_jobs_total{status="failed"}')).toBe(0)
    expect(samples.get('shop_job_duration_seconds_sum')).toBeGreaterThanOrEqual(59)
    expect(samples.get('shop_job_duration_seconds_sum')).toBeLessThan(120)
  })

  test('a task continues the trace of its job; its wait and its work are told apart', async () => {
    const headers: Record<string, string> = {}
    await meter.submit({ tenant_id: 'acme' }, { headers }, async () => {
      await meter.schedule({ queue: 'render', stage: 'draw' }, { headers }, async () => {})
    })
    const enqueued_at = Date.now() - 30_000
    expect(
      await meter.task({ queue: 'render' }, { headers, enqueued_at, task_id: 't1' }, async () => 7),
    ).toBe(7)
    const samples = await recording.samples()
    expect(samples.get('shop_tasks_scheduled_total{queue="render",stage="draw"}')).toBe(1)
    expect(samples.get('shop_tasks_processed_total{queue="render",status="success"}')).toBe(1)
    expect(samples.get('shop_queue_wait_seconds_sum{queue="render"}')).toBeGreaterThanOrEqual(29)
    expect(samples.get('shop_task_duration_seconds_sum{queue="render"}')).toBeLessThan(29)
    const spans = new Map(recording.spans.getFinishedSpans().map((span) => [span.name, span]))
    const [schedule, task] = [spans.get('schedule render'), spans.get('process render')]
    expect(schedule?.kind).toBe(SpanKind.PRODUCER)
    expect(task?.kind).toBe(SpanKind.CONSUMER)
    expect(task?.parentSpanContext?.spanId).toBe(schedule?.spanContext().spanId)
    expect(task?.spanContext().traceId).toBe(spans.get('submit job')?.spanContext().traceId)
    expect(task?.attributes).toMatchObject({
      'messaging.destination.name': 'render',
      'messaging.message.id': 't1',
    })
  })

  test('a task that throws failed, and so did one that says so; its error comes back untouched', async () => {
    const broken = new RangeError('page 7')
    await expect(meter.task({ queue: 'render' }, {}, () => Promise.reject(broken))).rejects.toBe(broken)
    meter.task({ queue: 'render' }, {}, (task) => void task.set({ task_status: 'failure' }))
    const samples = await recording.samples()
    expect(samples.get('shop_tasks_processed_total{queue="render",status="failure"}')).toBe(2)
    expect(samples.get('shop_task_duration_seconds_count{queue="render"}')).toBe(2)
    expect(recording.spans.getFinishedSpans()).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'RangeError' } },
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'task_failure' } },
    ])
  })

  test('a task that is called off is neither done nor failed: somebody will take it again', async () => {
    const off = new DOMException('the worker ends', 'AbortError')
    await expect(meter.task({ queue: 'render' }, {}, () => Promise.reject(off))).rejects.toBe(off)
    const { signal, abort } = aborting()
    const reason = new Error('deploy')
    const work = async () => {
      abort(reason)
      throw reason
    }
    await expect(meter.task.run({ queue: 'render' }, work, { signal })).rejects.toBe(reason)
    const names = [...(await recording.samples()).keys()].join()
    expect(names).not.toContain('tasks_processed')
    for (const span of recording.spans.getFinishedSpans()) {
      expect(span.status.code).toBe(SpanStatusCode.UNSET)
      expect(span.attributes).not.toHaveProperty('task_status')
    }
  })

  test('a job whose end could not be kept has not ended: it is settled once, when it is', async () => {
    const details = { created_at: Date.now() - 5_000 }
    const lost = meter.settle({ job_status: 'completed' }, details, () =>
      Promise.reject(new Error('store is down')),
    )
    await expect(lost).rejects.toThrow('store is down')
    await meter.settle({ job_status: 'completed' }, details, async () => {})
    const samples = await recording.samples()
    expect(samples.get('shop_jobs_total{status="completed"}')).toBe(1)
    expect(samples.get('shop_job_duration_seconds_count')).toBe(1)
    expect(samples.get('shop_job_duration_seconds_sum')).toBeGreaterThanOrEqual(5)
  })

  test('a job that settles many tasks is linked to each of their traces', async () => {
    const carriers: Record<string, string>[] = [{}, {}]
    for (const headers of carriers) meter.schedule({ queue: 'render', stage: 'draw' }, { headers }, () => {})
    meter.settle({ job_status: 'completed' }, { headers: carriers }, () => {})
    const [first, second, settled] = recording.spans.getFinishedSpans()
    expect(settled?.links.map(({ context }) => context.spanId)).toEqual([
      first?.spanContext().spanId,
      second?.spanContext().spanId,
    ])
  })

  test('a task that ends after its job has failed is counted all the same', async () => {
    meter.settle({ job_status: 'failed' }, { created_at: Date.now() }, () => {})
    meter.task({ queue: 'render' }, { enqueued_at: Date.now() }, () => {})
    meter.tasksCompleted.add(1, { queue: 'render', status: 'success' })
    const samples = await recording.samples()
    expect(samples.get('shop_jobs_total{status="failed"}')).toBe(1)
    expect(samples.get('shop_tasks_processed_total{queue="render",status="success"}')).toBe(1)
    expect(samples.get('shop_tasks_completed_total{queue="render",status="success"}')).toBe(1)
  })

  test('jobs in progress are observed, completions that are heard of are counted', async () => {
    const running = new Set(['j1', 'j2'])
    using _running = meter.jobsInProgress.observe({}, () => running.size)
    meter.tasksCompleted.add(1, { queue: 'render', status: 'success' })
    running.delete('j1')
    const samples = await recording.samples()
    expect(samples.get('shop_jobs_in_progress')).toBe(1)
    expect(samples.get('shop_tasks_completed_total{queue="render",status="success"}')).toBe(1)
  })

  test('each process of a system emits its part, under its own names', async () => {
    const byEngine = { queue: 'engine_id' } as const
    const system = defineSystem({
      namespace: 'dalston',
      domains: {
        gateway: jobs.with({ subsystem: 'gateway', only: ['jobsCreated'] }),
        orchestrator: jobs.with({
          subsystem: 'orchestrator',
          only: ['jobs', 'jobDuration', 'tasksScheduled', 'tasksCompleted'],
          labels: byEngine,
          metrics: {
            jobDuration: { labels: { stage_count: { bound: 10, description: 'Stages of the job' } } },
          },
        }),
        engine: jobs.with({
          subsystem: 'engine',
          only: ['tasksProcessed', 'taskDuration', 'queueWait'],
          labels: byEngine,
        }),
      },
      ...recording,
    })
    system.gateway.submit({ tenant_id: 'acme' }, {}, () => {})
    system.orchestrator.schedule({ queue: 'whisper', stage: 'transcribe' }, {}, () => {})
    system.orchestrator.tasksCompleted.add(1, { engine_id: 'whisper', status: 'failure' })
    system.orchestrator.settle({ job_status: 'failed', stage_count: 3 }, { created_at: Date.now() }, () => {})
    system.engine.task({ queue: 'whisper' }, { enqueued_at: Date.now() }, () => {})
    const counted = [...(await recording.samples())].flatMap(([name, value]) =>
      value === 1 && !name.includes('_sum') ? [name] : [],
    )
    expect(counted.sort()).toEqual([
      'dalston_engine_queue_wait_seconds_count{engine_id="whisper"}',
      'dalston_engine_task_duration_seconds_count{engine_id="whisper"}',
      'dalston_engine_tasks_processed_total{engine_id="whisper",status="success"}',
      'dalston_gateway_jobs_created_total{tenant_id="acme"}',
      'dalston_orchestrator_job_duration_seconds_count{stage_count="3"}',
      'dalston_orchestrator_jobs_total{status="failed"}',
      'dalston_orchestrator_tasks_completed_total{engine_id="whisper",status="failure"}',
      'dalston_orchestrator_tasks_scheduled_total{engine_id="whisper",stage="transcribe"}',
    ])
  })
})

function aborting() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason: unknown) => controller.abort(reason) }
}
