import type { AlertRuleApi, AlertStep, StoredAlertRule } from './alert-rules.ts'
import { LOOKS_AT } from './alert-rules.ts'
import { fieldsOf, folderOf, listOf, textOr } from './answers.ts'
import type { Transport } from './transport.ts'

const path = ['api', 'v1', 'provisioning', 'alert-rules']

/**
 * `/api/v1/provisioning/alert-rules`, page "Alerting Provisioning HTTP API". What it creates can be changed in Grafana,
 * as `X-Disable-Provenance` asks for. It keeps no versions; a uid that is taken is refused with 409.
 */
export function alertRulesByApi(transport: Transport): AlertRuleApi {
  return {
    async read(uid) {
      return ruleOf(await transport.read({ path: [...path, uid] }))
    },
    async list() {
      return listOf(await transport.read({ path }), 'what /api/v1/provisioning/alert-rules gives').map(ruleOf)
    },
    async create({ uid, title, folderUid, group, steps, condition, labels = {}, annotations = {}, ...rule }) {
      const data = steps.map(({ refId, datasourceUid, model, seconds = LOOKS_AT }) => ({
        refId,
        datasourceUid,
        relativeTimeRange: seconds,
        model: { ...model, refId },
      }))
      const states = { noDataState: 'OK', execErrState: 'Error' }
      const place = { folderUID: folderUid, ruleGroup: group, orgID: 1 }
      const body = { uid, title, ...place, ...states, condition, data, for: rule.for, labels, annotations }
      const headers = { 'x-disable-provenance': 'true' }
      return { uid: ruleOf(await transport.change({ method: 'POST', path, body, headers })).uid, version: '' }
    },
  }
}

function ruleOf(answer: unknown): StoredAlertRule {
  const rule = fieldsOf(answer, 'an alert rule')
  return {
    uid: textOr(rule.uid, ''),
    title: textOr(rule.title, ''),
    folderUid: folderOf(rule.folderUID),
    group: folderOf(rule.ruleGroup),
    for: textOr(rule.for, ''),
    condition: textOr(rule.condition, ''),
    labels: fieldsOf(rule.labels ?? {}, 'the labels of an alert rule'),
    annotations: fieldsOf(rule.annotations ?? {}, 'the annotations of an alert rule'),
    steps: listOf(rule.data ?? [], 'the data of an alert rule').map(stepOf),
    version: '',
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
