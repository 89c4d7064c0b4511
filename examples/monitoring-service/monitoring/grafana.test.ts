import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWritableStandIn, type WritableStandIn } from '../../../test/grafana/writable-stand-in.ts'
import { createTelemetry } from '../telemetry.ts'
import { MonitoringService } from './monitoring-service.ts'

let grafana: WritableStandIn
let monitoring: MonitoringService
const observability = { collect: () => Promise.reject(new Error('Nothing is pushed here.')) }

beforeAll(async () => {
  grafana = await startWritableStandIn()
  monitoring = new MonitoringService({
    telemetry: createTelemetry(),
    observability,
    grafanaUrl: grafana.url,
    grafanaApiKey: grafana.token,
  })
})
afterAll(() => grafana.close())

test('a dashboard is created, read and changed', async () => {
  const uid = await monitoring.createGrafanaDashboard({ title: 'Overview', panels: [] })
  await monitoring.updateGrafanaDashboard(uid, { title: 'Overview', panels: [{ title: 'Errors' }] })
  expect(await monitoring.getGrafanaDashboard(uid)).toMatchObject({
    model: { panels: [{ title: 'Errors' }] },
  })
})

test('a dashboard that somebody else has changed since it was read is not overwritten', async () => {
  const uid = await monitoring.createGrafanaDashboard({ title: 'Shared' })
  const { model, version } = await monitoring.getGrafanaDashboard(uid)
  await monitoring.updateGrafanaDashboard(uid, { ...model, title: 'Theirs' }, version)
  await expect(
    monitoring.updateGrafanaDashboard(uid, { ...model, title: 'Mine' }, version),
  ).rejects.toMatchObject({ kind: 'precondition_failed' })
  expect((await monitoring.getGrafanaDashboard(uid)).model).toMatchObject({ title: 'Theirs' })
})

test('an alert of two conditions fires when both hold', async () => {
  const uid = await monitoring.createGrafanaAlert({
    name: 'Slow and failing',
    conditions: [
      { query: 'errors', above: 1 },
      { query: 'speed', below: 5 },
    ],
  })
  const [rule] = await monitoring.getGrafanaAlerts()
  expect(rule).toMatchObject({ uid, condition: 'ALL', title: 'Slow and failing' })
  expect(rule?.steps.map(({ refId, model }) => [refId, model.expr ?? model.expression])).toEqual([
    ['QUERY0', 'errors'],
    ['HOLDS0', 'QUERY0'],
    ['QUERY1', 'speed'],
    ['HOLDS1', 'QUERY1'],
    ['ALL', '$HOLDS0 && $HOLDS1'],
  ])
})

test('an alert is changed, unless somebody else has changed it since', async () => {
  const alert = { name: 'Too slow', conditions: [{ query: 'speed', below: 5 }] } as const
  const uid = await monitoring.createGrafanaAlert(alert)
  const versionOf = async () =>
    (await monitoring.getGrafanaAlerts()).find((each) => each.uid === uid)?.version
  const version = await versionOf()
  await monitoring.updateGrafanaAlert(uid, { ...alert, for: '10m' }, version)
  expect(await versionOf()).not.toBe(version)
  await expect(monitoring.updateGrafanaAlert(uid, { ...alert, for: '1m' }, version)).rejects.toMatchObject({
    kind: 'conflict',
  })
  expect(grafana.rules.get(uid)?.body).toMatchObject({ for: '10m' })
})

test('without Grafana it is a sentence', async () => {
  const alone = new MonitoringService({ telemetry: createTelemetry(), observability })
  await expect(alone.getGrafanaAlerts()).rejects.toThrow('There is no Grafana: give grafanaUrl')
})
