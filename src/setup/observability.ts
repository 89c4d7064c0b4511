import type { MetricsHandler } from '../exposition/index.ts'
import type { Attributes, CollectionResult } from '../points/index.ts'

/** Telemetry that runs: what `startObservability` resolves with. */
export interface Observability {
  /** Where the metrics are, with the actual port: `http://127.0.0.1:9464/metrics`. `undefined` without a server. */
  readonly metricsUrl: string | undefined
  /** Serves the metrics inside the application's own server, under any path. Answers 404 when metrics are off. */
  readonly metricsHandler: MetricsHandler
  /** Who emits the telemetry: the attributes of the resource. */
  readonly resource: Attributes
  /**
   * The metrics as they are now, cumulative, with exemplars: a snapshot that may be kept. Without metrics it resolves
   * with nothing in it; it rejects after `shutdown`.
   */
  collect(): Promise<CollectionResult>
  /**
   * Sends what was recorded until now, and waits for what is under way; ends within the time that one export may take.
   * Never throws: what fails is warned of.
   */
  forceFlush(): Promise<void>
  /**
   * Sends what was recorded, closes everything, and lets go of the globals; `startObservability` may then be called
   * again. Ends within `shutdownTimeout` (default 5 s) whatever the Collector does, and never throws: what could not be
   * sent by then is lost, and warned of. A second call is the first.
   */
  shutdown(): Promise<void>
}
