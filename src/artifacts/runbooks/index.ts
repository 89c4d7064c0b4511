export { type RunbookEntry, runbooksOf } from './runbook.ts'
export { fileName, runbookIndex, runbookPage } from './runbook-page.ts'
export { runbooksDashboard } from './runbooks-dashboard.ts'
