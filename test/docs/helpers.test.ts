import { expect, test } from 'vitest'
import { pages, textOf } from './page.ts'

/** What the documents of the systems call by name, by the page that says what it is now. */
const helpers = {
  rustok: [
    'record_event_published',
    'record_event_dispatched',
    'update_queue_depth',
    'record_event_processing_duration',
    'record_event_error',
    'update_circuit_breaker_state',
    'record_circuit_breaker_transition',
    'record_circuit_breaker_call',
    'update_circuit_breaker_failures',
    'record_cache_operation',
    'record_cache_duration',
    'update_cache_size',
    'record_cache_eviction',
  ],
  'voice-platform': [
    'app.register_blueprint',
    'CampaignMetricsCollector',
    'record_call_initiated',
    'record_call_completed',
    'record_call_failed',
    'time_processing',
    'time_poll_cycle',
    'update_active_campaigns',
    'update_pending_leads',
    'update_concurrent_calls',
    'update_success_rate',
    'WebhookMetricsCollector',
    'record_queued',
    'time_delivery',
    'record_retry',
    'record_dead_letter',
    'update_queue_health',
    'update_worker_uptime',
  ],
  'monitoring-service': [
    'MonitoringService',
    'log_error',
    'record_metric',
    'record_rate_limit',
    'create_grafana_dashboard',
    'update_grafana_dashboard',
    'get_grafana_dashboard',
    'create_grafana_alert',
    'get_grafana_alerts',
  ],
  dalston: ['configure_metrics'],
} as const

const systems = pages().filter((page) => page.startsWith('docs/systems/'))

/** What stands in the first column of a page's tables. */
function called(page: string): string {
  return textOf(page)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|')[1])
    .join('\n')
}

test.each(Object.entries(helpers))(
  'the helpers of %s lead to ours on its page, and on no other',
  (system, names) => {
    for (const name of names) {
      const found = systems.filter((page) => new RegExp(`\`${name}\\b`).test(called(page)))
      expect(found, name).toEqual([`docs/systems/${system}.md`])
    }
  },
)
