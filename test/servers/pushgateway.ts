import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../stack/free-port.mjs'
import { installed } from './installed.ts'
import type { Rack } from './rack.ts'
import { startServer, type TestServer } from './server.ts'

/** Where the Pushgateway is installed, if it is. */
export const pushgatewayServer = installed({
  name: 'prometheus-pushgateway',
  debianPackage: 'prometheus-pushgateway',
})

/** The account of a Pushgateway that asks for one. */
export const pushAccount = { username: 'nightly', password: 'push secret' } as const

/** What hides its password there: bcrypt, as `htpasswd -B` makes it. */
const hidden = '$2b$05$abcdefghijklmnopqrstuu1hE9kWR8fkOEvQ44RZMWTnZD9t/irZW'

/** A Pushgateway that keeps nothing over a crash; `guarded` asks for the {@link pushAccount}. */
export async function startPushgateway(rack: Rack, { guarded = false } = {}): Promise<TestServer> {
  const [port, folder] = [await freePort(), rack.folder()]
  const web = join(folder, 'web.yml')
  if (guarded) writeFileSync(web, `basic_auth_users: { ${pushAccount.username}: '${hidden}' }\n`)
  const url = `http://127.0.0.1:${port}`
  return startServer(rack, {
    url,
    port,
    command: pushgatewayServer ?? 'prometheus-pushgateway',
    args: [
      `--web.listen-address=127.0.0.1:${port}`,
      '--persistence.file=',
      ...(guarded ? [`--web.config.file=${web}`] : []),
    ],
    folder,
    endBy: 'SIGTERM',
    crashBy: 'SIGKILL',
    async answers() {
      const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
      return answer?.status === (guarded ? 401 : 200)
    },
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
