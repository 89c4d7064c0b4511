import {
  abs,
  absent,
  and,
  count,
  div,
  eq,
  gt,
  gte,
  increase,
  max,
  n,
  or,
  rate,
  sub,
  sum,
  unless,
  vector,
} from '@grafana/promql-builder'
import type { ResolvedCatalog } from '../../catalog/index.ts'
import { anchorOf } from '../anchor.ts'
import type { Place } from '../dashboards/index.ts'
import { anyOf, type Expression, type Source } from '../promql/index.ts'
import { scrapePanels, sdkPanels } from '../telemetry/index.ts'
import { valueTemplate } from './alert-text.ts'
import type { Pace } from './pace.ts'
import type { AlertRule, RuleGroup } from './rule.ts'

/** What the alerts of a system as a whole are made with. */
export interface SystemAlertsInput {
  readonly system: string
  readonly catalog: ResolvedCatalog
  readonly jobs: readonly string[]
  /** Whether the stack is watched as well. */
  readonly watchesStack: boolean
  /** The ways by which the series of this system come. */
  readonly paths: readonly Source[]
  readonly places: readonly Place[]
  readonly pace: Pace
}

/** Is the target there, and does each series come by each way exactly once? */
export function systemAlerts(input: SystemAlertsInput): RuleGroup {
  const { system, catalog, jobs, watchesStack, paths, places, pace } = input
  const labels = { system, domain: 'telemetry' }
  const placed = (shown: unknown): Pick<AlertRule, 'labels' | 'panel'> => {
    const place = places.find(({ panel }) => panel === shown)
    return { labels, ...(place && { panel: { uid: place.uid, id: place.id } }) }
  }
  const target: Common = { rule: placed(scrapePanels.up), pace, jobs }
  const ways: Common = { rule: placed(sdkPanels.paths), pace, jobs }
  const counter = anchorOf(catalog.domains)
  const both = paths.length > 1 && counter !== undefined
  return {
    name: `${system}-telemetry`,
    rules: [
      ...(paths.includes('scrape') ? [targetDown(target, watchesStack ? stackJobs : [])] : []),
      unstamped(catalog, ways),
      ...(both ? [pathMissing(counter.name, ways), pathsDisagree(counter.name, ways)] : []),
    ],
  }
}

/** What these alerts have in common. */
interface Common {
  readonly rule: Pick<AlertRule, 'labels' | 'panel'>
  readonly pace: Pace
  readonly jobs: readonly string[]
}

/** The jobs of the stack itself: what is asked of them where they are targets. */
const stackJobs = ['collector', 'jaeger', 'prometheus', 'pushgateway'] as const

function targetDown({ rule, pace, jobs }: Common, others: readonly string[]): AlertRule {
  const up = vector('up').labelMatchRegexp('job', anyOf([...new Set([...jobs, ...others])]))
  const gone = jobs.map((job): Expression => absent(vector('up').label('job', job)))
  const expr = gone.reduce((all, each) => or(all, each), eq(max(up).by(['job', 'instance']), n(0)))
  return {
    alert: 'TargetDown',
    expr: String(expr),
    for: pace.duration('2m'),
    severity: 'critical',
    ...rule,
    summary: 'A target is down',
    description:
      '{{ $labels.job }}: {{ $labels.instance }} has not answered its scrape for two minutes, or is no target any more.',
    value: '{{ $value | humanize }}',
    runbook: {
      meaning: 'Prometheus cannot read the metrics of a process, or does not know of the process at all.',
      impact:
        'The process may be down. Nothing that is scraped from it is watched any more. Without the Collector nothing comes by OTLP; without Jaeger spans wait in the queue of the Collector, for half an hour at most.',
      look: [
        'Whether the process runs, and answers on its metrics port.',
        'The page of targets in Prometheus: the error of the last scrape.',
      ],
      mend: ['Start the process again.', 'Mend the address, the port, or the token of the scrape.'],
    },
  }
}

/** Whatever is summed without choosing a way counts such series a second time. */
function unstamped({ namespace, domains }: ResolvedCatalog, { rule, pace }: Common): AlertRule {
  const names = domains.flatMap(({ metrics }) =>
    metrics.flatMap(({ emitted, name }) => (emitted ? [name] : [])),
  )
  const pattern = namespace === '' ? `(${names.join('|')})(_bucket|_sum|_count)?` : `${namespace}_.+`
  const series = vector('')
    .labelMatchRegexp('__name__', pattern)
    .labelNotMatchRegexp('source', 'scrape|otlp|push')
  return {
    alert: 'BothPathsSummed',
    expr: String(gt(count(series).by(['job']), n(0))),
    for: pace.duration('5m'),
    severity: 'warning',
    ...rule,
    summary: 'Series come without their source, and are summed twice',
    description: `{{ $labels.job }}: ${valueTemplate('short')} series carry neither source="scrape" nor source="otlp".`,
    value: valueTemplate('short'),
    runbook: {
      meaning: 'Something writes series of this system into Prometheus without saying which way they took.',
      impact: 'A sum over all sources counts every event twice.',
      look: [
        'A scrape configuration without the label `source`.',
        'A Collector pipeline without the processor that sets it, or a Prometheus exporter of the Collector that is scraped as well.',
      ],
      mend: ['Stamp the path, or take it out.'],
    },
  }
}

function pathMissing(name: string, { rule, pace, jobs }: Common): AlertRule {
  const by = (source: Source): Expression =>
    count(vector(name).labelMatchRegexp('job', anyOf(jobs)).label('source', source)).by(['job'])
  return {
    alert: 'TelemetryPathMissing',
    expr: String(or(unless(by('scrape'), by('otlp')), unless(by('otlp'), by('scrape')))),
    for: pace.duration('10m'),
    severity: 'warning',
    ...rule,
    summary: 'Metrics come by one way only',
    description: `{{ $labels.job }}: ${valueTemplate('short')} series come by one way and none by the other.`,
    value: valueTemplate('short'),
    runbook: {
      meaning: 'Either the scrape or the push over the Collector has stopped.',
      impact: 'Dashboards and rules that select the missing way show nothing.',
      look: ['Telemetry Health: targets up, what the Collector receives, refuses and does not send.'],
      mend: ['Start the part that is down; the process keeps its totals, so nothing of them is lost.'],
    },
  }
}

function pathsDisagree(name: string, { rule, pace, jobs }: Common): AlertRule {
  const selected = (source: Source) =>
    vector(name).labelMatchRegexp('job', anyOf(jobs)).label('source', source).range(pace.duration('15m'))
  const by = (source: Source): Expression => sum(rate(selected(source))).by(['job'])
  const apart = gt(abs(sub(div(by('scrape'), by('otlp')), n(1))), n(0.2))
  const enough = gte(sum(increase(selected('scrape'))).by(['job']), n(pace.count(100)))
  return {
    alert: 'TelemetryPathsDisagree',
    expr: String(and(apart, enough)),
    for: pace.duration('15m'),
    severity: 'warning',
    ...rule,
    summary: 'The two ways do not count the same',
    description: `{{ $labels.job }}: scrape and OTLP are ${valueTemplate('percentunit')} apart.`,
    value: valueTemplate('percentunit'),
    runbook: {
      meaning:
        'Over fifteen minutes one way counts over 20 % more than the other: a series comes twice under one source, or some are lost.',
      impact: 'Figures differ by the source that is chosen; one of them is wrong.',
      look: [
        'Two scrape jobs for one process, or two Collectors that both write what one process sends.',
        'Telemetry Health: what the Collector refuses or does not send.',
      ],
      mend: ['Take out the second path, or mend the one that loses.'],
    },
  }
}
