import { type Context, propagation } from '@opentelemetry/api'
import { swallow } from '../guard/index.ts'

/** The baggage entry, label and attribute that name the tenant. */
export const TENANT_KEY = 'tenant_id'
/** What the tenant is when nobody named one. */
const NO_TENANT = 'none'

/** The tenant that the baggage of a context names. */
export function baggageTenant(context: Context | undefined): string {
  if (context === undefined) return NO_TENANT
  try {
    return propagation.getBaggage(context)?.getEntry(TENANT_KEY)?.value || NO_TENANT
  } catch (error) {
    swallow('baggage', error)
    return NO_TENANT
  }
}
