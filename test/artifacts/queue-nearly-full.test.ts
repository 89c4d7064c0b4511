import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { renderArtifacts } from '../../src/artifacts/index.ts'
import { defineSystem } from '../../src/catalog/index.ts'
import { queue } from '../../src/domains/index.ts'
import { findPromtool } from '../systems/alerts/promtool.ts'
import { PROMTOOL_MS, promtoolFolder } from '../systems/alerts/promtool-folder.ts'

const promtool = findPromtool(join(import.meta.dirname, '../..'))
const path = 'prometheus/rules/post.rules.yml'
const rules = renderArtifacts(defineSystem({ namespace: 'post', domains: { queue } })).get(path) ?? ''

/** A bounded queue of one process, a minute between the values. */
const letters = (instance: string, depth: string) => {
  const labels = `{job="app",instance="${instance}",queue="letters",source="scrape"}`
  return [
    { series: `post_queue_depth${labels}`, values: depth },
    { series: `post_queue_capacity${labels}`, values: '1000x20' },
  ]
}

const tests = {
  rule_files: [path],
  evaluation_interval: '1m',
  tests: [
    {
      interval: '1m',
      // It can hold no more than the bound of QueueBacklog, and the others have room that does not help it.
      input_series: [
        ...letters('app-1', '500x9 960x10'),
        ...letters('app-2', '0x20'),
        ...letters('app-3', '0x20'),
      ],
      promql_expr_test: [
        { at: '9m', firing: [] },
        { at: '15m', firing: ['QueueNearlyFull'] },
      ].map(({ at, firing }) => ({
        expr: 'max by (alertname) (ALERTS{alertstate="firing",alertname=~"Queue.*"})',
        eval_time: at,
        exp_samples: firing.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
      })),
    },
  ],
}

const run = promtoolFolder(
  promtool,
  new Map([
    [path, rules],
    ['tests.yml', stringify(tests)],
  ]),
)

test.skipIf(promtool === undefined)(
  'a bounded queue is nearly full, though it holds few and others of its name are empty',
  async () => expect(await run('test', 'rules', 'tests.yml')).toEqual({ status: 0, said: '' }),
  PROMTOOL_MS,
)
