import type { Authorization } from '../../credentials/index.ts'
import { PushgatewayError } from './error.ts'

/** Of an answer that is no success this much is read, to tell what it says. */
const mostOfAnswer = 8 * 1024

/** What is asked of a Pushgateway. */
export interface PushRequest {
  readonly method: 'PUT' | 'POST' | 'DELETE'
  readonly address: string
  /** Prometheus text. */
  readonly body?: Uint8Array<ArrayBuffer>
  readonly timeoutMillis: number
  readonly authorization?: Authorization
}

/** Sends it once; rejects with a `PushgatewayError` unless it was taken. Ends in its time. */
export async function send(request: PushRequest): Promise<void> {
  const { method, address, timeoutMillis, authorization } = request
  const signal = AbortSignal.timeout(timeoutMillis)
  const { status, told: answered } = await exchange(request, signal).catch((error: unknown) => {
    if (signal.aborted)
      throw new PushgatewayError(
        `The Pushgateway did not answer ${method} ${address} within ${timeoutMillis} ms. It may have taken it. Is it overloaded?`,
        { kind: 'timeout' },
      )
    throw new PushgatewayError(
      `The Pushgateway cannot be reached for ${method} ${address}: ${reasonOf(error)}. Is it running, and is the address right?`,
      { kind: 'unreachable', cause: error },
    )
  })
  if (status >= 200 && status < 300) return
  const kind = kindOf(status)
  // A secret of which a part is cut off, or a space is lost, would not be found any more.
  const told = oneLine(authorization?.blot(answered) ?? answered)
  throw new PushgatewayError(
    `The Pushgateway answered ${method} ${address} with ${status}${told === '' ? '' : ` (${told})`}. ${remedies[kind]}`,
    { kind, status },
  )
}

function kindOf(status: number): keyof typeof remedies {
  if (status === 400) return 'inconsistent'
  if (status === 401 || status === 403) return 'unauthorized'
  return status >= 500 ? 'server' : 'refused'
}

const remedies = {
  inconsistent:
    'Another group has a metric of the same name and another type, or the same series: rename one, or delete that group.',
  unauthorized: 'Check the credentials, and that the account may push.',
  server: 'Look into its log.',
  refused: 'Is this the address of the Pushgateway itself, its sub-path included?',
} as const

async function exchange(
  { method, address, body, authorization }: PushRequest,
  signal: AbortSignal,
): Promise<{ status: number; told: string }> {
  const response = await fetch(address, {
    method,
    // What is pushed is for this server only.
    redirect: 'manual',
    signal,
    ...(body !== undefined && { body }),
    headers: {
      ...(body !== undefined && { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
      ...(authorization && { authorization: authorization.header }),
    },
  })
  return { status: response.status, told: await beginningOf(response) }
}

async function beginningOf(response: Response): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  // Leaving the loop early gives up the rest.
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= mostOfAnswer) break
  }
  return text
}

/** As one line, not a long one, without what could move the cursor of a terminal. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > 400 ? `${line.slice(0, 400)}…` : line
}

/** `fetch` hides the reason in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed'
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  return inner instanceof Error ? reasonOf(inner) : oneLine(error.message) || 'the connection failed'
}
