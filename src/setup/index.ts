export type { Observability } from './observability.ts'
export type {
  Instrumentation,
  MetricsSetupOptions,
  ObservabilityOptions,
  OtlpSetupOptions,
  Sampler,
  SpanProcessor,
  TracesSetupOptions,
} from './options.ts'
export { startObservability } from './start-observability.ts'
