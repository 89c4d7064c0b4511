import { ANSWER_WITHIN_MS } from './until.ts'

/** What an application tells of itself, read where it tells it, without a Prometheus between. */
export class OwnMetrics {
  readonly #url: string

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/metrics`
  }

  /** All series of a metric, added up. */
  async total(name: string): Promise<number> {
    return [...(await this.series(name)).values()].reduce((sum, value) => sum + value, 0)
  }

  /** Every series of a metric, by its labels as they are written. */
  async series(name: string): Promise<Map<string, number>> {
    const lines = (await this.text()).split('\n').filter((line) => new RegExp(`^${name}[ {]`).test(line))
    return new Map(
      lines.map((line) => [
        line.slice(name.length, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' '))),
      ]),
    )
  }

  async text(accept = 'text/plain'): Promise<string> {
    const response = await fetch(this.#url, {
      headers: { accept },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    if (!response.ok) throw new Error(`${this.#url} was answered with ${response.status}.`)
    return response.text()
  }
}
