/** What can be asked for below the path that the metrics are mounted at. */
export type Route = 'metrics' | 'json' | 'health'

/** A request as far as its address goes. Express and Connect take the mount off `url`, and keep the whole beside it. */
export interface Addressed {
  readonly url?: string | undefined
  readonly originalUrl?: unknown
  readonly baseUrl?: unknown
}

/** Which of the three a request is for; `undefined` for anything else, a malformed address among it. */
export function routeOf(request: Addressed, mountedAt: string): Route | undefined {
  const { url, originalUrl, baseUrl } = request
  const path = pathOf(typeof originalUrl === 'string' ? originalUrl : (url ?? ''))
  const base = typeof baseUrl === 'string' ? withoutSlash(baseUrl) : ''
  // `app.use(base, handler)`, or a router that is mounted at the base and has a route of its own to the handler.
  const mounts = base === '' ? [mountedAt] : [base, mountedAt, base + mountedAt]
  for (const mount of mounts) {
    const route = routeBelow(withoutSlash(mount), path)
    if (route !== undefined) return route
  }
  return undefined
}

function routeBelow(mount: string, path: string): Route | undefined {
  if (!path.startsWith(mount)) return undefined
  switch (withoutSlash(path.slice(mount.length))) {
    case '':
      return 'metrics'
    case '/json':
      return 'json'
    case '/health':
      return 'health'
    default:
      return undefined
  }
}

/** The path of a request target: without query, and without the origin that proxies put in front. */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const end = path.search(/[?#]/)
  return end === -1 ? path : path.slice(0, end)
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
