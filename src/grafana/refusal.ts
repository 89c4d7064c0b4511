import { GrafanaError, type GrafanaErrorKind } from './error.ts'

/** An answer, and what is needed to say what is wrong with it. */
export interface Answered {
  readonly base: string
  /** `GET /api/search`. */
  readonly what: string
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly blot: (text: string) => string
}

/** What an answer that is no success means, as an error; `undefined` for a success. */
export function refusalOf(answered: Answered): GrafanaError | undefined {
  const { base, what, status, text, headers, blot } = answered
  // A fetch of the browser's kind tells of a redirect by the status 0.
  if (status === 0 || (status >= 300 && status < 400))
    return new GrafanaError(redirected(answered), { kind: 'redirected', status })
  if (status >= 200 && status < 300) return undefined
  const kind = kindOf(status)
  const told = oneLine(blot(messageIn(text)))
  const sentence = `Grafana at ${base} answered ${what} with ${status}${told === '' ? '' : ` (${told})`}. ${remedies[kind]}`
  const retryAfterSeconds = secondsToWait(headers.get('retry-after'))
  return new GrafanaError(sentence, {
    kind,
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}

type Refusal = Extract<
  GrafanaErrorKind,
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'rate_limited'
  | 'server'
  | 'refused'
>

const remedies: Readonly<Record<Refusal, string>> = {
  unauthorized: 'Check the token, or the username and password; tokens expire and can be revoked.',
  forbidden: 'Give the account a role or permission that allows this; reading data sources needs an Admin.',
  not_found: "Check the uid, the organization of the account, and that the address is Grafana's.",
  conflict: 'Somebody else made or changed it: read it anew, then decide.',
  precondition_failed: 'It was changed meanwhile: read it anew, then change what you read.',
  rate_limited: 'Ask less often, or later.',
  server: "Look into Grafana's log, and at whatever it asks in turn.",
  refused: 'Check what was asked for.',
}

function kindOf(status: number): Refusal {
  if (status >= 500) return 'server'
  switch (status) {
    case 401:
      return 'unauthorized'
    case 403:
      return 'forbidden'
    case 404:
      return 'not_found'
    case 409:
      return 'conflict'
    case 412:
      return 'precondition_failed'
    case 429:
      return 'rate_limited'
    default:
      return 'refused'
  }
}

function redirected({ base, what, headers, blot }: Answered): string {
  const place = URL.parse(headers.get('location') ?? '', base)
  const where = place === null ? 'elsewhere' : `to ${blot(place.origin + place.pathname).slice(0, 200)}`
  return `${base} leads ${what} ${where}, where the credentials are not sent. Give the address of Grafana itself; behind a login page, one that lets its tokens pass.`
}

/** Grafana's own word for what is wrong, or the data source's behind it. */
function messageIn(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown } // Whatever it is, it is looked at below.
    const told = [message, error].find((each) => typeof each === 'string' && each !== '')
    return typeof told === 'string' ? told : ''
  } catch {
    return ''
  }
}

/** As one line, not a long one; no secret is left in it, which would be found no more when it is cut. */
function oneLine(text: string): string {
  // Control characters could move the cursor of a terminal.
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

/** Of a header that holds seconds or a date; nothing when it holds neither. */
function secondsToWait(header: string | null): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  // Date.parse would take `1.5` for a day in January.
  const date = header.endsWith('GMT') ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1_000))
}
