import { stages } from '../orchestrator/stages.ts'

/** One process of the system, as Prometheus knows it. */
export interface Service {
  /** `service.name`, and the job of its target. */
  readonly job: string
  /** Where it listens unless `PORT` says otherwise. */
  readonly port: number
}

/** Every process. The keys are what dashboards call them. */
export const services = {
  gateway: { job: 'dalston-gateway', port: 8000 },
  orchestrator: { job: 'dalston-orchestrator', port: 8001 },
  'session-router': { job: 'dalston-session-router', port: 8002 },
  realtime: { job: 'dalston-realtime', port: 8003 },
  'queue-poller': { job: 'dalston-queue-poller', port: 8004 },
  'engine-faster-whisper': { job: 'dalston-engine-faster-whisper', port: 8005 },
  'engine-pyannote': { job: 'dalston-engine-pyannote', port: 8006 },
} as const satisfies Readonly<Record<string, Service>>

/** The key of a process. */
export type ServiceName = keyof typeof services

/** The engines that stages need, each once. */
export const engineIds = [...new Set(Object.values(stages).map(({ engine }) => engine))]
