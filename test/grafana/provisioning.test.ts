import { describe, expect, test } from 'vitest'
import { exemplarText } from '../../src/exposition/exemplars.ts'
import { syntaxErrors } from '../artifacts/parsed-promql.ts'
import { Node, readText, readYaml } from '../stack/configuration.ts'
import { dashboardFile, datasourceFile } from './documented-fields.ts'
import { shippedDashboards } from './panel-queries.ts'
import { misfits, provisioned } from './provisioned.ts'

const environment = {
  PROMETHEUS_URL: 'http://prometheus.test:9090',
  JAEGER_URL: 'http://jaeger.test:16686',
  GRAFANA_DASHBOARDS: '/dashboards',
}
const datasourceFiles = provisioned('datasources', environment)
const dashboardFiles = provisioned('dashboards', environment)

const datasources = datasourceFiles.flatMap((file) => new Node(file, 'file').at('datasources').items())

function datasource(type: string): Node {
  const [found] = datasources.filter((one) => one.at('type').value === type)
  if (found === undefined) throw new Error(`No data source is of type ${type}.`)
  return found
}

const prometheus = datasource('prometheus')
const jaeger = datasource('jaeger')

describe('data sources', () => {
  test('have only fields that Grafana documents, with values that it knows', () => {
    const faults = datasourceFiles.flatMap((file) => {
      const shapes = Object.values(datasourceFile).map((shape) => misfits(file, shape))
      return shapes.reduce((fewest, each) => (each.length < fewest.length ? each : fewest))
    })
    expect(faults).toEqual([])
  })

  test('an unknown field, a wrong type and a wrong word are told', () => {
    const file = (jsonData: object) => ({ apiVersion: 1, datasources: [{ type: 'prometheus', jsonData }] })
    const faults = (jsonData: object) => misfits(file(jsonData), datasourceFile.prometheus)
    expect(faults({ timeinterval: '15s' })).toEqual(['/datasources/0/jsonData/timeinterval is unknown'])
    expect(faults({ timeInterval: 15 })).toEqual(['/datasources/0/jsonData/timeInterval is no string'])
    expect(faults({ httpMethod: 'PUT' })).toEqual(['/datasources/0/jsonData/httpMethod is none of POST, GET'])
  })

  test('are at the addresses of the environment', () => {
    expect(prometheus.at('url').value).toBe('http://prometheus.test:9090')
    expect(jaeger.at('url').value).toBe('http://jaeger.test:16686')
  })

  test('have ids of their own, and cannot be edited', () => {
    expect(datasources.map((one) => one.at('uid').value).sort()).toEqual(['jaeger', 'prometheus'])
    for (const one of datasources) expect(one.at('editable').value).toBe(false)
  })

  test('refer only to data sources that are there', () => {
    const referred = [
      prometheus.at('jsonData', 'exemplarTraceIdDestinations', 0, 'datasourceUid'),
      jaeger.at('jsonData', 'tracesToMetrics', 'datasourceUid'),
    ]
    const uids = datasources.map((one) => one.at('uid').value)
    for (const { value } of referred) expect(uids).toContain(value)
  })
})

describe('the data source for Prometheus', () => {
  test('is what the variable $datasource of every dashboard starts with', () => {
    expect(prometheus.at('isDefault').value).toBe(true)
    expect(jaeger.at('isDefault').value).toBe(false)
    for (const dashboard of shippedDashboards()) {
      const [variable] = (dashboard.templating?.list ?? []).filter(({ type }) => type === 'datasource')
      expect(variable).toMatchObject({ name: 'datasource', query: 'prometheus' })
    }
  })

  test('knows how often Prometheus scrapes, so that $__rate_interval spans four scrapes', () => {
    const interval = readYaml('prometheus/prometheus.yml').at('global', 'scrape_interval').value
    expect(prometheus.at('jsonData', 'timeInterval').value).toBe(interval)
  })

  test('takes the trace of an exemplar from the label that the exposition writes', () => {
    const written = exemplarText({
      value: 1,
      time: [1, 0],
      traceId: 'abc',
      spanId: 'def',
      filteredAttributes: {},
    })
    const label = /\{(\w+)="abc"/.exec(written)?.[1]
    expect(prometheus.at('jsonData', 'exemplarTraceIdDestinations', 0, 'name').value).toBe(label)
  })

  test('asks by POST, since queries can be longer than an address may be', () => {
    expect(prometheus.at('jsonData', 'httpMethod').value).toBe('POST')
  })

  test('shows the rules of Prometheus, and Grafana writes none', () => {
    expect(prometheus.at('jsonData', 'manageAlerts').value).toBe(true)
    expect(prometheus.at('jsonData', 'allowAsRecordingRulesTarget').value).toBe(false)
  })
})

describe('docker-compose.observability.yml', () => {
  const services = readYaml('docker-compose.observability.yml').at('services')

  test('sets every variable that is in a provisioning file', () => {
    const texts = ['datasources/prometheus', 'datasources/jaeger', 'dashboards/dashboards'].map((name) =>
      readText(`grafana/provisioning/${name}.yml`),
    )
    const used = texts.flatMap((text) => [...text.matchAll(/(?<!\$)\$\{(\w+)\}/g)].map(([, name]) => name))
    expect([...used].sort()).toEqual(['GRAFANA_DASHBOARDS', 'JAEGER_URL', 'PROMETHEUS_URL'])
    const set = services.at('grafana', 'environment').value
    expect(Object.keys(set as object)).toEqual(expect.arrayContaining(used)) // It was just read from YAML.
  })

  test('runs the Prometheus whose version Grafana is told', () => {
    const version = prometheus.at('jsonData', 'prometheusVersion').value
    expect(services.at('prometheus', 'image').value).toBe(`prom/prometheus:v${version}`)
  })
})

describe('from a span to metrics', () => {
  const queries = jaeger
    .at('jsonData', 'tracesToMetrics', 'queries')
    .items()
    .map((query) => String(query.at('query').value))

  test('what is for Grafana to fill in is still there after the environment was put in', () => {
    expect(queries.length).toBeGreaterThan(0)
    for (const query of queries) {
      expect(query).toMatch(/\$__tags|\$\{__span\.tags\["service\.instance\.id"\]\}/)
      expect(query).toContain('[$__rate_interval]')
    }
  })

  test('every query is PromQL, and selects the way by which spans come', () => {
    for (const query of queries) {
      const filled = query
        .replace('$__tags', 'instance="a"')
        .replace(/\$\{[^}]+\}/, 'a')
        .replace('$__rate_interval', '1m')
      expect(syntaxErrors(filled)).toEqual([])
      expect(filled.match(/source="\w+"/g)).toEqual(['source="otlp"'])
    }
  })
})

describe('dashboards', () => {
  test('have only fields that Grafana documents', () => {
    expect(dashboardFiles.flatMap((file) => misfits(file, dashboardFile))).toEqual([])
  })

  test('come from the folder of the environment, which nobody changes in Grafana', () => {
    expect(dashboardFiles).toHaveLength(1)
    const provider = new Node(dashboardFiles[0], 'file').at('providers', 0)
    expect(provider.at('options', 'path').value).toBe('/dashboards')
    expect(provider.at('allowUiUpdates').value).toBe(false)
    expect(provider.at('disableDeletion').value).toBe(false)
  })
})
