import type { LabelSpec } from '../catalog/index.ts'

/** The class of an error, the same on span and metric. */
export const errorType = {
  bound: 20,
  description: 'Class of the error: its code or name, or the status of a 5xx',
  semconv: 'error.type',
} as const satisfies LabelSpec

/** The tenant on whose behalf work is done. */
export const tenantId = {
  bound: 100,
  description: 'Tenant, or `none`',
  exceptions: [
    {
      rule: 'id-label',
      reason:
        'A tenant is a customer organisation: few, known, and what a multi-tenant service is operated by.',
    },
  ],
} as const satisfies LabelSpec
