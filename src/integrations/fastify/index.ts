export type { MeterFastifyOptions } from './meter-fastify.ts'
export { meterFastify } from './meter-fastify.ts'
