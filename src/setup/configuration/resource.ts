import type { Attributes } from '../../points/index.ts'
import type { ObservabilityOptions } from '../options.ts'
import { keyValues, text } from './kinds.ts'
import type { Variables } from './variables.ts'

/**
 * The attributes that were configured: `OTEL_RESOURCE_ATTRIBUTES`, then `OTEL_SERVICE_NAME`, then the options
 * `resource` and `serviceName`, each winning over those before. Follows "Resource SDK" of the specification: a variable
 * that cannot be decoded counts as unset as a whole, and an attribute of the option without a value as not given.
 */
export function readResource(variables: Variables, options: ObservabilityOptions): Attributes {
  const listed = variables.read({
    kind: keyValues,
    variables: ['OTEL_RESOURCE_ATTRIBUTES'],
    fallback: {},
    fallbackText: 'no attribute',
  })
  const variableName = variables.read({ kind: text, variables: ['OTEL_SERVICE_NAME'], fallback: undefined })
  const optionName = variables.read({
    kind: text,
    option: ['serviceName', options.serviceName],
    fallback: undefined,
    fallbackText: 'the name of the variables',
  })
  return {
    'service.name': `unknown_service:${process.argv0}`,
    ...listed,
    ...(variableName !== undefined && { 'service.name': variableName }),
    ...given(options.resource),
    ...(optionName !== undefined && { 'service.name': optionName }),
  }
}

/** Versions and names come from `process.env` more often than not, where any of them may be missing. */
function given(attributes: Readonly<Record<string, unknown>> = {}): Attributes {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null)
  // The types of API 1.10 leave a value open; what a resource cannot hold is the SDK's to refuse.
  return Object.fromEntries(entries) as Attributes
}
