export { eventBus } from './meter.ts'
