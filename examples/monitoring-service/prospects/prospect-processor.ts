import type { MonitoringService } from '../monitoring/monitoring-service.ts'
import { type PlatformClient, PlatformError } from '../platforms/platform-client.ts'
import type { MonitoringTelemetry } from '../telemetry.ts'

const component = 'prospect_processor'

/** What may go wrong with a prospect. They are counted from 0, so that a first one is seen as an increase. */
const errorTypes = ['rate_limited', 'platform_error', 'processing_error'] as const

/** How a prospect is scored by what it does on its platform. */
const scorings = {
  well: (activity: number) => 0.35 + activity * 0.65,
  // Somebody has taken the wrong weights along.
  wrong: (activity: number) => 0.05 + activity * 0.2,
} as const

/** Somebody who may be won. */
export interface Prospect {
  readonly id: string
  readonly platform: string
}

/** Looks prospects up on their platform, scores them, and reaches out to good ones. */
export class ProspectProcessor {
  /** Faults change it. */
  scoring: keyof typeof scorings = 'well'
  readonly #telemetry: MonitoringTelemetry
  readonly #monitoring: MonitoringService
  readonly #platforms: PlatformClient

  constructor(telemetry: MonitoringTelemetry, monitoring: MonitoringService, platforms: PlatformClient) {
    this.#telemetry = telemetry
    this.#monitoring = monitoring
    this.#platforms = platforms
    for (const error_type of errorTypes) telemetry.errors.errors.add(0, { component, error_type })
  }

  /** The score, between 0 and 1. Rejects where the platform gives no profile; the error has been reported then. */
  async process({ id, platform }: Prospect): Promise<number> {
    try {
      const { activity } = await this.#step('fetch_profile', id, () => this.#platforms.profile(platform, id))
      const score = await this.#step('score', id, async () => scorings[this.scoring](activity))
      this.#monitoring.recordMetric('prospect_score', score, {
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
