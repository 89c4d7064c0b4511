import type { PrometheusApi } from './prometheus-api.ts'

/** What has fired when, as Prometheus has written it down itself. */
export class AlertHistory {
  readonly #prometheus: PrometheusApi

  constructor(prometheus: PrometheusApi) {
    this.#prometheus = prometheus
  }

  /** The alerts that fire now, each once. */
  now(): Promise<string[]> {
    return this.#names('ALERTS{alertstate="firing"}')
  }

  /** The alerts that have fired at any time since then, in milliseconds since 1970. */
  since(from: number): Promise<string[]> {
    const span = Math.max(1, Date.now() - from)
    return this.#names(`last_over_time(ALERTS{alertstate="firing"}[${span}ms])`)
  }

  async #names(series: string): Promise<string[]> {
    const alerts = await this.#prometheus.query(`count by (alertname) (${series})`)
    return alerts.map(({ labels }) => labels.alertname ?? '').sort()
  }
}
