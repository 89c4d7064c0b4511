import type { GrafanaClientOptions } from '../../../src/grafana/index.ts'

export const HELP = `npm run check:grafana: does a running Grafana show what this repository ships?

It finds every dashboard of grafana/dashboards in Grafana and compares it with its file, runs the query of every panel
through Grafana, follows an exemplar from a panel to its trace, and goes from a span of that trace back to its metrics.
It only reads. Exit code 0: no problem; 1: problems, or no check was possible.

  GRAFANA_URL       where Grafana is: http://127.0.0.1:3001 with docker-compose.observability.yml
  GRAFANA_TOKEN     a service account's token of the role Admin, which may read data sources; or
  GRAFANA_USER      a user with that role, and
  GRAFANA_PASSWORD  the password

This repository's own tests run it against a stand-in for Grafana's HTTP API in front of a real Prometheus and Jaeger.
Grafana itself they have not seen: what it draws, and that a click on an exemplar opens the trace, is for you to look at.
`

type Environment = Readonly<Record<string, string | undefined>>

/** Where Grafana is and who asks; or a sentence that says what to set. */
export function settingsOf(environment: Environment): GrafanaClientOptions | string {
  const { GRAFANA_URL: url, GRAFANA_TOKEN: token, GRAFANA_USER: username } = environment
  const { GRAFANA_PASSWORD: password } = environment
  if (!url)
    return 'Set GRAFANA_URL to the address of Grafana: http://127.0.0.1:3001 with docker-compose.observability.yml.'
  if (token) return { url, token }
  if (username && password) return { url, username, password }
  return username
    ? 'Set GRAFANA_PASSWORD to the password of GRAFANA_USER.'
    : 'Set GRAFANA_TOKEN, or GRAFANA_USER and GRAFANA_PASSWORD: Grafana shows nothing to strangers.'
}
