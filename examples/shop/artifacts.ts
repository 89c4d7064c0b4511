import { renderArtifacts } from 'spanmeter/artifacts'
import { createTelemetry } from './telemetry.ts'

/** Dashboards, rules, runbooks and the reference of metrics, by path: the same declaration as the meters. */
export function shopArtifacts(namespace: string): ReadonlyMap<string, string> {
  return renderArtifacts(createTelemetry(namespace))
}
