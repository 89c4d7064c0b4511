import { createHash, createHmac } from 'node:crypto'

/** What is signed, and by whom. */
export interface SignedRequest {
  readonly method: string
  /** Its path holds only characters that need no escape. */
  readonly url: URL
  readonly at: Date
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly body?: Buffer
  /** Sent and signed beside those that have to be. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The headers of a request to S3: AWS Signature Version 4. */
export function signedHeaders(request: SignedRequest): Record<string, string> {
  const { method, url, at, accessKeyId, secretAccessKey, region, body = '' } = request
  const time = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const content = sha256(body)
  const sent = { ...request.headers, 'x-amz-content-sha256': content, 'x-amz-date': time }
  const signed = Object.entries({ ...sent, host: url.host }).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  )
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const canonical = [method, url.pathname, url.search.slice(1), lines, names, content].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(key, text).toString('hex')
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names},Signature=${signature}`,
  }
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
