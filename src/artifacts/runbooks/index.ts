export { fileName, runbookIndex, runbookPage } from './runbook-page.ts'
