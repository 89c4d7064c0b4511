import { type AlertCase, type Course, Courses } from '../../../test/systems/alerts/alert-case.ts'
import { targetCases, telemetryCases, unstampedCase } from '../../../test/systems/alerts/telemetry-cases.ts'
import type { VoiceTelemetry } from '../telemetry.ts'

const campaign = { campaign_id: 'campaign-1', user_id: 'user-1' }
const webhook = { event_type: 'call_ended', partner_id: 'acme' }
const job = 'livekit-platform'

/** What is there and well while a case is about something else. */
export function background(telemetry: VoiceTelemetry): Course[] {
  const courses = coursesOf(telemetry)
  return [courses.up([1, 1]), ...courses.level('webhook.activeWorkers', {}, [2, 2])]
}

/** What makes each alert of the voice platform fire. */
export function alertCases(telemetry: VoiceTelemetry): AlertCase[] {
  const courses = coursesOf(telemetry)
  return [
    ...campaignCases(courses),
    ...webhookCases(courses),
    ...healthCases(courses),
    ...telemetryCases(courses),
    ...targetCases(courses),
    unstampedCase(
      [courses.oneWay('campaign.callsInitiated', campaign, 'scrape', [60, 60])],
      courses.oneWay('campaign.callsInitiated', campaign, undefined, [null, 60]),
    ),
  ]
}

function coursesOf(telemetry: VoiceTelemetry): Courses {
  return new Courses(telemetry, { job, sources: ['scrape'] })
}

function campaignCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'HighCampaignFailureRate',
      guarded: true,
      courses: [
        ...courses.counter('campaign.callsInitiated', campaign, [60, 60]),
        ...courses.counter('campaign.callsFailed', { ...campaign, error_type: 'no_capacity' }, [12, 30]),
      ],
      says: { labels: { job }, description: `${job}: 50% of the calls are failing.`, value: '50%' },
    },
    {
      alert: 'SlowCampaignProcessing',
      guarded: true,
      courses: courses.histogram(
        'campaign.processingLatency',
        { campaign_id: campaign.campaign_id },
        { '2.5': [1, 0], '5': [1, 0], '10': [1, 1] },
      ),
    },
  ]
}

function webhookCases(courses: Courses): AlertCase[] {
  return [
    {
      alert: 'WebhookQueueBacklog',
      courses: courses.level('webhookQueue.depth', {}, [1000, 1001]),
      says: {
        labels: { job },
        description: `${job}: The webhook queue has 1.001k pending items.`,
        value: '1.001k',
      },
    },
    {
      alert: 'StaleWebhooksInQueue',
      courses: courses.level('webhookQueue.oldestAge', {}, [3600, 3601]),
      says: {
        labels: { job },
        description: `${job}: The oldest webhook in the queue is 1h 0m 1s old.`,
        value: '1h 0m 1s',
      },
    },
    {
      alert: 'HighWebhookFailureRate',
      guarded: true,
      // Three attempts fail for each webhook that arrives: of webhooks queued that would be 300 %.
      courses: [
        ...courses.counter('webhook.queued', webhook, [60, 15]),
        ...courses.counter('webhook.delivered', webhook, [60, 15]),
        ...courses.counter('webhook.failed', { ...webhook, status_code: '503' }, [6, 45]),
      ],
      says: { labels: { job }, description: `${job}: 75% of the delivery attempts fail.`, value: '75%' },
    },
    {
      alert: 'WebhookDeadLetters',
      firstEvent: true,
      courses: courses.counter('webhook.deadLetter', webhook, [0, 1]),
    },
    {
      alert: 'WebhookWorkerDown',
      courses: courses.level('webhook.activeWorkers', {}, [1, 0]),
      // A worker that is gone has no series that could be 0.
      whenMissing: ['WebhookWorkerDown'],
    },
  ]
}

function healthCases(courses: Courses): AlertCase[] {
  const component = { component: 'webhook_worker' }
  return [
    {
      alert: 'CriticalErrors',
      firstEvent: true,
      courses: courses.counter(
        'errors.errors',
        { ...component, error_type: 'TypeError', severity: 'critical' },
        [0, 1],
      ),
    },
    {
      alert: 'HighMemoryUsage',
      courses: [
        ...courses.level('resources.memoryUsage', component, [50, 95]),
        ...courses.level('resources.memoryLimit', component, [100, 100]),
      ],
    },
    { alert: 'HighCpuUsage', courses: courses.level('resources.cpuUsage', component, [0.5, 0.95]) },
  ]
}
