import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Credentials } from './collector-stack.ts'

/** A value of OTLP's JSON: text, or as the protocol writes it. */
export type Value = string | { readonly [kind: string]: unknown }

export interface SentSpan {
  readonly traceId: string
  readonly name?: string
  readonly milliseconds?: number
  readonly failed?: boolean
  readonly message?: string
  readonly attributes?: Readonly<Record<string, Value>>
  readonly event?: { readonly name: string; readonly attributes: Readonly<Record<string, Value>> }
}

export function newTraceId(): string {
  return randomBytes(16).toString('hex')
}

/** Spans of one service, as any SDK sends them. */
export function tracesOf(
  service: string,
  spans: readonly SentSpan[],
  resource: Readonly<Record<string, Value>> = {},
): object {
  const now = BigInt(Date.now()) * 1_000_000n
  const sent = spans.map(
    ({ traceId, name = 'work', milliseconds = 1, failed, message, attributes, event }) => ({
      traceId,
      spanId: randomBytes(8).toString('hex'),
      name,
      kind: 2,
      startTimeUnixNano: String(now),
      endTimeUnixNano: String(now + BigInt(milliseconds) * 1_000_000n),
      attributes: keyValues(attributes ?? {}),
      ...((failed || message !== undefined) && { status: { code: 2, message: message ?? '' } }),
      ...(event && {
        events: [{ timeUnixNano: String(now), name: event.name, attributes: keyValues(event.attributes) }],
      }),
    }),
  )
  const attributes = keyValues({
    'service.name': service,
    'service.instance.id': `${service}-1`,
    ...resource,
  })
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: sent }] }] }
}

/** One metric of one service; `metric` is as OTLP's JSON has it. */
export function metricsOf(
  service: string,
  metric: object,
  resource: Readonly<Record<string, Value>> = {},
): object {
  const attributes = keyValues({
    'service.name': service,
    'service.instance.id': `${service}-1`,
    ...resource,
  })
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics: [metric] }] }] }
}

export function keyValues(attributes: Readonly<Record<string, Value>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : value,
  }))
}

/** Sends to a Collector; gives the status, also where TLS or a token is asked for. */
export function post(
  url: string,
  body: object | string,
  options: { readonly credentials?: Credentials; readonly token?: string } = {},
): Promise<number> {
  const { credentials, token = credentials?.token } = options
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        timeout: 10_000,
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && token !== '' && { authorization: `Bearer ${token}` }),
        },
        ...(credentials && { ca: readFileSync(credentials.certificate) }),
      },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
      },
    )
    sent.once('error', reject)
    sent.end(text)
  })
}
