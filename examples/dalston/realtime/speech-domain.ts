import { type Catalog, defineDomain, definePanels } from 'spanmeter'

const catalog = {
  name: 'speech',
  subsystem: 'realtime',
  labels: {
    worker_id: {
      bound: 100,
      description: 'Realtime worker',
      exceptions: [{ rule: 'id-label', reason: 'Workers of a pool are few, and known by name.' }],
    },
    type: { values: ['partial', 'final'], description: 'Whether more of the utterance is to come' },
  },
  metrics: {
    audioProcessed: {
      type: 'counter',
      unit: 's',
      labels: ['worker_id'],
      description: 'Cumulative audio processed',
    },
    transcripts: { type: 'counter', labels: ['type'], description: 'Transcripts emitted (partial, final)' },
  },
} as const satisfies Catalog

const panels = definePanels(catalog, {
  speed: {
    title: 'Audio processed',
    description: 'Seconds of audio per second, by worker: how many speakers it keeps up with.',
    unit: 'short',
    query: { show: 'rate', of: 'audioProcessed', by: ['worker_id'] },
  },
  transcripts: {
    title: 'Transcripts',
    description: 'Transcripts per second. Audio without any means that nothing is understood.',
    unit: 'ops',
    query: { show: 'rate', of: 'transcripts', by: ['type'] },
  },
})

/** Audio that came in, and text that went out. */
export const speech = defineDomain(catalog, { panels })
