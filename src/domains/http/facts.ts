import type { Attributes } from '@opentelemetry/api'
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_ROUTE,
} from '@opentelemetry/semantic-conventions'
import type { KnownLabels } from '../../catalog/index.ts'
import type { Outcome } from '../../operations/index.ts'
import { knownMethod } from '../http-method.ts'

/** The method as metrics have it, and what was sent where that differs. */
export function methodAttributes(value: unknown): Attributes {
  const method = knownMethod(value)
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    ...(method !== value && { [ATTR_HTTP_REQUEST_METHOD_ORIGINAL]: String(value) }),
  }
}

/** A span has a route only where one matched. */
export function routeAttributes(value: unknown): Attributes {
  return value === 'unmatched' ? {} : { [ATTR_HTTP_ROUTE]: String(value) }
}

/** `GET /products/:id`; the method alone while no route has matched. */
export function serverSpanName({ method, path }: KnownLabels): string {
  const known = knownMethod(method)
  const verb = known === '_OTHER' ? 'HTTP' : known
  return path === undefined || path === 'unmatched' ? verb : `${verb} ${path}`
}

/** The status when nobody set one: 499 when the client left, 500 when the handler threw, 200 otherwise. */
export function statusOf({ failed, aborted }: Outcome): number {
  if (aborted) return 499
  return failed ? 500 : 200
}

/** A server has failed with a 5xx; a 4xx is the client's doing. */
export function serverError({ status }: KnownLabels): string | undefined {
  return Number(status) >= 500 ? String(status) : undefined
}

/** To a client a 4xx is a failure too. */
export function clientError({ status }: KnownLabels): string | undefined {
  return Number(status) >= 400 ? String(status) : undefined
}
