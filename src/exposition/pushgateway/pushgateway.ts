import { authorizationOf, type Credentials } from '../../credentials/index.ts'
import { describe } from '../../guard/index.ts'
import type { Collectable } from '../../points/index.ts'
import { createScrapes, type Scrapes } from '../scrapes.ts'
import { invalid, PushgatewayError } from './error.ts'
import { pathOf } from './group.ts'
import { send } from './request.ts'

/** A token, or a user with a password. */
export type PushgatewayCredentials = Credentials

/** Which group of metrics is pushed where. */
export interface PushgatewayOptions {
  /** The Pushgateway's own address, a sub-path included: `http://127.0.0.1:9091`. */
  readonly url: string
  /** What is collected at each push: what `startObservability` gives, or any reader of cumulative temporality. */
  readonly reader: Collectable
  /** The label `job` of all that is pushed. */
  readonly job: string
  /**
   * Further labels of the group, such as `instance` where several processes push the same metrics: each group holds one
   * process's. Values may be any text, also empty. Default: none.
   */
  readonly grouping?: Readonly<Record<string, string>>
  /**
   * Who pushes, where the Pushgateway or a proxy before it asks: `{ token }` is borne, `{ username, password }` is Basic
   * authentication. Use https. Default: nobody asks.
   */
  readonly credentials?: PushgatewayCredentials
  /** How long a collection may take, and then a request, in milliseconds. Default: 10,000 each. */
  readonly timeoutMillis?: number
}

/** One group of metrics at a Pushgateway. Every method rejects with a `PushgatewayError`, and ends in its time. */
export interface Pushgateway {
  /** Replaces all metrics of the group by those of now (PUT). */
  push(): Promise<void>
  /** Replaces the metrics of the group that have the same names as those of now, and leaves the others (POST). */
  add(): Promise<void>
  /**
   * Takes the group and all its metrics away (DELETE); no error where there is none. The Pushgateway does it a moment
   * after it has answered, and before any later push.
   */
  delete(): Promise<void>
}

/**
 * Pushes metrics to a Prometheus Pushgateway: for work that ends before anybody scrapes it. A service that stays is
 * better scraped: the Pushgateway keeps what was pushed until somebody deletes it, and adds nothing up.
 *
 * The format is Prometheus text, names and numbers as at `/metrics`. The Pushgateway sets the labels of the group on
 * every series; a label of yours with such a name, or called `job` or `instance`, becomes `exported_…`, so that no two
 * series become one. Have Prometheus scrape it with `honor_labels: true`.
 *
 * Nothing is sent before a method is called, and nothing is repeated. Wait for one push before the next: of two under
 * way, the older may arrive last.
 *
 * @example
 * const gateway = createPushgateway({ url: 'http://127.0.0.1:9091', reader: observability, job: 'nightly-import' })
 * await gateway.push()
 *
 * @throws PushgatewayError of the kind `invalid` where the address, the job, or a label cannot be used.
 */
export function createPushgateway(options: PushgatewayOptions): Pushgateway {
  const { url, reader, job, grouping: labels = {}, timeoutMillis = 10_000, credentials } = options
  if (!Number.isInteger(timeoutMillis) || timeoutMillis < 1 || timeoutMillis > 600_000)
    throw invalid(`timeoutMillis is ${timeoutMillis}, and must be a whole number from 1 to 600000.`)
  const address = baseOf(url) + pathOf({ job, labels })
  const authorization = credentials && authorizationOf(credentials, { server: 'the Pushgateway', invalid })
  const common = { address, timeoutMillis, ...(authorization && { authorization }) }
  const taken = ['job', 'instance', ...Object.keys(labels)]
  const scrapes = createScrapes({
    reader,
    scopeLabels: false,
    taken,
    registry: job,
    collectTimeoutMillis: timeoutMillis,
  })
  return {
    push: async () => send({ ...common, method: 'PUT', body: await textOf(scrapes) }),
    add: async () => send({ ...common, method: 'POST', body: await textOf(scrapes) }),
    delete: () => send({ ...common, method: 'DELETE' }),
  }
}

function baseOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw invalid(
      'The address of the Pushgateway must begin with http:// or https://, as http://127.0.0.1:9091 does.',
    )
  if (parsed.username !== '' || parsed.password !== '')
    throw invalid(
      'The address of the Pushgateway must not hold credentials: give them as the option credentials.',
    )
  if (parsed.search !== '' || parsed.hash !== '')
    throw invalid('The address of the Pushgateway must end before "?" and "#".')
  return parsed.origin + parsed.pathname.replace(/\/+$/, '')
}

/** One exposition, whole: the Pushgateway takes all of a push or nothing. */
function textOf(scrapes: Scrapes): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = []
    scrapes.read('text', false, {
      write: (piece) => void pieces.push(piece),
      backlog: () => 0,
      whenDrained: (callback) => callback(),
      end: () => resolve(Buffer.concat(pieces)),
      fail: (error) =>
        reject(
          new PushgatewayError(
            `The metrics could not be collected, and nothing was pushed: ${describe(error)}`,
            {
              kind: 'collection',
              cause: error,
            },
          ),
        ),
    })
  })
}
