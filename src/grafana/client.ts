import { authorizationOf } from '../credentials/index.ts'
import { baseOf, checkedUid } from './address.ts'
import {
  type AlertRule,
  type AlertRuleChange,
  createAlertRule,
  type StoredAlertRule,
  updateAlertRule,
} from './alert-rules.ts'
import { alertRulesByApi } from './alert-rules-by-api.ts'
import { alertRulesByApis } from './alert-rules-by-apis.ts'
import {
  type DataSource,
  dataSourcesOf,
  type FoundDashboard,
  foundDashboardsOf,
  type GrafanaHealth,
  healthOf,
  type StoredDashboard,
} from './answers.ts'
import {
  createDashboard,
  type DashboardChange,
  type NewDashboard,
  type Saved,
  updateDashboard,
} from './dashboards.ts'
import { dashboardsByApi } from './dashboards-by-api.ts'
import { dashboardsByApis } from './dashboards-by-apis.ts'
import { invalid } from './error.ts'
import { createFolder, foldersByApi, foldersByApis, type NewFolder } from './folders.ts'
import type { GrafanaClientOptions } from './options.ts'
import { Transport } from './transport.ts'

/** What `/api/search` gives at most at a time, and how often it is asked. */
const PAGE = 1_000
const MOST_PAGES = 20

/**
 * Reads from one Grafana, and writes dashboards and alert rules to it. Every method rejects with a `GrafanaError`.
 *
 * The paths are those of `/api`, which Grafana 13 calls old, and serves. Their pages, cited below, are under
 * `api-legacy` of https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/.
 */
export interface GrafanaClient {
  /** Whether Grafana is there; needs no account. `GET /api/health`, page "Other", section "Health API". */
  health(): Promise<GrafanaHealth>
  /** The dashboards that the account may see, at most 20,000. `GET /api/search`, page "Folder/Dashboard Search". */
  searchDashboards(search?: DashboardSearch): Promise<FoundDashboard[]>
  /** One dashboard; `not_found` when there is none. `GET /api/dashboards/uid/:uid`, page "Dashboard". */
  dashboard(uid: string): Promise<StoredDashboard>
  /**
   * Creates a dashboard. Where there is one of its uid that has all of the model already, that is it, so that a repeated
   * call makes one; where it has something else, the call is refused (`precondition_failed`; in `apis` `conflict`).
   */
  createDashboard(dashboard: NewDashboard): Promise<Saved>
  /**
   * Replaces a dashboard, unless somebody has changed it meanwhile: then nothing is written, and the call is refused
   * (`precondition_failed`; in `apis` `conflict`). Give the `version` that you have read and changed.
   */
  updateDashboard(change: DashboardChange): Promise<Saved>
  /** Creates a folder at the root; where there is one of its uid, that is it, whatever it is called by now. */
  createFolder(folder: NewFolder): Promise<{ readonly uid: string }>
  /** Creates an alert rule; as for dashboards, a repeated call makes one, and another rule of its uid is a `conflict`. */
  createAlertRule(rule: AlertRule): Promise<Saved>
  /**
   * Replaces an alert rule, unless somebody has changed it meanwhile: then nothing is written, and the call is refused
   * (`conflict`). Give the `version` that you have read and changed. Whether it is paused, whom it tells, and whatever
   * else an `AlertRule` says nothing of, stays. `/api` takes no version along, and a Grafana that keeps its rules in its
   * own database does not look at the one of `/apis`: there, a change in the moment between the look and the write is
   * overwritten.
   */
  updateAlertRule(change: AlertRuleChange): Promise<Saved>
  /** All alert rules that Grafana itself evaluates; in `apis` at most 10,000. */
  alertRules(): Promise<StoredAlertRule[]>
  /** One alert rule; `not_found` when there is none. */
  alertRule(uid: string): Promise<StoredAlertRule>
  /**
   * All data sources; needs the permission `datasources:read`, which an Admin has. `GET /api/datasources`, page "Data
   * source".
   */
  dataSources(): Promise<DataSource[]>
  /**
   * What a data source answers to a GET, as JSON, by way of Grafana: `api/v1/query` of Prometheus, `api/traces/…` of
   * Jaeger. `GET /api/datasources/proxy/uid/:uid/*`, page "Data source", section "Data source proxy calls".
   */
  fromDataSource(request: DataSourceRequest): Promise<unknown>
}

/** Which dashboards are looked for. Default: all. */
export interface DashboardSearch {
  readonly tag?: string
}

/** What a data source is asked. */
export interface DataSourceRequest {
  /** Of the data source. */
  readonly uid: string
  /** Of the data source's own API, without a slash in front: `api/v1/query`. */
  readonly path: string
  readonly parameters?: Readonly<Record<string, string>>
}

/**
 * A client of Grafana's HTTP API. Nothing is sent before a method is called. Requests end in a bounded time, redirects
 * are not followed, answers over 32 MiB are given up, and what changes nothing is repeated after 429, 5xx or a lost
 * connection, as late as `Retry-After` asks for, if that is at most 10 s; what changes something, after 429 only.
 *
 * Throws a `GrafanaError` of kind `invalid` where the address or the credentials cannot be used.
 *
 * @example
 * ```ts
 * const grafana = createGrafanaClient({ url: 'http://127.0.0.1:3001', token: process.env.GRAFANA_TOKEN ?? '' })
 * const dashboards = await grafana.searchDashboards({ tag: 'spanmeter' })
 * ```
 */
export function createGrafanaClient(options: GrafanaClientOptions): GrafanaClient {
  const { url, timeoutMillis = 10_000, retries = 2, fetch = globalThis.fetch } = options
  const transport = new Transport({
    base: baseOf(url),
    authorization: authorizationOf(options, { server: 'Grafana', invalid }),
    timeoutMillis: checked(timeoutMillis, 'timeoutMillis', 1, 600_000),
    retries: checked(retries, 'retries', 0, 10),
    fetch,
  })
  const { generation = 'api', namespace = 'default' } = options
  const byApis = generation === 'apis'
  const dashboards = byApis ? dashboardsByApis(transport, namespace) : dashboardsByApi(transport)
  const folders = byApis ? foldersByApis(transport, namespace) : foldersByApi(transport)
  const rules = byApis ? alertRulesByApis(transport, namespace) : alertRulesByApi(transport)
  return {
    async health() {
      return healthOf(await transport.read({ path: ['api', 'health'] }))
    },
    searchDashboards: (search) => searchAll(transport, search),
    dashboard: async (uid) => dashboards.read(checkedUid(uid)),
    createDashboard: (dashboard) => createDashboard(dashboards, dashboard),
    updateDashboard: (change) => updateDashboard(dashboards, change),
    createFolder: (folder) => createFolder(folders, folder),
    createAlertRule: (rule) => createAlertRule(rules, rule),
    updateAlertRule: (change) => updateAlertRule(rules, change),
    alertRules: () => rules.list(),
    alertRule: async (uid) => rules.read(checkedUid(uid)),
    async dataSources() {
      return dataSourcesOf(await transport.read({ path: ['api', 'datasources'] }))
    },
    async fromDataSource({ uid, path, parameters = {} }) {
      const below = ['api', 'datasources', 'proxy', 'uid', checkedUid(uid), ...path.split('/')]
      return transport.read({ path: below, parameters })
    },
  }
}

async function searchAll(transport: Transport, { tag }: DashboardSearch = {}): Promise<FoundDashboard[]> {
  const found: FoundDashboard[] = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    const parameters = {
      type: 'dash-db',
      limit: String(PAGE),
      page: String(page),
      ...(tag === undefined ? {} : { tag }),
    }
    const more = foundDashboardsOf(await transport.read({ path: ['api', 'search'], parameters }))
    found.push(...more)
    if (more.length < PAGE) break
  }
  return found
}

function checked(value: number, name: string, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw invalid(`${name} is ${value}, and must be a whole number from ${least} to ${most}.`)
}
