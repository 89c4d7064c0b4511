import type { AlertCase } from './alert-case.ts'

/** Exactly these alerts fire. */
export function firing(minute: number, alerts: readonly string[]) {
  return expected('max by (alertname) (ALERTS{alertstate="firing"})', minute, alerts)
}

/** Whether this alert fires, whatever others do. */
export function firingOf(alert: string, minute: number, alerts: readonly string[]) {
  return expected(`max by (alertname) (ALERTS{alertstate="firing",alertname="${alert}"})`, minute, alerts)
}

/** The alerts of cases, for the name of a test. */
export function namesOf(group: readonly AlertCase[]): string {
  return group.map(({ alert }) => alert).join(', ')
}

/** `HighErrorRate is silent`, for the name of a test. */
export function silent(group: readonly AlertCase[]): string {
  return `${namesOf(group)} ${group.length === 1 ? 'is' : 'are'} silent`
}

function expected(expr: string, minute: number, alerts: readonly string[]) {
  return {
    expr,
    eval_time: `${minute}m`,
    exp_samples: alerts.toSorted().map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
  }
}
