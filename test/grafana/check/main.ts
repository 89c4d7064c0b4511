import { createGrafanaClient, GrafanaError } from '../../../src/grafana/index.ts'
import { shippedDashboards } from '../panel-queries.ts'
import { checkGrafana } from './check-grafana.ts'
import { lineOf } from './finding.ts'
import { HELP, settingsOf } from './settings.ts'

process.exitCode = await main(process.argv.slice(2))

/** Gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(HELP)
    return 0
  }
  const settings = settingsOf(process.env)
  if (args.length > 0 || typeof settings === 'string') {
    const sentence = typeof settings === 'string' ? settings : `There is no option ${args.join(' ')}.`
    process.stderr.write(`${sentence} More by: npm run check:grafana -- --help\n`)
    return 1
  }
  const counts = { ok: 0, note: 0, problem: 0 }
  try {
    const grafana = createGrafanaClient(settings)
    // npm starts its scripts at the root of the repository.
    const dashboards = shippedDashboards(process.cwd())
    for await (const finding of checkGrafana({ grafana, dashboards, now: Date.now() / 1_000 })) {
      counts[finding.verdict]++
      process.stdout.write(`${lineOf(finding)}\n`)
    }
  } catch (error) {
    if (!(error instanceof GrafanaError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
  const { ok, problem } = counts
  process.stdout.write(
    `\n${ok + problem} checks, ${problem === 1 ? '1 problem' : `${problem === 0 ? 'no' : problem} problems`}\n`,
  )
  return problem === 0 ? 0 : 1
}
