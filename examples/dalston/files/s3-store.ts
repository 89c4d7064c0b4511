import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import type { FileStore } from './file-store.ts'

const ANSWER_WITHIN_MS = 30_000
/** How often a request is made again that the store answers with an error of its own (5xx), or with 429. */
const RETRIES = 2

/** The object store refused, or did not answer. */
class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError'
}

/**
 * Objects in a bucket of anything that speaks S3. `DALSTON_S3_ENDPOINT`, `DALSTON_S3_BUCKET`, `AWS_REGION`,
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` say where and who. The bucket must be there.
 *
 * @throws when one of them is missing
 */
export function s3Store(env: NodeJS.ProcessEnv): FileStore {
  const needed = (name: string): string => {
    const value = env[name]
    if (!value)
      throw new Error(`${name} is not set, and DALSTON_S3_ENDPOINT is: the object store needs both.`)
    return value
  }
  const bucket = `${needed('DALSTON_S3_ENDPOINT').replace(/\/$/, '')}/${needed('DALSTON_S3_BUCKET')}`
  const client = new AwsClient({
    service: 's3',
    region: env.AWS_REGION || 'us-east-1',
    accessKeyId: needed('AWS_ACCESS_KEY_ID'),
    secretAccessKey: needed('AWS_SECRET_ACCESS_KEY'),
    retries: RETRIES,
  })
  const ask = async (method: 'GET' | 'PUT', key: string, body?: Buffer): Promise<Buffer> => {
    const path = key.split('/').map(encodeURIComponent).join('/')
    try {
      const response = await client.fetch(`${bucket}/${path}`, {
        method,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        // What was changed on its way is refused.
        ...(body && { body: new Uint8Array(body), headers: { 'x-amz-content-sha256': sha256(body) } }),
      })
      const content = Buffer.from(await response.arrayBuffer())
      if (response.ok) return content
      throw new ObjectStoreError(`The object store answered ${response.status} to ${method} ${key}.`)
    } catch (error) {
      if (error instanceof ObjectStoreError) throw error
      throw new ObjectStoreError(`The object store did not answer ${method} ${key}: ${reasonOf(error)}.`)
    }
  }
  return {
    get: (key) => ask('GET', key),
    put: async (key, content) => void (await ask('PUT', key, content)),
  }
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** `fetch failed` says nothing: its cause does. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? (error.cause ?? error) : error
  return reason instanceof Error ? reason.message || reason.name : String(reason)
}
