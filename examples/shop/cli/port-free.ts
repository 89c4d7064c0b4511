import { createServer } from 'node:net'

const NO_ADDRESS: readonly unknown[] = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL']

/**
 * Fails as listening would, with `EADDRINUSE`, when another program has the port: asked first, before slow parts start.
 * A host that is no address of this machine is said in a sentence.
 */
export async function checkPortFree({ host, port }: { host: string; port: number }): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(isNoAddress(error) ? new Error(noAddress(host)) : error))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })
}

function isNoAddress(error: Error): boolean {
  return 'code' in error && NO_ADDRESS.includes(error.code)
}

function noAddress(host: string): string {
  return `HOST is "${host}", which is no address of this machine. Set it to 127.0.0.1, or to 0.0.0.0 for all of them.`
}
