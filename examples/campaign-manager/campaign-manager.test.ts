import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ExampleProgram, startExample } from '../../test/systems/example-program.ts'
import { asExposed, exposedMetrics, type MetricContract } from '../../test/systems/exposed-metrics.ts'
import { expectedMetrics, inSeconds } from './expected-metrics.ts'

let program: ExampleProgram
let url: string
let exposed: Map<string, MetricContract>

const read = async () => (await fetch(`${url}/metrics`)).text()
const totalOf = (text: string, series: string) =>
  [...text.matchAll(new RegExp(`^${series}(?:{.*})? (\\S+)$`, 'gm'))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  )

beforeAll(async () => {
  program = startExample('campaign-manager/main.js', ['--port', '0', '--in-seconds'])
  url = await program.until('its address', () => /http:\/\/127\.0\.0\.1:\d+/.exec(program.output())?.[0])
  const text = await program.until('a campaign that was stopped', async () => {
    const now = await read()
    return totalOf(now, 'campaign_manager_campaign_status_stop_total') > 0 ? now : undefined
  })
  exposed = exposedMetrics(text)
})
afterAll(async () => {
  expect(await program.end()).toBe(0)
})

describe('the campaign manager, while it runs', () => {
  test.each([...expectedMetrics, inSeconds])('exposes $name as promised', (metric) => {
    expect(exposed.get(metric.name)).toEqual(asExposed(metric))
  })

  test('exposes nothing else of its own', () => {
    const names = [...exposed.keys()].filter((name) => name.startsWith('campaign_manager_'))
    expect(names.sort()).toEqual([...expectedMetrics, inSeconds].map(({ name }) => name).sort())
  })

  test('counts what happens: whatever was created is done, with one event each', async () => {
    const text = await read()
    const of = (name: string, labels = '') => totalOf(text, `campaign_manager_${name}_total${labels}`)
    expect(of('campaigncall_create')).toBeGreaterThanOrEqual(of('campaigncall_done'))
    expect(of('campaigncall_done', '{result="fail"}')).toBeGreaterThan(0)
    expect(of('campaign_execute')).toBeGreaterThan(of('campaign_create'))
    expect(of('event_publish', '{type="campaigncall_done"}')).toBeLessThanOrEqual(of('campaigncall_done'))
    expect(of('event_publish', '{type="campaign_created"}')).toBe(of('campaign_create'))
  })

  test.each([
    [
      'create_campaign',
      { reference: 'mail', targets: [] },
      400,
      'reference is "mail", and must be "call" or "flow".',
    ],
    ['run_campaign', { id: 'gone' }, 404, 'There is no campaign gone.'],
    ['no_such_procedure', {}, 404, ''],
  ])('answers a wrong %s in one sentence', async (procedure, body, status, sentence) => {
    const response = await fetch(`${url}/rpc/${procedure}`, { method: 'POST', body: JSON.stringify(body) })
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(sentence)
  })
})
