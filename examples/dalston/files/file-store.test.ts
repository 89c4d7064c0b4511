import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FileStore, openFileStore } from './file-store.ts'
import { signedHeaders } from './s3-signature.ts'

const identity = { accessKeyId: 'id', secretAccessKey: 'secret', region: 'eu-central-1' }

/** As much of an object store as is asked of one: whoever signs as it would itself may read and write. */
const objects = new Map<string, Buffer>()
const store = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const body = Buffer.concat(parts)
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  const [year, rest] = [
    String(request.headers['x-amz-date']).slice(0, 8),
    String(request.headers['x-amz-date']).slice(9),
  ]
  const at = new Date(
    `${year.replace(/(....)(..)(..)/, '$1-$2-$3')}T${rest.replace(/(..)(..)(..)Z/, '$1:$2:$3')}Z`,
  )
  const { authorization } = signedHeaders({ method: request.method ?? '', url, at, ...identity, body })
  const isPut = request.method === 'PUT'
  if (request.headers.authorization !== authorization) response.writeHead(403).end()
  else if (isPut) {
    objects.set(url.pathname, body)
    response.writeHead(200).end()
  } else response.writeHead(objects.has(url.pathname) ? 200 : 404).end(objects.get(url.pathname))
})
const folder = mkdtempSync(join(tmpdir(), 'dalston-files-'))

beforeAll(async () => {
  store.listen(0, '127.0.0.1')
  await once(store, 'listening')
})
afterAll(() => {
  store.close()
  store.closeAllConnections()
  rmSync(folder, { recursive: true })
})

const settings = (secret: string) => ({
  // It listens on TCP.
  DALSTON_S3_ENDPOINT: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
  DALSTON_S3_BUCKET: 'speech',
  AWS_REGION: identity.region,
  AWS_ACCESS_KEY_ID: identity.accessKeyId,
  AWS_SECRET_ACCESS_KEY: secret,
})

describe.each<[string, () => FileStore]>([
  ['a folder', () => openFileStore({ DALSTON_FILES: folder })],
  ['an object store', () => openFileStore(settings('secret'))],
])('%s', (_, open) => {
  test('gives back what was put', async () => {
    const files = open()
    await files.put('job/audio', Buffer.from([0, 255, 1]))
    await files.put('job/audio', Buffer.from([2, 0]))
    expect(await files.get('job/audio')).toEqual(Buffer.from([2, 0]))
  })

  test('fails for what was never put', async () => {
    await expect(open().get('job/nothing')).rejects.toThrow(/nothing/)
  })
})

describe('an object store', () => {
  test('refuses who signs with another secret', async () => {
    const files = openFileStore(settings('guessed'))
    await expect(files.put('job/audio', Buffer.of(1))).rejects.toThrow('answered 403 to PUT job/audio.')
  })

  test('cannot be used without its bucket', () => {
    expect(() => openFileStore({ ...settings('secret'), DALSTON_S3_BUCKET: '' })).toThrow(
      'DALSTON_S3_BUCKET is not set',
    )
  })
})
