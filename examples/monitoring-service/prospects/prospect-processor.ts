import type { MonitoringService } from '../monitoring/monitoring-service.ts'
import { type PlatformClient, PlatformError } from '../platforms/platform-client.ts'
import type { MonitoringTelemetry } from '../telemetry.ts'

const component = 'prospect_processor'

/** Somebody who may be won. */
export interface Prospect {
  readonly id: string
  readonly platform: string
}

/** Looks prospects up on their platform, scores them, and reaches out to good ones. */
export class ProspectProcessor {
  readonly #telemetry: MonitoringTelemetry
  readonly #monitoring: MonitoringService
  readonly #platforms: PlatformClient

  constructor(telemetry: MonitoringTelemetry, monitoring: MonitoringService, platforms: PlatformClient) {
    this.#telemetry = telemetry
    this.#monitoring = monitoring
    this.#platforms = platforms
  }

  /** The score, between 0 and 1. Rejects where the platform gives no profile; the error has been reported then. */
  async process({ id, platform }: Prospect): Promise<number> {
    try {
      const { activity } = await this.#step('fetch_profile', id, () => this.#platforms.profile(platform, id))
      const score = await this.#step('score', id, async () => 0.35 + activity * 0.7)
      this.#monitoring.recordMetric('prospect_score', Math.min(1, score), {
        platform,
        score_type: 'engagement',
      })
      if (score > 0.5) await this.#step('reach_out', id, async () => this.#reachOut(platform, score))
      return score
    } catch (error) {
      const type = error instanceof PlatformError ? error.type : 'processing_error'
      this.#monitoring.logError({
        message: String(error),
        type,
        component,
        context: { prospect: id, platform },
      })
      throw error
    }
  }

  #reachOut(platform: string, score: number): void {
    this.#monitoring.recordMetric('engagement_total', 1, { platform, metric_type: 'reply' })
    if (score > 0.8) this.#telemetry.prospects.conversions.add(1, { platform })
  }

  #step<Result>(operation: string, prospect: string, work: () => Promise<Result>): Promise<Result> {
    return this.#telemetry.processing.step({ operation, component }, { prospect }, work)
  }
}
