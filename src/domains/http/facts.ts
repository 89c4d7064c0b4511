import type { KnownLabels } from '../../catalog/index.ts'
import type { Outcome } from '../../operations/index.ts'

const methods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
])

/** The method in upper case, `_OTHER` when HTTP does not know it: a client can send any word. */
export function knownMethod(value: unknown): string {
  const method = String(value).toUpperCase()
  return methods.has(method) ? method : '_OTHER'
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
