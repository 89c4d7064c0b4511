import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 300
const TARGETS = 30

/**
 * Customers of the campaign manager: they create campaigns, run them, and stop one in three early. What goes wrong for
 * one of them is told, and the next one comes all the same.
 */
export async function actAsCustomers(url: string, until: AbortSignal): Promise<void> {
  for (let campaign = 0; !until.aborted; campaign++) {
    try {
      const targets = Array.from(
        { length: TARGETS },
        (_, index) => `+1555${campaign % 10}${String(index).padStart(2, '0')}`,
      )
      const reference = campaign % 2 === 0 ? 'call' : 'flow'
      const { id } = await ask(url, 'create_campaign', { reference, targets }, until)
      await ask(url, 'run_campaign', { id }, until)
      await sleep(PAUSE_MS, undefined, { signal: until })
      if (campaign % 3 === 2) await ask(url, 'stop_campaign', { id }, until)
    } catch (error) {
      if (until.aborted) return
      console.error(`A customer could not do what he wanted: ${error}`)
      await sleep(PAUSE_MS, undefined, { signal: until }).catch(() => {})
    }
  }
}

async function ask(
  url: string,
  procedure: string,
  body: object,
  signal: AbortSignal,
): Promise<{ id?: string }> {
  const response = await fetch(`${url}/rpc/${procedure}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal,
  })
  if (!response.ok) throw new Error(`${procedure} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as { id?: string } // What the procedures promise.
}
