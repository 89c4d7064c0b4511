import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startWritableStandIn, type WritableStandIn } from '../../test/grafana/writable-stand-in.ts'
import { startExample } from '../../test/systems/example-program.ts'

let grafana: WritableStandIn
beforeEach(async () => {
  grafana = await startWritableStandIn()
})
afterEach(() => grafana.close())

/** What was asked of Grafana from its start to its end, and what it said, of a run that ends when Grafana has answered. */
async function run(generation: 'api' | 'apis', token = grafana.token) {
  const before = grafana.requests.length
  const program = startExample(
    'monitoring-service/main.js',
    ['--port', '0', '--grafana', grafana.url, '--grafana-api', generation, '--seconds', '0'],
    { GRAFANA_API_KEY: token },
  )
  const code = await program
    .until('its end', () => /answers at/.exec(program.output())?.[0])
    .then(program.end)
  const asked = grafana.requests.slice(before).map(({ target }) => target)
  return { code, output: program.output(), writes: asked.filter((target) => !target.startsWith('GET ')) }
}

const everything = () => ({
  dashboards: structuredClone([...grafana.dashboards]),
  rules: structuredClone([...grafana.rules]),
  folders: [...grafana.folders],
})

describe.each(['api', 'apis'] as const)('the monitoring service and Grafana by /%s', (generation) => {
  test('its dashboards and its alert are there once, however often it starts', async () => {
    const { code, writes } = await run(generation)
    expect(code).toBe(0)
    expect([...grafana.dashboards.keys()].sort()).toEqual([
      'monitoring-service-business-metrics',
      'monitoring-service-domains',
      'monitoring-service-platform-metrics',
      'monitoring-service-runbooks',
      'monitoring-service-system-overview',
      'telemetry-health',
    ])
    expect([...grafana.rules.keys()]).toEqual(['high-error-rate'])
    expect([...grafana.folders.keys()]).toEqual(['monitoring-service'])
    expect(writes).toHaveLength(8)
    expect(writes.every((target) => target.startsWith(`POST /${generation}/`))).toBe(true)

    const before = everything()
    const again = await run(generation)
    expect(again.code).toBe(0)
    expect(again.output).not.toContain('error')
    expect(everything()).toEqual(before)
  })

  test('what somebody else has changed there stays, and the rest is created all the same', async () => {
    await run(generation)
    const platforms = grafana.dashboards.get('monitoring-service-platform-metrics')
    const [rule] = grafana.rules.values()
    Object.assign(platforms?.body ?? {}, { title: 'Our platforms' })
    Object.assign(rule?.body ?? {}, { for: '1h' })
    grafana.dashboards.delete('monitoring-service-business-metrics')

    const { code, output } = await run(generation)
    expect(code).toBe(0)
    expect(output.match(/It is somebody else's by now, and stays so\./g)).toHaveLength(2)
    expect(output).not.toContain('grafana_error')
    expect(platforms).toMatchObject({ body: { title: 'Our platforms' }, version: 1 })
    expect(rule).toMatchObject({ body: { for: '1h' }, version: 1 })
    expect([...grafana.dashboards.keys()]).toContain('monitoring-service-business-metrics')
  })

  test('where it may not write, the service says so, without the token, and works', async () => {
    const { code, output } = await run(generation, 'glsa_of_nobody')
    expect(code).toBe(0)
    expect(output).toContain('"type":"grafana_error"')
    expect(output).toContain('answered POST')
    expect(output).not.toContain('glsa_of_nobody')
  })
})
