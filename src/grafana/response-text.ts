import { GrafanaError } from './error.ts'

/** No answer of Grafana that is asked for here is nearly as large. */
const MOST_BYTES = 32 * 1024 * 1024

/** The body of an answer as text; one that is larger than any of Grafana's is given up on the way. */
export async function readText(response: Response, what: string): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // Leaving the loop early cancels the body.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES)
      throw new GrafanaError(
        `The answer to ${what} is larger than ${MOST_BYTES / 1024 / 1024} MiB. Ask for less: a shorter range, or fewer series.`,
        { kind: 'too_large', status: response.status },
      )
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
