import { AwsClient } from 'aws4fetch'
import { freePort } from '../../stack/free-port.mjs'
import { buildProgram } from '../../stack/go/build.mjs'
import { objectStore } from './object-store/program.mjs'
import type { Rack } from './rack.ts'
import { startServer, type TestServer } from './server.ts'

/** An object store, and who may use it. What it has stored outlives its crash. */
export interface ObjectStore extends TestServer {
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

const bucket = 'speech'
const identity = { accessKeyId: 'tester', secretAccessKey: 'of a test', region: 'eu-central-1' } as const

/**
 * Starts an object store with an empty bucket. Go builds the program the first time, which takes minutes.
 *
 * @throws when Go is missing
 */
export async function startObjectStore(rack: Rack): Promise<ObjectStore> {
  const command = await buildProgram(objectStore, { keeper: rack.keeper, say: console.log })
  const [port, folder, root] = [await freePort(), rack.folder(), rack.folder()]
  const url = `http://127.0.0.1:${port}`
  const server = await startServer(rack, {
    url,
    port,
    command,
    args: [
      ...['--port', `127.0.0.1:${port}`, '--region', identity.region, '--quiet'],
      ...['--access', identity.accessKeyId, '--secret', identity.secretAccessKey],
      // Not every file system has room for attributes beside its files.
      ...['posix', '--sidecar', rack.folder(), root],
    ],
    folder,
    endBy: 'SIGTERM',
    crashBy: 'SIGKILL',
    answers: () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
  })
  const made = await new AwsClient({ service: 's3', ...identity }).fetch(`${url}/${bucket}`, {
    method: 'PUT',
  })
  if (!made.ok) throw new Error(`The bucket was refused with ${made.status}: ${await made.text()}`)
  return { ...server, ...identity, bucket }
}
