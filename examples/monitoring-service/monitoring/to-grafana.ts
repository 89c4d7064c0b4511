import { GrafanaError } from 'spanmeter/grafana'
import type { MonitoringService } from './monitoring-service.ts'

/**
 * The dashboards of this system and one alert, into Grafana. Whoever starts the service again finds them there, and what
 * somebody has changed meanwhile stays as he has made it.
 */
export async function toGrafana(monitoring: MonitoringService): Promise<void> {
  // What renders dashboards is needed here only.
  const { monitoringArtifacts } = await import('../artifacts.ts')
  const dashboards = [...monitoringArtifacts()].filter(([path]) => path.startsWith('grafana/'))
  try {
    for (const [, text] of dashboards)
      await unlessChanged(monitoring.createGrafanaDashboard(JSON.parse(text)))
    await unlessChanged(
      monitoring.createGrafanaAlert({
        name: 'High Error Rate',
        conditions: [{ query: 'sum(rate(system_errors_total{source="scrape"}[5m]))', above: 1 }],
      }),
    )
  } catch (error) {
    monitoring.logError({
      message: String(error),
      type: 'grafana_error',
      component: 'monitoring',
      context: {},
    })
  }
}

async function unlessChanged(created: Promise<string>): Promise<void> {
  try {
    await created
  } catch (error) {
    const isChanged =
      error instanceof GrafanaError && (error.kind === 'conflict' || error.kind === 'precondition_failed')
    if (!isChanged) throw error
    console.log(`It is somebody else's by now, and stays so. ${error.message}`)
  }
}
