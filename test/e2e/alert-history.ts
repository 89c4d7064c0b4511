import type { PrometheusApi } from './prometheus-api.ts'
import { until } from './until.ts'

/** What has fired when, as Prometheus has written it down itself. */
export class AlertHistory {
  readonly #prometheus: PrometheusApi

  constructor(prometheus: PrometheusApi) {
    this.#prometheus = prometheus
  }

  /** The alerts that fire now or are about to, each once. */
  now(): Promise<string[]> {
    return this.#names('ALERTS')
  }

  /** The alerts that have fired at any time since then, in milliseconds since 1970. */
  since(from: number): Promise<string[]> {
    const span = Math.max(1, Date.now() - from)
    return this.#names(`last_over_time(ALERTS{alertstate="firing"}[${span}ms])`)
  }

  /** Waits until each of these has fired since then. What never has stands in the error. */
  async fired(alerts: readonly string[], since: number): Promise<void> {
    let missing: readonly string[] = alerts
    await until(
      () => `these fire: ${missing.join(', ')}`,
      async () => {
        const fired = await this.since(since)
        missing = alerts.filter((alert) => !fired.includes(alert))
        return missing.length === 0 || undefined
      },
    )
  }

  /**
   * Waits until nothing fires any more, nor is about to, but for what may: what is about to would fire when the next
   * fault is there. What never ends stands in the error.
   */
  async resolved(mayFire: (alert: string) => boolean = () => false, seconds?: number): Promise<void> {
    let left: string[] = []
    await until(
      () => `these are resolved: ${left.join(', ')}`,
      async () => {
        left = (await this.now()).filter((alert) => !mayFire(alert))
        return left.length === 0 || undefined
      },
      seconds,
    )
  }

  async #names(series: string): Promise<string[]> {
    const alerts = await this.#prometheus.query(`count by (alertname) (${series})`)
    return alerts.map(({ labels }) => labels.alertname ?? '').sort()
  }
}
