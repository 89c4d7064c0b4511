import { createHash } from 'node:crypto'
import {
  type AlertRuleApi,
  type AlertStep,
  checkVersion,
  type IdentifiedRule,
  LOOKS_AT,
  type StoredAlertRule,
} from './alert-rules.ts'
import { type Fields, fieldsOf, folderOf, listOf, textOr } from './answers.ts'
import type { Saved } from './dashboards.ts'
import { durationOf } from './durations.ts'
import type { Transport } from './transport.ts'

const path = ['api', 'v1', 'provisioning', 'alert-rules']

/**
 * `/api/v1/provisioning/alert-rules`, page "Alerting Provisioning HTTP API". What it creates can be changed in Grafana,
 * as `X-Disable-Provenance` asks for. A uid that is taken is refused with 409. It takes no version along: a change in the
 * moment between the look at the version and the write is overwritten.
 */
export function alertRulesByApi(transport: Transport): AlertRuleApi {
  const rawOf = async (uid: string): Promise<Fields> =>
    fieldsOf(await transport.read({ path: [...path, uid] }), 'an alert rule')
  const read = async (uid: string): Promise<StoredAlertRule> => ruleOf(await rawOf(uid))
  // What a write answers need not be what is kept, to the second.
  const saved = async (uid: string): Promise<Saved> => ({ uid, version: (await read(uid)).version })
  return {
    read,
    async list() {
      return listOf(await transport.read({ path }), 'what /api/v1/provisioning/alert-rules gives').map(ruleOf)
    },
    async create(rule) {
      const body = { noDataState: 'OK', execErrState: 'Error', orgID: 1, ...bodyOf(rule) }
      await transport.change({ method: 'POST', path, body, headers: editable })
      return saved(rule.uid)
    },
    async update(rule, version) {
      const before = await rawOf(rule.uid)
      checkVersion(rule.uid, ruleOf(before).version, version)
      // Whoever provisioned it otherwise keeps it: what is said of that must be what is kept.
      const headers = textOr(before.provenance, '') === '' ? editable : {}
      const body = { ...before, ...bodyOf(rule) }
      await transport.change({ method: 'PUT', path: [...path, rule.uid], body, headers })
      return saved(rule.uid)
    },
  }
}

const editable = { 'x-disable-provenance': 'true' }

function bodyOf(rule: IdentifiedRule): Fields {
  const { uid, title, folderUid, group, steps, condition, labels = {}, annotations = {} } = rule
  const data = steps.map(({ refId, datasourceUid, model, seconds = LOOKS_AT }) => ({
    refId,
    datasourceUid,
    relativeTimeRange: seconds,
    model: { ...model, refId },
  }))
  const place = { folderUID: folderUid, ruleGroup: group }
  return { uid, title, ...place, condition, data, for: rule.for, labels, annotations }
}

function ruleOf(answer: unknown): StoredAlertRule {
  const rule = fieldsOf(answer, 'an alert rule')
  return {
    uid: textOr(rule.uid, ''),
    title: textOr(rule.title, ''),
    folderUid: folderOf(rule.folderUID),
    group: folderOf(rule.ruleGroup),
    for: durationOf(rule.for),
    condition: textOr(rule.condition, ''),
    labels: fieldsOf(rule.labels ?? {}, 'the labels of an alert rule'),
    annotations: fieldsOf(rule.annotations ?? {}, 'the annotations of an alert rule'),
    steps: listOf(rule.data ?? [], 'the data of an alert rule').map(stepOf),
    version: digestOf(rule),
  }
}

function stepOf(answer: unknown): AlertStep {
  const { refId, datasourceUid, model, relativeTimeRange } = fieldsOf(answer, 'a step of an alert rule')
  const { from, to } = fieldsOf(relativeTimeRange ?? {}, 'the time range of a step')
  return {
    refId: textOr(refId, ''),
    datasourceUid: textOr(datasourceUid, ''),
    model: fieldsOf(model, 'the model of a step'),
    seconds: { from: Number(from ?? 0), to: Number(to ?? 0) },
  }
}

/** In the place of a version: whatever is changed makes another one, and so does the time of the change. */
function digestOf(rule: Fields): string {
  const kept = JSON.stringify({ ...rule, updated: secondOf(rule.updated) }, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  )
  return createHash('sha256').update(kept).digest('hex').slice(0, 16)
}

/** Databases keep the time of a change to the second, in one zone or another. */
function secondOf(updated: unknown): string {
  const millis = Date.parse(textOr(updated, ''))
  return Number.isNaN(millis) ? '' : String(Math.floor(millis / 1_000))
}
