import { installed } from './installed.ts'
import type { Rack } from './rack.ts'
import { freePort, startServer, type TestServer } from './server.ts'

/** Where the Pushgateway is installed, if it is. */
export const pushgatewayServer = installed({
  name: 'prometheus-pushgateway',
  debianPackage: 'prometheus-pushgateway',
})

/** A Pushgateway that keeps nothing over a crash. */
export async function startPushgateway(rack: Rack): Promise<TestServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  return startServer(rack, {
    url,
    port,
    command: pushgatewayServer ?? 'prometheus-pushgateway',
    args: [`--web.listen-address=127.0.0.1:${port}`, '--persistence.file='],
    folder: rack.folder(),
    endBy: 'SIGTERM',
    crashBy: 'SIGKILL',
    answers: async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true,
  })
}

/** A group as the Pushgateway keeps it: the labels of the group, and the series of each metric in it. */
export interface PushedGroup {
  readonly labels: Readonly<Record<string, string>>
  readonly series: Readonly<Record<string, readonly { labels?: Record<string, string>; value?: string }[]>>
}

/** Everything that was pushed, in the order of the job's name. Of its own metrics only the rest. */
export async function pushedGroups(url: string): Promise<PushedGroup[]> {
  const answer = await fetch(`${url}/api/v1/metrics`)
  const { data } = (await answer.json()) as { data: Record<string, unknown>[] } // As its README says.
  return data.map(
    ({ labels, push_time_seconds, push_failure_time_seconds, last_push_successful, ...rest }) => ({
      labels: labels as PushedGroup['labels'], // The key of the group.
      series: Object.fromEntries(
        Object.entries(rest).map(([name, family]) => [name, (family as { metrics: [] }).metrics]), // All others are families.
      ),
    }),
  )
}
