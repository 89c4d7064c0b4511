import type { Status } from '../report/status.ts'
import { formatCount, formatRate, formatSeconds, formatUptime } from './format.ts'

/** The state in one line, for logs and pipes. */
export function plainLine(status: Status): string {
  const { operations, breakers, queueDepth, caches, faults } = status
  const server = operations.find(({ operation }) => operation === 'http.server')
  const requests =
    server === undefined
      ? 'no requests yet'
      : `${formatRate(server.rate)} requests/s, ${formatRate(server.errors)} errors/s, p50 ${formatSeconds(server.p50)}, p95 ${formatSeconds(server.p95)}`
  const breaker = breakers.map(({ service, state }) => `breaker ${service} ${state}`)
  const cache = caches.map(({ cache, hitRate }) =>
    hitRate === undefined ? `cache ${cache} unused` : `cache ${cache} ${Math.round(hitRate * 100)} % hits`,
  )
  const parts = [requests, ...breaker, `queue ${formatCount(queueDepth)}`, ...cache]
  if (faults.length > 0) parts.push(`faults ${faults.join(', ')}`)
  return `${formatUptime(status.uptime)}: ${parts.join('; ')}`
}
