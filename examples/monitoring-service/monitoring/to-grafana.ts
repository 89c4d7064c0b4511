import type { MonitoringService } from './monitoring-service.ts'

/** The dashboards of this system and one alert, into Grafana. Whoever starts the service again finds them there. */
export async function toGrafana(monitoring: MonitoringService): Promise<void> {
  // What renders dashboards is needed here only.
  const { monitoringArtifacts } = await import('../artifacts.ts')
  try {
    for (const [path, text] of monitoringArtifacts())
      if (path.startsWith('grafana/')) await monitoring.createGrafanaDashboard(JSON.parse(text))
    await monitoring.createGrafanaAlert({
      name: 'High Error Rate',
      conditions: [{ query: 'sum(rate(system_errors_total{source="scrape"}[5m]))', above: 1 }],
    })
  } catch (error) {
    monitoring.logError({
      message: String(error),
      type: 'grafana_error',
      component: 'monitoring',
      context: {},
    })
  }
}
