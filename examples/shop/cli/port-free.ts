import { createServer } from 'node:net'

/** Fails as listening would, with `EADDRINUSE`, when another program has the port: asked first, before slow parts start. */
export async function checkPortFree(port: number): Promise<void> {
  if (port === 0) return
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve()))
  })
}
