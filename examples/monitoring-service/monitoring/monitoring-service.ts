import {
  createPushgateway,
  type Pushgateway,
  type PushgatewayCredentials,
  type Pushing,
  startPushing,
} from 'spanmeter/exposition'
import {
  createGrafanaClient,
  type GrafanaClient,
  type StoredAlertRule,
  type StoredDashboard,
} from 'spanmeter/grafana'
import type { Observability } from 'spanmeter/setup'
import type { MonitoringTelemetry } from '../telemetry.ts'
import { ErrorStore } from './error-store.ts'
import { alertRuleOf, type GrafanaAlert } from './grafana-alert.ts'
import { entryOf, jsonLogger, type LogEntry, type Logger } from './logger.ts'
import { type Labels, MetricRecorder } from './metric-recorder.ts'

/** What the service is made of, and where it sends to. What is left out is not done. */
export interface MonitoringOptions {
  readonly telemetry: MonitoringTelemetry
  /** What is pushed. */
  readonly observability: Pick<Observability, 'collect'>
  /** `http://127.0.0.1:3001`: where dashboards and alerts are kept. */
  readonly grafanaUrl?: string
  /** The token of a service account. */
  readonly grafanaApiKey?: string
  /** Instead of a token, with `grafanaPassword`. */
  readonly grafanaUsername?: string
  readonly grafanaPassword?: string
  /** By which of Grafana's APIs: `apis` from Grafana 13 on. Default `api`. */
  readonly grafanaGeneration?: 'api' | 'apis'
  /** `http://127.0.0.1:9091`: metrics are pushed there, as the job `monitoring-service`. */
  readonly prometheusPushGateway?: string
  /** Further labels of what is pushed, such as `instance` where several processes push. Default: none. */
  readonly prometheusPushGatewayGrouping?: Readonly<Record<string, string>>
  /** Where it, or a proxy before it, asks who pushes. */
  readonly prometheusPushGatewayCredentials?: PushgatewayCredentials
  /** Default 15. */
  readonly pushEverySeconds?: number
  /** Keeps errors in `errorFile`. Default: they are counted and logged only. */
  readonly storeErrors?: boolean
  /** Default `monitoring-errors.jsonl`. */
  readonly errorFile?: string
  /** Default: JSON on standard error. */
  readonly logger?: Logger
}

/** An error that somebody reports. */
export interface ReportedError {
  readonly message: string
  /** Its class, one of few: `processing_error`. It becomes a label. */
  readonly type: string
  /** The part of the system: `prospect_processor`. It becomes a label. */
  readonly component: string
  /** Whatever helps; it goes to the log and the store, and never to a label. */
  readonly context: Readonly<Record<string, unknown>>
}

/** What a platform said of a limit. */
export interface RateLimitReport {
  readonly platform: string
  readonly limitType: string
  readonly remaining: number
  readonly resetTime: Date
  /** Whether a request was refused by it. Default: when nothing remains. */
  readonly hit?: boolean
}

/** A dashboard's JSON model, with a `title`. */
export type DashboardData = Readonly<Record<string, unknown>>

/**
 * One object over errors, metrics, limits, and Grafana. What reports never throws, and waits for nothing but its logger;
 * what asks Grafana rejects with a `GrafanaError`.
 */
export class MonitoringService {
  readonly #telemetry: MonitoringTelemetry
  readonly #recorder: MetricRecorder
  readonly #store: ErrorStore | undefined
  readonly #logger: Logger
  readonly #pushing: Pushing | undefined
  readonly #grafana: GrafanaClient | undefined
  readonly #refused = new Set<string>()
  /** Where metrics are pushed to, if anywhere. */
  readonly gateway: Pushgateway | undefined

  constructor(options: MonitoringOptions) {
    const { telemetry, observability, storeErrors = false, errorFile = 'monitoring-errors.jsonl' } = options
    const { prometheusPushGateway, prometheusPushGatewayGrouping: grouping } = options
    const { prometheusPushGatewayCredentials: credentials } = options
    const { pushEverySeconds = 15, logger = jsonLogger } = options
    this.#telemetry = telemetry
    this.#recorder = new MetricRecorder(telemetry)
    this.#logger = logger
    this.#grafana = grafanaOf(options)
    if (storeErrors)
      this.#store = new ErrorStore({
        file: errorFile,
        onFault: (error) => this.#log(entryOf('warning', `Errors are not kept: ${error}`)),
        onDropped: (count) =>
          telemetry.errors.errors.add(count, { component: 'monitoring', error_type: 'error_not_kept' }),
      })
    if (prometheusPushGateway !== undefined) {
      this.gateway = createPushgateway({
        url: prometheusPushGateway,
        reader: observability,
        job: 'monitoring-service',
        ...(grouping && { grouping }),
        ...(credentials && { credentials }),
      })
      this.#pushing = startPushing({ gateway: this.gateway, everyMillis: pushEverySeconds * 1_000 })
    }
  }

  /** Counts an error, logs it with its trace, marks it on the active span, and keeps it. */
  logError({ message, type, component, context }: ReportedError): void {
    const error = Object.assign(new Error(message), { name: type })
    this.#telemetry.errors.record({ module: component, error_type: type }, error)
    const entry = entryOf('error', message, { type, component, context })
    this.#log(entry)
    this.#store?.add(entry)
  }

  /**
   * Records a number under the exported name of a metric: one of the catalogs, or any other. What cannot be recorded is
   * counted as an error of the component `monitoring`, and told once.
   */
  recordMetric(name: string, value: number, labels: Labels = {}): void {
    try {
      this.#recorder.record(name, value, labels)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#telemetry.errors.errors.add(1, { component: 'monitoring', error_type: 'invalid_metric' })
      if (this.#refused.has(message) || this.#refused.size >= 100) return
      this.#refused.add(message)
      this.#log(entryOf('warning', message))
    }
  }

  /** What is left of a limit, until when, and whether it was hit. */
  recordRateLimit({
    platform,
    limitType,
    remaining,
    resetTime,
    hit = remaining <= 0,
  }: RateLimitReport): void {
    const limit = { limiter: platform, limit_type: limitType }
    const state = { remaining, resetsAt: resetTime }
    if (hit) this.#telemetry.rateLimit.refused(limit, state)
    else this.#telemetry.rateLimit.allowed(limit, state)
    // From 0, so that a first refusal is seen as an increase.
    if (!hit) this.#telemetry.rateLimit.hits.add(0, { platform, limit_type: limitType })
  }

  /** The newest errors that are kept, also those of the process before. */
  async recentErrors(count = 100): Promise<unknown[]> {
    return (await this.#store?.recent(count)) ?? []
  }

  /** Creates a dashboard in Grafana; called again with the same one, there is still one. @returns its uid */
  async createGrafanaDashboard(data: DashboardData): Promise<string> {
    return (await this.#asked().createDashboard({ model: data })).uid
  }

  /** Replaces a dashboard, unless somebody else has changed it since `version`, which {@link getGrafanaDashboard} tells. */
  async updateGrafanaDashboard(uid: string, data: DashboardData, version?: string): Promise<void> {
    await this.#asked().updateDashboard({ uid, model: data, ...(version !== undefined && { version }) })
  }

  /** A dashboard: its `model`, and the `version` that it is at. */
  async getGrafanaDashboard(uid: string): Promise<StoredDashboard> {
    return this.#asked().dashboard(uid)
  }

  /** Creates an alert that Grafana evaluates; called again with the same one, there is still one. @returns its uid */
  async createGrafanaAlert(alert: GrafanaAlert): Promise<string> {
    const rule = alertRuleOf(alert)
    await this.#asked().createFolder({ uid: rule.folderUid, title: rule.folderUid })
    return (await this.#asked().createAlertRule(rule)).uid
  }

  /** Replaces an alert, unless somebody else has changed it since `version`, which {@link getGrafanaAlerts} tells. */
  async updateGrafanaAlert(uid: string, alert: GrafanaAlert, version?: string): Promise<void> {
    const rule = alertRuleOf(alert)
    await this.#asked().updateAlertRule({ uid, rule, ...(version !== undefined && { version }) })
  }

  async getGrafanaAlerts(): Promise<StoredAlertRule[]> {
    return this.#asked().alertRules()
  }

  /** Pushes once more, and writes the errors that wait. Bounded; never throws. */
  async close(): Promise<void> {
    await Promise.all([this.#pushing?.stop(), this.#store?.close()])
  }

  #asked(): GrafanaClient {
    if (this.#grafana === undefined)
      throw new Error(
        'There is no Grafana: give grafanaUrl, and grafanaApiKey or a username with a password.',
      )
    return this.#grafana
  }

  #log(entry: LogEntry): void {
    try {
      this.#logger(entry)
    } catch {
      // The line is lost; what it is about goes on.
    }
  }
}

function grafanaOf(options: MonitoringOptions): GrafanaClient | undefined {
  const { grafanaUrl: url, grafanaApiKey: token, grafanaGeneration: generation = 'api' } = options
  const { grafanaUsername: username = '', grafanaPassword: password = '' } = options
  if (url === undefined) return undefined
  if (token !== undefined) return createGrafanaClient({ url, generation, token })
  return createGrafanaClient({ url, generation, username, password })
}
