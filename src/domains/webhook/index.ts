export type { WebhookLabels, WebhookMetrics, WebhookOperations } from './catalog.ts'
export { webhook } from './meter.ts'
export { webhookPanels } from './panels.ts'
export type {
  Answer,
  Delivery,
  Settlement,
  WebhookKind,
  WebhookLabelsGiven,
  WebhookMethods,
  WorkerLabel,
} from './types.ts'
