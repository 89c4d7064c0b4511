import { defineAlerts } from '../../catalog/index.ts'
import { rateLimitCatalog } from './catalog.ts'
import { rateLimitPanels } from './panels.ts'

/** What somebody should be told of rate limits. */
export const rateLimitAlerts = defineAlerts(rateLimitCatalog, rateLimitPanels, {
  rateLimited: {
    summary: 'Requests are refused by a rate limit',
    description: '{limiter} refuses {value} requests per minute ({limit_type}).',
    unit: 'opm',
    when: { show: 'rate', of: 'hits', per: 'minute', by: ['limiter', 'limit_type'] },
    bound: { above: 1 },
    for: '10m',
    severity: 'warning',
    panel: 'hits',
    runbook: {
      meaning: 'For {for} a limit has refused more requests than {bound}.',
      impact: 'What these requests were to do is late or left out.',
      look: [
        'Rate limit remaining and resets: whether the limit is too small, or is used up at once.',
        'Which work sends most, and whether it repeats what was refused without waiting.',
      ],
      mend: [
        'Wait until the reset before the next try, spread the work, or cache answers.',
        'Ask for a higher limit.',
      ],
    },
  },
})
