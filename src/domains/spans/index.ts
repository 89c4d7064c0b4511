export { spans } from './meter.ts'
