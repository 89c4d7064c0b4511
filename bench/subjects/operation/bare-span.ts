import { SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { twoLabels } from '../../workload/index.ts'
import { type CreateRunner, work } from './runner.ts'

/** The span of the operation as one writes it by hand: no metrics. */
export const createRunner: CreateRunner = async ({ work: kind }, { cells, size }) => {
  const tracer = trace.getTracer('bench')
  const mask = size - 1
  return {
    run:
      kind === 'async'
        ? async (count) => {
            for (let at = 0; at < count; at++) await runAsync(tracer, cells[at & mask] as number)
          }
        : (count) => {
            for (let at = 0; at < count; at++) runSync(tracer, cells[at & mask] as number)
          },
    counts: async () => [],
  }
}

function options(cell: number) {
  const { event_type, tenant_id } = twoLabels(cell)
  return {
    kind: SpanKind.CLIENT,
    attributes: { 'bench.event_type': event_type, 'bench.tenant_id': tenant_id },
  }
}

function runSync(tracer: Tracer, cell: number): number {
  return tracer.startActiveSpan('bench.work', options(cell), (span) => {
    try {
      return work.sync(1)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

function runAsync(tracer: Tracer, cell: number): Promise<number> {
  return tracer.startActiveSpan('bench.work', options(cell), async (span) => {
    try {
      return await work.async(1)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
