import { swallow } from '../guard/index.ts'
import {
  type LabelInput,
  type LabelledCounter,
  type TrieKey,
  ValueTrie,
} from '../instruments/labelled/index.ts'
import { type SomeLabels, without } from './fixed-labels.ts'
import type { Sink, Windows } from './windows.ts'

/** How many label combinations find their window without looking for it. */
const capacity = 4000

/** How the labels of a counter lead to the windows that it feeds. */
export interface Feed {
  readonly windows: Windows
  /** The keys that the counter's labels have. */
  readonly keys: readonly string[]
  /** The domain's own labels for what the counter is given, what is fixed included. */
  readonly facts: (labels: SomeLabels) => SomeLabels
}

/** The same counter, which also feeds what is computed from it. What the caller's labels throw is swallowed. */
export function windowedCounter(counter: LabelledCounter, feed: Feed): LabelledCounter {
  const { windows, keys, facts } = feed
  const known = new ValueTrie<{ readonly sink: Sink | undefined }>({ keys, capacity })
  const sinkOf = (labels: LabelInput): Sink | undefined => {
    try {
      const found = known.find(labels)
      if (found !== undefined) return found.sink
      const sink = windows.sinkOf(facts(labels))
      const values = keys.map((key) => labels[key])
      if (values.every(isTrieKey)) known.set(values, { sink })
      return sink
    } catch (error) {
      swallow('window of a computed gauge', error)
      return undefined
    }
  }
  return {
    get enabled() {
      return counter.enabled !== false || windows.isOn
    },
    add(value, labels, context) {
      counter.add(value, labels, context)
      if (windows.isOn) sinkOf(labels)?.(value)
    },
    bind(labels) {
      const bound = counter.bind(labels)
      const sink = sinkOf(labels)
      return {
        add(value, context) {
          bound.add(value, context)
          if (windows.isOn) sink?.(value)
        },
      }
    },
    zero: (labels) => counter.zero(labels),
    remove: (labels) => counter.remove(labels),
    with(fixed) {
      const rest = without(keys, fixed)
      const withFixed = (labels: SomeLabels): SomeLabels => facts({ ...fixed, ...labels })
      return windowedCounter(counter.with(fixed), { windows, keys: rest, facts: withFixed })
    },
  }
}

function isTrieKey(value: unknown): value is TrieKey {
  return (
    value === undefined ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  )
}
