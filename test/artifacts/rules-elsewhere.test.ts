import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { renderArtifacts } from '../../src/artifacts/index.ts'
import { findPromtool } from '../systems/alerts/promtool.ts'
import { readArtifacts, systems } from './systems.ts'

/** What counts per minute, from the sixteenth on. */
const fromThen = (perMinute: number) => `0x14 0+${perMinute}x30`

/** Series of the system whose names and labels are its own, and what they make fire. */
const renamedSeries: Readonly<Record<string, string>> = {
  'up{job="app",instance="app-1"}': '1x45',
  'app_gateway_answered_total{job="app",instance="app-1",endpoint="/",status_code="200",source="scrape"}':
    fromThen(60),
  'app_gateway_answered_total{job="app",instance="app-1",endpoint="/",status_code="500",source="scrape"}':
    fromThen(30),
  'app_circuit_breaker_transitions_total{job="app",instance="app-1",dependency="payments",from_state="closed",to_state="open",source="scrape"}':
    fromThen(1),
  'app_post_waiting{job="app",instance="app-1",kind="letter",source="scrape"}': '0x14 0+2x30',
  'app_post_sent_total{job="app",instance="app-1",kind="letter",source="scrape"}': fromThen(5),
}

describe('promtool, on systems other than the shop', () => {
  const promtool = findPromtool(join(import.meta.dirname, '../..'))
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-elsewhere-'))
    return () => rmSync(folder, { recursive: true })
  })
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(promtool ?? '', args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
    })
    return { status, said: status === 0 ? '' : `${stdout}${stderr}` }
  }
  const rulesOf = (name: string, options = {}) => {
    const files = renderArtifacts(systems[name] ?? ({} as never), options)
    return [...files].find(([path]) => path.endsWith('.rules.yml'))?.[1] ?? ''
  }

  it.skipIf(promtool === undefined).each(
    Object.keys(systems).flatMap((name) => [
      [name, {}],
      [name, { timeScale: 15, source: 'otlp' }],
    ]) as [string, object][],
  )('finds no fault with the rules of %s, %o', (name, options) => {
    writeFileSync(join(folder, 'checked.yml'), rulesOf(name, options))
    expect(run('check', 'rules', '--lint-fatal', 'checked.yml')).toEqual({ status: 0, said: '' })
  })

  it.skipIf(promtool === undefined)(
    'sees alerts follow renamed labels and metrics, also those in PromQL of their own',
    () => {
      writeFileSync(join(folder, 'renamed.yml'), rulesOf('renamed'))
      const opened = readArtifacts(systems.renamed ?? ({} as never)).alerts.find(
        ({ alert }) => alert === 'CircuitBreakerOpen',
      )
      const tests = [
        {
          interval: '1m',
          input_series: Object.entries(renamedSeries).map(([series, values]) => ({ series, values })),
          promql_expr_test: [
            {
              expr: 'max by (alertname) (ALERTS{alertstate="firing",alertname=~"HighErrorRate|CircuitBreakerOpen|BoxFillsUp"})',
              eval_time: '44m',
              exp_samples: ['BoxFillsUp', 'CircuitBreakerOpen', 'HighErrorRate'].map((name) => ({
                labels: `{alertname="${name}"}`,
                value: 1,
              })),
            },
          ],
          alert_rule_test: [
            {
              eval_time: '44m',
              alertname: 'CircuitBreakerOpen',
              exp_alerts: [
                {
                  exp_labels: { ...opened?.labels, job: 'app', dependency: 'payments' },
                  exp_annotations: {
                    ...opened?.annotations,
                    description: 'app: The breaker of payments opened 5 times within 5 minutes.',
                    value: '5',
                  },
                },
              ],
            },
          ],
        },
      ]
      writeFileSync(
        join(folder, 'tests.yml'),
        stringify({ rule_files: ['renamed.yml'], evaluation_interval: '1m', tests }),
      )
      expect(run('test', 'rules', 'tests.yml')).toEqual({ status: 0, said: '' })
    },
    120_000,
  )
})
