import type { FormatName } from './format.ts'

/** What an `Accept` header comes to. */
export interface Negotiated {
  readonly format: Exclude<FormatName, 'json'>
  readonly contentType: string
}

/** One range of an `Accept` or `Accept-Encoding` header. */
interface Range {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

/**
 * OpenMetrics 1.0.0 where the client would rather have it, Prometheus text 0.0.4 otherwise; also where it accepts
 * neither, as Prometheus's own libraries do. Of equal wishes the more specific wins, then the earlier.
 *
 * Prometheus 3 also says how names should be escaped (`escaping=allow-utf-8`). All names are plain here, which the
 * answer to such a client states: `escaping=underscores`.
 */
export function negotiateFormat(accept: string | undefined): Negotiated {
  let best: { quality: number; specific: number; format: Negotiated['format']; escaping: boolean } | undefined
  for (const { type, parameters, quality } of ranges(accept ?? '')) {
    const format = formatFor(type, parameters.get('version'))
    if (format === undefined || quality === 0) continue
    const specific = type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2
    if (
      best === undefined ||
      quality > best.quality ||
      (quality === best.quality && specific > best.specific)
    ) {
      best = { quality, specific, format, escaping: parameters.has('escaping') }
    }
  }
  const format = best?.format ?? 'text'
  const type = format === 'text' ? 'text/plain; version=0.0.4' : 'application/openmetrics-text; version=1.0.0'
  return { format, contentType: `${type}; charset=utf-8${best?.escaping ? '; escaping=underscores' : ''}` }
}

/** Whether a client takes gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const all = ranges(acceptEncoding ?? '')
  const gzip =
    all.find(({ type }) => type === 'gzip' || type === 'x-gzip') ?? all.find(({ type }) => type === '*')
  return gzip !== undefined && gzip.quality > 0
}

function formatFor(type: string, version: string | undefined): Negotiated['format'] | undefined {
  if (type === 'application/openmetrics-text') {
    return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined
  }
  if (type === 'text/plain' || type === 'text/*' || type === '*/*') return 'text'
  return undefined
}

function ranges(header: string): Range[] {
  return splitOutsideQuotes(header, ',').flatMap((range) => {
    const [type = '', ...rest] = splitOutsideQuotes(range, ';').map((part) => part.trim())
    if (type === '') return []
    const parameters = new Map<string, string>()
    for (const parameter of rest) {
      const equals = parameter.indexOf('=')
      if (equals === -1) continue
      const value = parameter.slice(equals + 1).trim()
      const bare =
        value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
      parameters.set(parameter.slice(0, equals).trim().toLowerCase(), bare)
    }
    return [{ type: type.toLowerCase(), parameters, quality: qualityOf(parameters.get('q')) }]
  })
}

/** A quality that cannot be read counts as not wanted much, rather than as wanted most. */
function qualityOf(q: string | undefined): number {
  if (q === undefined) return 1
  const quality = Number(q)
  return q !== '' && quality >= 0 && quality <= 1 ? quality : 0.001
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') quoted = !quoted
    else if (character === '\\' && quoted) at++
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}
