import { createHash } from 'node:crypto'
import { Agent, get } from 'node:http'

export interface Scraped {
  /** From the request to the last byte, in milliseconds. */
  readonly milliseconds: number
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true })

/** One scrape of the text format, not compressed, over a connection that stays open. */
export async function scrape(url: string): Promise<Scraped> {
  const start = performance.now()
  const chunks: Buffer[] = []
  await new Promise<void>((resolve, reject) => {
    const request = get(url, { agent, headers: { accept: 'text/plain;version=0.0.4' } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}.`))
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', resolve)
      response.on('error', reject)
    })
    request.on('error', reject)
  })
  return { milliseconds: performance.now() - start, body: Buffer.concat(chunks) }
}

/**
 * How many records a body holds: the sum over the `_count` samples of our histograms. Comments, `target_info` and
 * whatever else a library adds are left out.
 */
export function recordsIn(body: Buffer): number {
  let records = 0
  for (const line of samplesOf(body)) {
    const space = line.lastIndexOf(' ')
    if (line.includes('_count{')) records += Number(line.slice(space + 1))
  }
  return records
}

/** Equal for bodies that hold the same samples, in whatever order of lines and labels. */
export function digestOf(body: Buffer): string {
  const samples: string[] = []
  for (const line of samplesOf(body)) {
    const open = line.indexOf('{')
    const close = line.lastIndexOf('}')
    // Our label values hold no comma.
    const labels = line
      .slice(open + 1, close)
      .split(',')
      .sort()
      .join(',')
    samples.push(`${line.slice(0, open)}{${labels}} ${Number(line.slice(close + 2))}`)
  }
  return createHash('sha256').update(samples.sort().join('\n')).digest('hex')
}

function* samplesOf(body: Buffer): Generator<string> {
  // A slice of the whole text would keep it in memory, and 100 MB are scanned faster in pieces.
  const size = 1 << 20
  let rest = ''
  for (let at = 0; at < body.length; at += size) {
    const lines = (rest + body.toString('latin1', at, Math.min(at + size, body.length))).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('bench_')) yield line
  }
  if (rest.startsWith('bench_')) yield rest
}
