import type { MonitoringService } from '../monitoring/monitoring-service.ts'
import type { MonitoringTelemetry } from '../telemetry.ts'

/** What a platform knows of a prospect. */
export interface Profile {
  readonly activity: number
}

/** A platform that does not answer as it should. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError'
  readonly type: 'rate_limited' | 'platform_error'

  constructor(platform: string, status: number) {
    super(`${platform} answered ${status}.`)
    this.type = status === 429 ? 'rate_limited' : 'platform_error'
  }
}

/** Asks a platform over HTTP, and tells what its answer says of the limit. */
export class PlatformClient {
  readonly #url: string
  readonly #telemetry: MonitoringTelemetry
  readonly #monitoring: MonitoringService

  constructor(url: string, telemetry: MonitoringTelemetry, monitoring: MonitoringService) {
    this.#url = url
    this.#telemetry = telemetry
    this.#monitoring = monitoring
  }

  async profile(platform: string, prospect: string): Promise<Profile> {
    const url = `${this.#url}/${platform}/prospects/${encodeURIComponent(prospect)}`
    const headers: Record<string, string> = {}
    return this.#telemetry.platforms.ask({ platform }, { headers, url }, async () => {
      const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) })
      const [remaining, reset] = ['ratelimit-remaining', 'ratelimit-reset'].map((name) =>
        Number(response.headers.get(name) ?? Number.NaN),
      )
      if (remaining !== undefined && reset !== undefined && Number.isFinite(remaining + reset))
        this.#monitoring.recordRateLimit({
          platform,
          limitType: 'api',
          remaining,
          resetTime: new Date(Date.now() + reset * 1_000),
          hit: response.status === 429,
        })
      if (!response.ok) throw new PlatformError(platform, response.status)
      return (await response.json()) as Profile // What the platform promises.
    })
  }
}
