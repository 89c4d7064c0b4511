import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startWritableStandIn, type WritableStandIn } from '../../test/grafana/writable-stand-in.ts'
import { type AlertRule, createGrafanaClient, type GrafanaClientOptions, GrafanaError } from './index.ts'

let server: WritableStandIn
beforeEach(async () => {
  server = await startWritableStandIn()
})
afterEach(() => server.close())

const model = { title: 'System Overview', panels: [{ type: 'stat', title: 'Errors' }] }
const rule: AlertRule = {
  title: 'High Error Rate',
  folderUid: 'alerts',
  group: 'errors',
  condition: 'B',
  for: '5m',
  labels: { severity: 'critical' },
  annotations: { summary: 'Many errors' },
  steps: [
    { refId: 'A', datasourceUid: 'prometheus', model: { expr: 'sum(rate(system_errors_total[5m]))' } },
    { refId: 'B', datasourceUid: '__expr__', model: { type: 'threshold', expression: 'A' } },
  ],
}

describe.each(['api', 'apis'] as const)('by /%s', (generation) => {
  const client = (options: Partial<GrafanaClientOptions> = {}) =>
    createGrafanaClient({
      url: server.url,
      token: server.token,
      generation,
      ...options,
    } as GrafanaClientOptions)
  const failureOf = async (work: Promise<unknown>): Promise<GrafanaError> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error instanceof GrafanaError) return error
    throw new Error(`It failed otherwise, or not at all: ${error}`)
  }
  const taken = generation === 'api' ? 'precondition_failed' : 'conflict'

  describe('a dashboard', () => {
    test('is created, read, changed, and read again', async () => {
      const saved = await client().createDashboard({ model, folderUid: 'team' })
      expect(saved).toEqual({ uid: 'system-overview', version: '1' })
      const read = await client().dashboard(saved.uid)
      expect(read).toMatchObject({ model, folderUid: 'team', version: '1', provisioned: false })
      const changed = { ...read.model, title: 'Overview' }
      expect(await client().updateDashboard({ uid: saved.uid, model: changed })).toEqual({
        uid: saved.uid,
        version: '2',
      })
      expect(await client().dashboard(saved.uid)).toMatchObject({
        model: { title: 'Overview', uid: 'system-overview' },
        folderUid: 'team',
        version: '2',
      })
    })

    test('is one when it is created twice', async () => {
      await client().createDashboard({ model })
      expect(await client().createDashboard({ model })).toEqual({ uid: 'system-overview', version: '1' })
      expect(server.dashboards.size).toBe(1)
    })

    test('is one when the answer to its creation was lost', async () => {
      server.loseAnswer()
      expect(await failureOf(client().createDashboard({ model }))).toMatchObject({ kind: 'unreachable' })
      expect(await client().createDashboard({ model })).toMatchObject({ version: '1' })
    })

    test('is one when it is created twice with what is otherwise as JSON', async () => {
      const odd = { ...model, refresh: undefined, zero: -0, since: new Date(0), list: [undefined] }
      await client().createDashboard({ model: odd })
      expect(await client().createDashboard({ model: odd })).toMatchObject({ version: '1' })
    })

    test('does not take the place of another one with its uid', async () => {
      await client().createDashboard({ model: { ...model, panels: [] } })
      expect(await failureOf(client().createDashboard({ model }))).toMatchObject({ kind: taken })
      expect(server.dashboards.get('system-overview')?.body).toMatchObject({ panels: [] })
    })

    test('that somebody else has changed is not overwritten', async () => {
      const { uid, version } = await client().createDashboard({ model })
      await client().updateDashboard({ uid, model: { ...model, title: 'Theirs' } })
      const error = await failureOf(
        client().updateDashboard({ uid, version, model: { ...model, title: 'Mine' } }),
      )
      expect(error).toMatchObject({ kind: taken, status: generation === 'api' ? 412 : 409 })
      expect(error.message).toContain('read it anew')
      expect((await client().dashboard(uid)).model).toMatchObject({ title: 'Theirs' })
    })

    test('that is changed keeps its folder, and what others have noted beside it', async () => {
      const { uid } = await client().createDashboard({ model, folderUid: 'team' })
      const notes = { annotations: { 'grafana.app/folder': 'team', note: 'theirs' }, labels: { team: 'a' } }
      Object.assign(server.dashboards.get(uid) ?? {}, notes)
      await client().updateDashboard({ uid, model: { ...model, title: 'Overview' } })
      expect(await client().dashboard(uid)).toMatchObject({ folderUid: 'team', version: '2' })
      if (generation === 'apis') expect(server.dashboards.get(uid)).toMatchObject(notes)
    })

    test('whose title alone is taken is told of as that', async () => {
      server.refuseWrites(1, generation === 'api' ? 412 : 409)
      expect(await failureOf(client().createDashboard({ model }))).toMatchObject({ kind: taken })
    })

    test.each([
      [
        'is circular',
        Object.assign([], {
          0: model,
          get 1() {
            return this
          },
        }),
      ],
      ['holds a BigInt', [1n]],
    ])('whose model %s is refused in one line, and nothing is sent', async (_, panels) => {
      const error = await failureOf(client().createDashboard({ model: { ...model, panels } }))
      expect(error).toMatchObject({ kind: 'invalid', message: expect.stringMatching(/^What .* sent: .+\.$/) })
      expect(server.requests).toEqual([])
    })

    test('that is not there cannot be changed', async () => {
      const error = await failureOf(client().updateDashboard({ uid: 'gone', model }))
      expect(error).toMatchObject({ kind: 'not_found', status: 404 })
    })

    test.each([[{}], [{ title: ' ' }], [{ title: '鍵' }], [{ uid: '../x', title: 'a' }]])(
      'of the model %j is refused, and nothing is sent',
      async (wrong) => {
        expect(await failureOf(client().createDashboard({ model: wrong }))).toMatchObject({ kind: 'invalid' })
        expect(server.requests).toEqual([])
      },
    )
  })

  describe('a folder', () => {
    test('is one when it is created twice, whatever somebody else calls it by then', async () => {
      expect(await client().createFolder({ title: 'The Team' })).toEqual({ uid: 'the-team' })
      server.folders.set('the-team', 'Theirs')
      expect(await client().createFolder({ title: 'The Team' })).toEqual({ uid: 'the-team' })
      expect([...server.folders]).toEqual([['the-team', 'Theirs']])
    })

    test('that cannot be created is no folder', async () => {
      server.refuseWrites(1, 409)
      expect(await failureOf(client().createFolder({ title: 'Taken' }))).toMatchObject({ kind: 'conflict' })
      expect(await failureOf(client().createFolder({ title: ' ' }))).toMatchObject({ kind: 'invalid' })
    })
  })

  describe('an alert rule', () => {
    beforeEach(() => void server.folders.set('alerts', 'Alerts'))

    test('is created, read and listed', async () => {
      const { uid } = await client().createAlertRule(rule)
      expect(uid).toBe('high-error-rate')
      const { group, steps, ...kept } = rule
      const read = await client().alertRule(uid)
      expect(read).toMatchObject({ ...kept, uid })
      expect(
        read.steps.map(({ refId, datasourceUid, model }) => ({ refId, datasourceUid, model })),
      ).toMatchObject(steps)
      expect(read.group).toBe(generation === 'api' ? group : undefined)
      expect(await client().alertRules()).toEqual([read])
    })

    test('is one when it is created twice, and does not take the place of another', async () => {
      await client().createAlertRule(rule)
      await client().createAlertRule(rule)
      expect(server.rules.size).toBe(1)
      const error = await failureOf(client().createAlertRule({ ...rule, for: '10m' }))
      expect(error).toMatchObject({ kind: 'conflict', status: 409 })
    })

    test.each(['0s', '90s', '5m', '1h', '1d'])(
      'that waits for %s is one when it is created twice',
      async (wait) => {
        const { version } = await client().createAlertRule({ ...rule, for: wait })
        expect(await client().createAlertRule({ ...rule, for: wait })).toMatchObject({ version })
        const error = await failureOf(client().createAlertRule({ ...rule, for: '7m' }))
        expect(error).toMatchObject({ kind: 'conflict' })
      },
    )

    test('is one when it is created twice, whatever its steps are called', async () => {
      const steps = rule.steps.map((step) => ({ ...step, refId: step.refId === 'A' ? 'Z' : 'B' }))
      const { version } = await client().createAlertRule({ ...rule, steps })
      expect(await client().createAlertRule({ ...rule, steps })).toMatchObject({ version })
      const more = [...steps, { refId: 'C', datasourceUid: 'prometheus', model: {} }]
      expect(await failureOf(client().createAlertRule({ ...rule, steps: more }))).toMatchObject({
        kind: 'conflict',
      })
      expect(await failureOf(client().createAlertRule({ ...rule, steps: steps.slice(1) }))).toMatchObject({
        kind: 'conflict',
      })
    })

    test('whose title alone is taken is told of as that', async () => {
      server.refuseWrites(1, 409)
      expect(await failureOf(client().createAlertRule(rule))).toMatchObject({ kind: 'conflict', status: 409 })
    })

    test('that is changed keeps what an alert rule says nothing of', async () => {
      const { uid } = await client().createAlertRule(rule)
      const kept = server.rules.get(uid)
      if (generation === 'api') Object.assign(kept?.body ?? {}, { isPaused: true, noDataState: 'Alerting' })
      else Object.assign(kept ?? {}, { labels: { 'grafana.com/group': 'theirs' } })
      if (generation === 'apis') Object.assign(kept?.body ?? {}, { paused: true, noDataState: 'Alerting' })
      const { version } = await client().alertRule(uid)
      const saved = await client().updateAlertRule({
        uid,
        version,
        rule: { ...rule, for: '10m', title: 'Errors' },
      })
      const read = await client().alertRule(uid)
      expect(saved).toEqual({ uid, version: read.version })
      expect(read.version).not.toBe(version)
      expect(read).toMatchObject({ uid, for: '10m', title: 'Errors', condition: 'B', folderUid: 'alerts' })
      const paused = generation === 'api' ? 'isPaused' : 'paused'
      expect(server.rules.get(uid)?.body).toMatchObject({ [paused]: true, noDataState: 'Alerting' })
      if (generation === 'apis') expect(read.group).toBe('theirs')
    })

    test('that somebody else has changed is not overwritten', async () => {
      const { uid, version } = await client().createAlertRule(rule)
      await client().updateAlertRule({ uid, rule: { ...rule, title: 'Theirs' } })
      const before = server.requests.length
      const error = await failureOf(
        client().updateAlertRule({ uid, version, rule: { ...rule, title: 'Mine' } }),
      )
      expect(error).toMatchObject({ kind: 'conflict', message: expect.stringContaining('read it anew') })
      expect(server.requests.slice(before).map(({ target }) => target.split(' ')[0])).toEqual(['GET'])
      expect(await client().alertRule(uid)).toMatchObject({ title: 'Theirs' })
    })

    test('that is not there, or whose folder is not, is told of', async () => {
      expect(await failureOf(client().updateAlertRule({ uid: 'gone', rule }))).toMatchObject({
        kind: 'not_found',
      })
      const nowhere = { ...rule, folderUid: 'nowhere' }
      const error = await failureOf(client().createAlertRule(nowhere))
      expect(error).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('folder does not exist'),
      })
    })

    test('is repeated after 429 only, when it is changed, too', async () => {
      const { uid } = await client().createAlertRule(rule)
      server.refuseWrites(2, 429, { 'retry-after': '0' })
      await client().updateAlertRule({ uid, rule: { ...rule, for: '7m' } })
      expect(await client().alertRule(uid)).toMatchObject({ for: '7m' })
      server.refuseWrites(1, 503)
      expect(await failureOf(client().updateAlertRule({ uid, rule }))).toMatchObject({ kind: 'server' })
    })

    test('whose condition is no step of it is refused, and nothing is sent', async () => {
      const error = await failureOf(client().createAlertRule({ ...rule, condition: 'C' }))
      expect(error).toMatchObject({ kind: 'invalid', message: expect.stringContaining('none of its steps') })
      const changed = await failureOf(
        client().updateAlertRule({ uid: 'x', rule: { ...rule, condition: 'C' } }),
      )
      expect(changed).toMatchObject({ kind: 'invalid' })
      expect(server.requests).toEqual([])
    })
  })

  describe('what is refused', () => {
    test('after 429 is repeated, as late as is asked for and no more often than was said', async () => {
      server.refuseWrites(2, 429, { 'retry-after': '0' })
      await client().createDashboard({ model })
      server.refuseWrites(3, 429, { 'retry-after': '0' })
      expect(await failureOf(client().createAlertRule(rule))).toMatchObject({ kind: 'rate_limited' })
      expect(server.rules.size).toBe(0)
    })

    test.each([
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [500, 'server'],
      [503, 'server'],
    ])('with %i is %s, and not repeated: it may have been done', async (status, kind) => {
      server.refuseWrites(1, status)
      const error = await failureOf(client().createAlertRule(rule))
      expect(error).toMatchObject({ kind, status })
      expect(error.message).toContain(`answered POST /${generation}/`)
      expect(server.requests).toHaveLength(1)
    })

    test('tells nothing of the token', async () => {
      const error = await failureOf(
        client({ token: 'glsa_wrong_secret' } as Partial<GrafanaClientOptions>).createDashboard({ model }),
      )
      expect(error).toMatchObject({ kind: 'unauthorized' })
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('glsa_wrong_secret')
    })
  })
})

test('by /apis, a rule that is changed in the same moment is not overwritten', async () => {
  const client = createGrafanaClient({ url: server.url, token: server.token, generation: 'apis' })
  server.folders.set('alerts', 'Alerts')
  const { uid } = await client.createAlertRule(rule)
  server.meanwhile(() => Object.assign(server.rules.get(uid) ?? {}, { version: 7 }))
  await expect(client.updateAlertRule({ uid, rule: { ...rule, title: 'Mine' } })).rejects.toMatchObject({
    kind: 'conflict',
    status: 409,
  })
  expect(await client.alertRule(uid)).toMatchObject({ title: rule.title })
})

test('by /api, a rule that was changed in the second in which it was read is not overwritten', async () => {
  const client = createGrafanaClient({ url: server.url, token: server.token })
  server.folders.set('alerts', 'Alerts')
  const { uid, version } = await client.createAlertRule(rule)
  const [listed] = await client.alertRules()
  expect(listed?.version).toBe(version)
  Object.assign(server.rules.get(uid)?.body ?? {}, { noDataState: 'Alerting' })
  await expect(client.updateAlertRule({ uid, version, rule })).rejects.toMatchObject({ kind: 'conflict' })
  expect(server.rules.get(uid)?.body).toMatchObject({ noDataState: 'Alerting' })
})

test.each([
  ['', 'true'],
  ['api', undefined],
])('by /api, a rule of the provenance "%s" keeps it', async (provenance, header) => {
  const client = createGrafanaClient({ url: server.url, token: server.token })
  server.folders.set('alerts', 'Alerts')
  const { uid } = await client.createAlertRule(rule)
  Object.assign(server.rules.get(uid)?.body ?? {}, { provenance })
  await client.updateAlertRule({ uid, rule })
  expect(
    server.requests.findLast(({ target }) => target.startsWith('PUT'))?.headers['x-disable-provenance'],
  ).toBe(header)
})

test('another organization has a namespace of its own', async () => {
  const client = createGrafanaClient({
    url: server.url,
    token: server.token,
    generation: 'apis',
    namespace: 'org-2',
  })
  await expect(client.createDashboard({ model })).rejects.toMatchObject({ kind: 'forbidden' })
  expect(server.requests[0]?.target).toBe('POST /apis/dashboard.grafana.app/v1/namespaces/org-2/dashboards')
})
