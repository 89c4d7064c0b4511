/** Exactly these alerts fire. */
export function firing(minute: number, alerts: readonly string[]) {
  return expected('max by (alertname) (ALERTS{alertstate="firing"})', minute, alerts)
}

/** Whether this alert fires, whatever others do. */
export function firingOf(alert: string, minute: number, alerts: readonly string[]) {
  return expected(`max by (alertname) (ALERTS{alertstate="firing",alertname="${alert}"})`, minute, alerts)
}

function expected(expr: string, minute: number, alerts: readonly string[]) {
  return {
    expr,
    eval_time: `${minute}m`,
    exp_samples: alerts.toSorted().map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
  }
}
