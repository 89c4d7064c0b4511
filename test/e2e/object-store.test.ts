import { readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silence } from '../../examples/dalston/engine/wave.ts'
import { openFileStore } from '../../examples/dalston/files/file-store.ts'
import type { ServiceName } from '../../examples/dalston/process/services.ts'
import { freePort } from '../../stack/free-port.mjs'
import { type ObjectStore, startObjectStore } from '../servers/object-store.ts'
import { Rack } from '../servers/rack.ts'
import { redisServer, startRedis } from '../servers/redis.ts'
import { RunningDalston } from '../systems/running-dalston.ts'

const MIB = 1024 * 1024

let rack: Rack
let store: ObjectStore
beforeAll(async () => {
  rack = new Rack()
  store = await startObjectStore(rack)
}, 900_000)
afterAll(() => rack?.close())

/** What Dalston is told of the store, but for these. */
function settings(others: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    DALSTON_S3_ENDPOINT: store.url,
    DALSTON_S3_BUCKET: store.bucket,
    AWS_REGION: store.region,
    AWS_ACCESS_KEY_ID: store.accessKeyId,
    AWS_SECRET_ACCESS_KEY: store.secretAccessKey,
    ...others,
  }
}

/** What goes wrong on the way to the store, and back. */
interface Way {
  /** So many bytes come from the store, and then the connection is cut. */
  readonly cutAfter?: number
  /** Changes what is sent to the store. */
  readonly change?: (part: Buffer) => Buffer
}

/** A way to the store. @returns its URL */
async function wayWith({
  cutAfter = Number.POSITIVE_INFINITY,
  change = (part) => part,
}: Way): Promise<string> {
  const server = createServer((client) => {
    const upstream = connect(store.port, '127.0.0.1')
    let passed = 0
    upstream.on('data', (part) => {
      passed += part.length
      if (passed <= cutAfter) client.write(part)
      else client.destroy()
    })
    client.on('data', (part) => upstream.write(change(part)))
    for (const socket of [client, upstream]) {
      socket.on('error', () => {}) // It is closed next.
      socket.on('close', () => {
        client.destroy()
        upstream.destroy()
      })
    }
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  rack.atClose(() => new Promise((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${port}`
}

describe('files in a real object store', () => {
  test('are given back as they were put last', async () => {
    const files = openFileStore(settings())
    await files.put('job/audio', Buffer.from([0, 255, 1]))
    await files.put('job/audio', Buffer.from([2, 0]))
    expect(await files.get('job/audio')).toEqual(Buffer.from([2, 0]))
  })

  test('may have any characters in their keys, and are not mixed up by them', async () => {
    const files = openFileStore(settings())
    const keys = [
      'a key/with spaces',
      'a key/with+spaces',
      'Üben/日本語 🎙',
      'one/50%/a%2Fb',
      'one/50%/a/b',
      "marks/!*'()&=:@$,~",
      "marks/!*'()&=:@$,~?no#query",
    ]
    for (const key of keys) await files.put(key, Buffer.from(key))
    const contents = await Promise.all(keys.map((key) => files.get(key)))
    expect(contents.map(String)).toEqual(keys)
  })

  test('may be empty', async () => {
    const files = openFileStore(settings())
    await files.put('nothing/in it', Buffer.alloc(0))
    expect(await files.get('nothing/in it')).toEqual(Buffer.alloc(0))
  })

  test('may be as large as the largest upload', async () => {
    const files = openFileStore(settings())
    const audio = Buffer.alloc(16 * MIB, 'la ')
    await files.put('large/audio', audio)
    expect((await files.get('large/audio')).equals(audio)).toBe(true)
  })

  test('fail by their key when they were never put', async () => {
    await expect(openFileStore(settings()).get('job/nothing')).rejects.toThrow(
      'The object store answered 404 to GET job/nothing.',
    )
  })

  test.each([
    ['another secret', { AWS_SECRET_ACCESS_KEY: 'guessed' }],
    ['a name that nobody has', { AWS_ACCESS_KEY_ID: 'nobody' }],
    ['a bucket that there is not', { DALSTON_S3_BUCKET: 'no-such-bucket' }],
  ])('are refused to who comes with %s', async (_, others) => {
    const files = openFileStore(settings(others))
    await expect(files.put('job/audio', Buffer.of(1))).rejects.toThrow(
      /^The object store answered 40[34] to PUT job\/audio\.$/,
    )
  })

  test('are refused when they were changed on their way there', async () => {
    const change = (part: Buffer) => Buffer.from(part.toString('latin1').replace('speak', 'spoke'), 'latin1')
    const way = settings({ DALSTON_S3_ENDPOINT: await wayWith({ change }) })
    await openFileStore(way).put('untouched/audio', Buffer.from('said'))
    await expect(openFileStore(way).put('changed/audio', Buffer.from('speak'))).rejects.toThrow(
      'The object store answered 400 to PUT changed/audio.',
    )
  })

  test('fail when the store goes in the middle of one, and never come in part', async () => {
    await openFileStore(settings()).put('cut/audio', Buffer.alloc(4 * MIB))
    const files = openFileStore(settings({ DALSTON_S3_ENDPOINT: await wayWith({ cutAfter: MIB }) }))
    await expect(files.get('cut/audio')).rejects.toThrow(
      /^The object store did not answer GET cut\/audio: .+\.$/,
    )
  })

  test('fail while the store is gone, and are there again with it', async () => {
    const files = openFileStore(settings())
    await files.put('kept/audio', Buffer.of(7))
    await store.crash()
    await expect(files.get('kept/audio')).rejects.toThrow(
      /^The object store did not answer GET kept\/audio: .*ECONNREFUSED.*\.$/,
    )
    await store.startAgain()
    expect(await files.get('kept/audio')).toEqual(Buffer.of(7))
  })
})

describe.skipIf(redisServer === undefined)('Dalston over a real object store', () => {
  let folder: string
  let dalston: RunningDalston

  beforeAll(async () => {
    folder = rack.folder()
    const redis = await startRedis(rack, { password: 'of a test' })
    dalston = await RunningDalston.start({ REDIS_URL: redis.url, TMPDIR: folder, ...settings() })
  })
  afterAll(async () => {
    expect(await dalston?.program.end()).toBe(0)
  })

  const lost = async (component: ServiceName) =>
    (await dalston.value(component, 'dalston_errors_total', { error_type: 'ObjectStoreError' })) ?? 0

  test('keeps everything there: what was handed in, and what the engines have made of it', async () => {
    const response = await dalston.submit(silence(1), { align: 'true', diarize: 'true' })
    const job = (await response.json()) as { id: string } // What the gateway promises.
    expect(await dalston.settled(job)).toBe('completed')
    const files = openFileStore(settings())
    expect(await files.get(`${job.id}/audio`)).toEqual(silence(1))
    for (const stage of ['transcribe', 'align', 'diarize']) {
      expect(JSON.parse(String(await files.get(`${job.id}/${stage}.json`)))).toBeTypeOf('object')
    }
    const [written] = readdirSync(folder)
    expect(readdirSync(join(folder, written ?? ''))).toEqual([])
    for (const engine of ['engine-faster-whisper', 'engine-pyannote'] as const) {
      expect(await dalston.value(engine, 'dalston_engine_s3_download_seconds_count')).toBeGreaterThan(0)
      expect(await dalston.value(engine, 'dalston_engine_s3_upload_seconds_count')).toBeGreaterThan(0)
    }
  })

  test('refuses jobs while it is gone, fails those that were taken in, counts both, and goes on with it', async () => {
    const engine = 'engine-faster-whisper'
    dalston.signal(engine, 'SIGSTOP')
    const taken = await dalston.submit(silence(1))
    expect(taken.status).toBe(200)
    await store.crash()
    expect((await dalston.submit(silence(1))).status).toBe(503)
    expect(await lost('gateway')).toBe(1)
    dalston.signal(engine, 'SIGCONT')
    expect(await dalston.settled(await taken.json())).toBe('failed')
    expect(await lost(engine)).toBe(1)
    const failed = await dalston.value(engine, 'dalston_engine_tasks_processed_total', { status: 'failure' })
    expect(failed).toBe(1)
    await store.startAgain()
    const next = await dalston.submit(silence(1))
    expect(await dalston.settled(await next.json())).toBe('completed')
  })
})
