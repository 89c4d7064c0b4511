export type { HttpLabels, HttpMetrics, HttpOperations } from './catalog.ts'
export {
  type ConnectedSocket,
  type ConnectionSource,
  type HttpMethods,
  http,
  type Route,
} from './meter.ts'
export { httpPanels } from './panels.ts'
