import { propagation } from '@opentelemetry/api'

/** Whose request this is, as W3C baggage says: `baggage: tenant_id=acme`. */
export function currentTenant(): string {
  return propagation.getActiveBaggage()?.getEntry('tenant_id')?.value ?? 'none'
}
