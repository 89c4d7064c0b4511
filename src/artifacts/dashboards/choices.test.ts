import { describe, expect, test } from 'vitest'
import { definePanels, defineSystem } from '../../catalog/index.ts'
import { http, jobs, queue } from '../../domains/index.ts'
import { type Layout, panels, renderArtifacts } from '../index.ts'

const gateway = http.with({ subsystem: 'gateway' })
const meanPanels = definePanels(gateway.catalog, {
  latency: {
    title: 'Avg latency',
    description: 'What a request takes on average.',
    unit: 's',
    query: {
      show: 'promql',
      text: 'sum(rate(requestDuration_sum[$window])) / sum(rate(requestDuration_count[$window]))',
    },
  },
})
const system = defineSystem({
  namespace: 'app',
  domains: {
    gateway,
    submissions: jobs.with({ subsystem: 'gateway', only: ['jobsCreated'] }),
    pipeline: jobs.with({ subsystem: 'pipeline', only: ['jobs', 'jobsInProgress'] }),
    queues: queue.with({ labels: { queue: 'engine_id' } }),
  },
})
const layout = {
  uid: 'app-overview',
  title: 'Everything at once',
  description: 'Is it well?',
  choices: [
    { label: 'service', title: 'Service', on: 'target' },
    { label: 'engine_id', title: 'Engine', on: 'metric' },
  ],
  rows: [
    {
      title: 'Row',
      panels: [
        { panel: panels.http.requestRate },
        { panel: panels.jobs.inProgress },
        { panel: panels.queue.depth },
        { panel: meanPanels.latency, domain: 'gateway' },
      ],
    },
  ],
} as const satisfies Layout

interface Dashboard {
  readonly title: string
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
  readonly templating: { readonly list: readonly { name: string; definition?: string; allValue?: string }[] }
}

function rendered(dashboard: Layout, jobNames?: readonly string[]): Dashboard {
  const files = renderArtifacts(system, {
    dashboards: [dashboard],
    ...(jobNames && { jobs: jobNames }),
  })
  return JSON.parse(files.get('grafana/dashboards/app-overview.json') ?? '{}')
}

const { title, panels: drawn, templating } = rendered(layout, ['app-gateway', 'app-worker'])
const exprOf = (panel: string) => drawn.find((each) => each.title === panel)?.targets?.[0]?.expr ?? ''
const variable = (name: string) => templating.list.find((each) => each.name === name)

describe('a dashboard of one’s own', () => {
  test('stands in the place of the shipped one that has its uid', () => {
    expect(title).toBe('Everything at once')
  })

  test('is chosen by a label of the target in every query', () => {
    for (const panel of ['HTTP request rate', 'Jobs in progress', 'Queue depth', 'Avg latency']) {
      expect(exprOf(panel), panel).toContain('service=~"$service"')
    }
    expect(variable('service')).toMatchObject({
      definition: 'label_values(target_info{job=~"app-gateway|app-worker"}, service)',
      // Where nothing stamps the label, everything is shown.
      allValue: '.*',
    })
  })

  test('is chosen by a label of metrics where they have it', () => {
    expect(exprOf('Queue depth')).toContain('engine_id=~"$engine_id"')
    expect(exprOf('HTTP request rate')).not.toContain('engine_id')
    expect(variable('engine_id')).toMatchObject({
      definition: 'label_values(app_queue_depth, engine_id)',
      allValue: '.+',
    })
  })

  test('lists the jobs of a system of several processes by what each of them has', () => {
    expect(variable('job')?.definition).toBe('label_values(target_info{job=~"app-gateway|app-worker"}, job)')
    expect(variable('instance')?.definition).toBe('label_values(target_info{job=~"$job"}, instance)')
    const single = rendered(layout).templating.list.find(({ name }) => name === 'job')
    expect(single?.definition).toBe('label_values(app_gateway_requests_total, job)')
  })

  test('has rates as fine as scrapes allow, or over the interval that is chosen', () => {
    expect(exprOf('HTTP request rate')).toContain('[$__rate_interval]')
    const smooth = rendered({ ...layout, averagedOver: 'interval' }).panels.map(
      ({ targets }) => targets?.[0]?.expr,
    )
    expect(smooth.join()).toContain('[$interval]')
    expect(smooth.join()).not.toContain('$__rate_interval')
  })

  test('has a panel once where several domains could have it and one emits what it asks for', () => {
    expect(drawn.filter(({ title: each }) => each.startsWith('Jobs in progress'))).toHaveLength(1)
  })

  test('shows a panel that stands beside the system', () => {
    expect(exprOf('Avg latency')).toMatch(/app_gateway_request_duration_seconds_sum\{job=~"\$job"/)
  })

  test('cannot be chosen by a label that no metric has', () => {
    const wrong = { ...layout, choices: [{ label: 'engine', title: 'Engine', on: 'metric' }] } as const
    expect(() => rendered(wrong)).toThrow('No metric of the system has the label engine, which the dashboard')
  })
})
