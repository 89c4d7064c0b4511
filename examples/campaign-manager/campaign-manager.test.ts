import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'
import { asExposed, exposedMetrics, type MetricContract } from '../../test/systems/exposed-metrics.ts'
import { expectedMetrics, inSeconds } from './expected-metrics.ts'

let program: ExampleProgram
let url: string
let exposed: Map<string, MetricContract>

const addressOf = (program: ExampleProgram) =>
  program.until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(program.output())?.[0])
const read = async (from = url) => (await fetch(`${from}/metrics`)).text()
const totalOf = (text: string, series: string) =>
  [...text.matchAll(new RegExp(`^${series}(?:{.*})? (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  )

beforeAll(async () => {
  program = startExample('campaign-manager/main.js', ['--port', '0', '--in-seconds'])
  url = await addressOf(program)
  const text = await program.until('a campaign that was stopped', async () => {
    const now = await read()
    return totalOf(now, 'campaign_manager_campaign_status_stop_total') > 0 ? now : undefined
  })
  exposed = exposedMetrics(text)
})
afterAll(async () => {
  expect(await program.end()).toBe(0)
  expect(program.output()).not.toContain('A customer could not')
})

describe('the campaign manager, while it runs', () => {
  test.each([...expectedMetrics, inSeconds])('exposes $name as promised', (metric) => {
    expect(exposed.get(metric.name)).toEqual(asExposed(metric))
  })

  test('exposes nothing else of its own', () => {
    const names = [...exposed.keys()].filter((name) => name.startsWith('campaign_manager_'))
    expect(names.sort()).toEqual([...expectedMetrics, inSeconds].map(({ name }) => name).sort())
  })

  test.each([
    [
      'create_campaign',
      { reference: 'mail', targets: [] },
      400,
      'reference is "mail", and must be "call" or "flow".',
    ],
    ['run_campaign', { id: 'gone' }, 404, 'There is no campaign gone.'],
    ['run_campaign', null, 400, 'The request must be an object.'],
    ['no_such_procedure', {}, 404, ''],
    ['create_campaign', 'x'.repeat(1024 * 1024), 413, 'The request has 1048578 bytes; 65536 are taken.'],
  ])('answers a wrong %s in one sentence', async (procedure, body, status, sentence) => {
    const response = await fetch(`${url}/rpc/${procedure}`, { method: 'POST', body: JSON.stringify(body) })
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(sentence)
  })
})

test('counts what happens: of one campaign, everything that was done, with one event each', async () => {
  const quiet = startExample('campaign-manager/main.js', ['--port', '0', '--no-customers', '--in-seconds'])
  try {
    const from = await addressOf(quiet)
    const ask = async (procedure: string, body: object): Promise<{ id?: string }> => {
      const init = { method: 'POST', body: JSON.stringify(body) }
      return (await (await fetch(`${from}/rpc/${procedure}`, init)).json()) as { id?: string } // As promised.
    }
    // Whoever has a number that ends in 9 does not answer.
    const targets = ['+15550010', '+15550011', '+15550019', '+15550029']
    const { id } = await ask('create_campaign', { reference: 'flow', targets })
    await ask('run_campaign', { id })
    const isStopped = async () =>
      totalOf(await read(from), 'campaign_manager_campaign_status_stop_total') === 1
    await quiet.until('its end', async () => (await isStopped()) || undefined)
    // Once more: a text that was written meanwhile has seen the one before, and the other after.
    const text = await read(from)
    const counted = [...text.matchAll(/^campaign_manager_(\w+)_total({.*})? (\d+)$/gm)]
    expect(Object.fromEntries(counted.map(([, name, labels = '', n]) => [name + labels, Number(n)]))).toEqual(
      {
        campaign_create: 1,
        campaign_status_run: 1,
        campaign_status_stop: 1,
        // Three targets in the first round, one in the second, none in the third.
        campaign_execute: 3,
        'campaigncall_create{reference_type="call"}': 0,
        'campaigncall_create{reference_type="flow"}': 4,
        'campaigncall_done{result="success"}': 2,
        'campaigncall_done{result="fail"}': 2,
        'event_publish{type="campaign_created"}': 1,
        'event_publish{type="campaign_status_run"}': 1,
        'event_publish{type="campaign_status_stop"}': 1,
        'event_publish{type="campaigncall_created"}': 4,
        'event_publish{type="campaigncall_done"}': 4,
      },
    )
    const { name } = inSeconds
    const [plain, seconds] = [name.replace(/_seconds$/, ''), name].map((each) =>
      [...text.matchAll(new RegExp(`^${each}_((?:bucket|sum|count){.*)$`, 'gm'))].map(([, line]) => line),
    )
    expect(plain?.filter((line) => line?.startsWith('count'))).toEqual([
      'count{method="create_campaign"} 1',
      'count{method="run_campaign"} 1',
    ])
    // One reading of the clock, under both names.
    expect(seconds).toEqual(plain)
  } finally {
    expect(await quiet.end()).toBe(0)
  }
})
