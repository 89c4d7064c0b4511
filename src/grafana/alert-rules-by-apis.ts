import {
  type AlertRuleApi,
  type AlertStep,
  checkVersion,
  type IdentifiedRule,
  LOOKS_AT,
  type StoredAlertRule,
} from './alert-rules.ts'
import { type Fields, fieldsOf, listOf, textOr } from './answers.ts'
import { durationOf, secondsOf } from './durations.ts'
import { metadataOf, resourceOf } from './resource.ts'
import type { Transport } from './transport.ts'

const VERSION = 'rules.alerting.grafana.app/v0alpha1'
const MOST_PAGES = 20
/** The label of those that are in a group, as all are that `/api` or a page of Grafana made. */
const GROUP = 'grafana.com/group'

/**
 * `/apis/rules.alerting.grafana.app/v0alpha1/namespaces/:namespace/alertrules`, page "Alert rules HTTP API". This is the
 * version that Grafana 12.4 (behind `kubernetesAlertingRules`) to 13.3 serve; a uid that is taken is refused with 409.
 */
export function alertRulesByApis(transport: Transport, namespace: string): AlertRuleApi {
  const path = ['apis', ...VERSION.split('/'), 'namespaces', namespace, 'alertrules']
  return {
    async read(uid) {
      return ruleOf(await transport.read({ path: [...path, uid] }))
    },
    async list() {
      const found: StoredAlertRule[] = []
      let next: string | undefined
      for (let page = 0; page < MOST_PAGES; page++) {
        const parameters = { limit: '500', ...(next !== undefined && { continue: next }) }
        const answer = fieldsOf(await transport.read({ path, parameters }), 'a list that /apis gives')
        found.push(...listOf(answer.items, 'the items of a list').map(ruleOf))
        next = textOr(fieldsOf(answer.metadata ?? {}, 'the metadata of a list').continue, '')
        if (next === '') break
      }
      return found
    },
    async create(rule) {
      const spec = {
        trigger: { interval: '1m' },
        noDataState: 'Ok',
        execErrState: 'Error',
        ...specOf(rule),
      }
      const body = { apiVersion: VERSION, kind: 'AlertRule', metadata: metadataOf(rule), spec }
      const saved = resourceOf(await transport.change({ method: 'POST', path, body }))
      return { uid: saved.uid, version: saved.version }
    },
    async update(rule, version) {
      const place = [...path, rule.uid]
      const before = resourceOf(await transport.read({ path: place }))
      checkVersion(rule.uid, before.version, version)
      const body = {
        apiVersion: VERSION,
        kind: 'AlertRule',
        metadata: metadataOf({ uid: rule.uid, folderUid: rule.folderUid, before }),
        spec: { ...before.spec, ...specOf(rule) },
      }
      const saved = resourceOf(await transport.change({ method: 'PUT', path: place, body }))
      return { uid: saved.uid, version: saved.version }
    },
  }
}

function specOf({ title, steps, condition, labels = {}, annotations = {}, ...rule }: IdentifiedRule): Fields {
  const expressions = Object.fromEntries(steps.map((step) => [step.refId, expressionOf(step, condition)]))
  return { title, for: rule.for, labels, annotations, expressions }
}

function expressionOf(
  { refId, datasourceUid, model, seconds = LOOKS_AT }: AlertStep,
  condition: string,
): Fields {
  const query = { datasourceUID: datasourceUid, model: { ...model, refId } }
  const source = refId === condition ? { source: true } : {}
  if (datasourceUid === '__expr__') return { model: query.model, ...source }
  return { ...query, relativeTimeRange: { from: `${seconds.from}s`, to: `${seconds.to}s` }, ...source }
}

function ruleOf(answer: unknown): StoredAlertRule {
  const { uid, version, folderUid, labels, spec } = resourceOf(answer)
  const expressions = Object.entries(fieldsOf(spec.expressions ?? {}, 'the expressions of an alert rule'))
  return {
    uid,
    version,
    folderUid,
    title: textOr(spec.title, ''),
    group: textOr(labels[GROUP], '') || undefined,
    for: durationOf(spec.for),
    condition: expressions.find(([, each]) => fieldsOf(each, 'an expression').source === true)?.[0] ?? '',
    labels: fieldsOf(spec.labels ?? {}, 'the labels of an alert rule'),
    annotations: fieldsOf(spec.annotations ?? {}, 'the annotations of an alert rule'),
    steps: expressions.map(([refId, each]) => stepOf(refId, fieldsOf(each, 'an expression'))),
  }
}

function stepOf(refId: string, { datasourceUID, model, relativeTimeRange }: Fields): AlertStep {
  const { from, to } = fieldsOf(relativeTimeRange ?? {}, 'the time range of an expression')
  return {
    refId,
    datasourceUid: textOr(datasourceUID, '__expr__'),
    model: fieldsOf(model, 'the model of an expression'),
    seconds: { from: secondsOf(from), to: secondsOf(to) },
  }
}
