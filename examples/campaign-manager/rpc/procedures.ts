import type { CampaignHandler } from '../campaigns/campaign-handler.ts'
import type { Procedure } from './rpc-server.ts'

/** What can be asked of the campaign manager from outside. */
export function proceduresOf(campaigns: CampaignHandler): Readonly<Record<string, Procedure>> {
  return {
    create_campaign: async (request) => {
      const { reference, targets } = fieldsOf(request)
      if (reference !== 'call' && reference !== 'flow') {
        throw new TypeError(`reference is ${JSON.stringify(reference)}, and must be "call" or "flow".`)
      }
      if (!Array.isArray(targets)) throw new TypeError('targets must be a list of numbers to call.')
      const { id } = await campaigns.create(reference, targets.map(String))
      return { id }
    },
    run_campaign: (request) => campaigns.run(idOf(request)).then(() => ({})),
    stop_campaign: (request) => campaigns.stop(idOf(request)).then(() => ({})),
  }
}

function idOf(request: unknown): string {
  return String(fieldsOf(request).id)
}

function fieldsOf(request: unknown): Readonly<Record<string, unknown>> {
  if (typeof request !== 'object' || request === null) throw new TypeError('The request must be an object.')
  return { ...request }
}
