export type { Layout, Placed, Row } from './layout.ts'
export {
  type DashboardContext,
  type Place,
  type RenderedDashboard,
  renderDashboard,
} from './render-dashboard.ts'
