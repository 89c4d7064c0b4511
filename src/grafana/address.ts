import { invalid } from './error.ts'

/** What is asked, without the address of the server. */
export interface Place {
  /** Segments of the path, not encoded. */
  readonly path: readonly string[]
  readonly parameters?: Readonly<Record<string, string>>
}

/** Grafana's address, without a slash at its end. Throws where it is none; a password in it is never repeated. */
export function baseOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw invalid(
      `The address of Grafana must begin with http:// or https://, as http://127.0.0.1:3001 does${shown(url)}.`,
    )
  if (parsed.username !== '' || parsed.password !== '')
    throw invalid('The address of Grafana must not hold credentials: give them as username and password.')
  if (parsed.search !== '' || parsed.hash !== '')
    throw invalid('The address of Grafana must end before "?" and "#": it is where its pages begin.')
  return parsed.origin + parsed.pathname.replace(/\/+$/, '')
}

/** Whatever holds an @ may hold a password. */
function shown(url: string): string {
  return url === '' || url.length > 200 || url.includes('@') ? '' : `, and is ${JSON.stringify(url)}`
}

/** Where a request goes. A segment that would lead to another place, as `..` does, throws. */
export function addressOf(base: string, { path, parameters = {} }: Place): string {
  const segments = path.map((segment) => {
    if (segment === '' || segment === '.' || segment === '..')
      throw invalid(`${JSON.stringify(path.join('/'))} is no path below Grafana's address.`)
    return encodeURIComponent(segment)
  })
  const query = new URLSearchParams(parameters).toString()
  return `${base}/${segments.join('/')}${query === '' ? '' : `?${query}`}`
}

/** A uid as Grafana takes it; anything else throws, since it would be part of a path. */
export function checkedUid(uid: string): string {
  if (/^[\w-]{1,40}$/.test(uid)) return uid
  const told = JSON.stringify(uid.length > 60 ? `${uid.slice(0, 60)}…` : uid)
  throw invalid(`${told} is no uid: Grafana's have 1 to 40 letters, digits, dashes and underscores.`)
}
