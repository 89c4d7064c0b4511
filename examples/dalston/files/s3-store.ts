import type { FileStore } from './file-store.ts'
import { signedHeaders } from './s3-signature.ts'

const ANSWER_WITHIN_MS = 30_000

/**
 * Objects in a bucket of anything that speaks S3. `DALSTON_S3_ENDPOINT`, `DALSTON_S3_BUCKET`, `AWS_REGION`,
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` say where and who.
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
  const endpoint = needed('DALSTON_S3_ENDPOINT').replace(/\/$/, '')
  const bucket = needed('DALSTON_S3_BUCKET')
  const identity = {
    accessKeyId: needed('AWS_ACCESS_KEY_ID'),
    secretAccessKey: needed('AWS_SECRET_ACCESS_KEY'),
    region: env.AWS_REGION || 'us-east-1',
  }
  const ask = async (method: 'GET' | 'PUT', key: string, body?: Buffer): Promise<Response> => {
    const url = new URL(`${endpoint}/${bucket}/${key}`)
    const headers = signedHeaders({ method, url, at: new Date(), ...identity, ...(body && { body }) })
    const response = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(body && { body: new Uint8Array(body) }),
    })
    if (response.ok) return response
    await response.arrayBuffer()
    throw new Error(`The object store answered ${response.status} to ${method} ${key}.`)
  }
  return {
    get: async (key) => Buffer.from(await (await ask('GET', key)).arrayBuffer()),
    put: async (key, content) => void (await (await ask('PUT', key, content)).arrayBuffer()),
  }
}
