import { createConnection } from 'node:net'
import type { RustokTelemetry } from '../telemetry.ts'
import { CircuitBreaker } from './circuit-breaker.ts'

/** Answers within this time, or counts as failed. */
const PATIENCE_MS = 200

/** Asks Redis whether it is there, behind a breaker: nobody waits for one that is not. */
export class Redis {
  readonly #breaker: CircuitBreaker
  readonly #port: number

  constructor(telemetry: RustokTelemetry, port: number) {
    this.#breaker = new CircuitBreaker(telemetry, 'redis')
    this.#port = port
  }

  ping(): Promise<void> {
    return this.#breaker.call(() => ping(this.#port))
  }
}

/** Redis' own protocol, as far as a greeting goes. */
function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'))
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('Redis does not answer.')))
    socket.once('data', (answer) => {
      socket.destroy()
      if (String(answer).startsWith('+PONG')) resolve()
      else reject(new Error(`Redis answered ${JSON.stringify(String(answer))}.`))
    })
    socket.once('error', reject)
  })
}
