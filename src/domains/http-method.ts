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
