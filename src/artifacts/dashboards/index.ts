export { emptyDashboard, jsonOf } from './empty-dashboard.ts'
export { Grid } from './grid.ts'
export type { Choice, Layout, Placed, Row } from './layout.ts'
export {
  type PanelLink,
  type Place,
  type RenderedDashboard,
  renderDashboard,
} from './render-dashboard.ts'
export type { VariablesInput } from './variables.ts'
export { drawingOf } from './visual.ts'
