import type { Credentials } from '../credentials/index.ts'

/** Who asks: a service account's token, or a user with a password. */
export type GrafanaCredentials = Credentials

/** Where Grafana is, and who asks. */
export type GrafanaClientOptions = GrafanaCredentials & {
  /** Grafana's own address, a sub-path included: `http://127.0.0.1:3001`, `https://example.org/grafana`. */
  readonly url: string
  /**
   * Which generation of the API dashboards, folders and alert rules are written and read by. `api`: that of all versions
   * up to 13, which calls it old. `apis`: that of Grafana 13, in which alert rules are not yet stable. Default `api`.
   */
  readonly generation?: 'api' | 'apis'
  /** Of the organization, in `apis`: `org-2`, in Grafana Cloud `stacks-<id>`. Default `default`, the first one. */
  readonly namespace?: string
  /** How long one request may take, its body included, in milliseconds. Default 10,000. */
  readonly timeoutMillis?: number
  /** How often a request that changes nothing is repeated after 429, 5xx or a lost connection. Default 2. */
  readonly retries?: number
  /** Instead of the global `fetch`: for a proxy or certificates of one's own. It must not follow redirects by itself. */
  readonly fetch?: typeof globalThis.fetch
}
