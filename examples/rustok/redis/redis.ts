import { createConnection } from 'node:net'
import type { RustokTelemetry } from '../telemetry.ts'
import { CircuitBreaker } from './circuit-breaker.ts'

/** Answers within this time, or counts as failed. */
const PATIENCE_MS = 1_000

/** Asks Redis whether it is there, behind a breaker: nobody waits for one that is not. */
export class Redis {
  readonly #breaker: CircuitBreaker
  readonly #url: URL

  /**
   * @param url `redis://[:password@]host:port`
   * @throws TypeError when it is no address
   */
  constructor(telemetry: Pick<RustokTelemetry, 'circuitBreaker'>, url: string) {
    this.#breaker = new CircuitBreaker(telemetry, 'redis')
    // What `new URL` throws has the password in it, and Node.js prints that.
    if (!/^redis:\/\//.test(url) || !URL.canParse(url))
      throw new TypeError('The address of Redis is none: redis://[:password@]host:port is.')
    this.#url = new URL(url)
  }

  ping(): Promise<void> {
    return this.#breaker.call(() => ping(this.#url))
  }
}

/** Redis' own protocol, as far as a greeting goes. */
function ping({ hostname, port, password }: URL): Promise<void> {
  const login = password === '' ? '' : command('AUTH', decodeURIComponent(password))
  return new Promise((resolve, reject) => {
    const greeting = login + command('PING')
    const socket = createConnection({ host: hostname, port: Number(port || 6379) }, () =>
      socket.write(greeting),
    )
    // Of the whole, not of each silence: who sends a little now and then has not answered either.
    const late = setTimeout(() => socket.destroy(new Error('Redis does not answer.')), PATIENCE_MS)
    socket.setEncoding('utf8')
    let answer = ''
    socket.on('data', (more) => {
      answer += more
      if (/^\+PONG\r\n/m.test(answer)) socket.end(resolve)
      else if (answer.startsWith('-')) socket.destroy(new Error(`Redis answered ${JSON.stringify(answer)}.`))
    })
    socket.once('error', reject)
    socket.once('close', () => {
      clearTimeout(late)
      reject(new Error('Redis has hung up.'))
    })
  })
}

function command(...words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}
