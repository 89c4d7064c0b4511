import { createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anchorOf, contextWithSpan } from './operation-context.ts'

const anchor = { seconds: 1, nanos: 2 }
const spans = ['a', 'b'].map((name) =>
  trace.wrapSpanContext({ traceId: name.repeat(32), spanId: name.repeat(16), traceFlags: 1 }),
)
const keys = [createContextKey('one'), createContextKey('two')]

describe("an operation's context", () => {
  it('behaves as the one of the API, whatever is set and deleted', () => {
    const step = fc.record({
      does: fc.constantFrom('operation', 'span', 'no span', 'set', 'delete'),
      which: fc.constantFrom(0, 1),
    })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let ours = ROOT_CONTEXT
        let theirs = ROOT_CONTEXT
        for (const { does, which } of steps) {
          const [span, key] = [spans[which] ?? trace.wrapSpanContext({} as never), keys[which] ?? Symbol('x')]
          if (does === 'operation')
            [ours, theirs] = [contextWithSpan(ours, span, anchor), trace.setSpan(theirs, span)]
          if (does === 'span') [ours, theirs] = [trace.setSpan(ours, span), trace.setSpan(theirs, span)]
          if (does === 'no span') [ours, theirs] = [trace.deleteSpan(ours), trace.deleteSpan(theirs)]
          if (does === 'set') [ours, theirs] = [ours.setValue(key, which), theirs.setValue(key, which)]
          if (does === 'delete') [ours, theirs] = [ours.deleteValue(key), theirs.deleteValue(key)]
          expect(trace.getSpan(ours)).toBe(trace.getSpan(theirs))
          for (const each of keys) expect(ours.getValue(each)).toBe(theirs.getValue(each))
        }
      }),
    )
  })

  it('builds no chain, however long work goes on starting work', () => {
    const [span = trace.wrapSpanContext({} as never)] = spans
    let active = ROOT_CONTEXT
    for (let depth = 0; depth < 100_000; depth++) active = contextWithSpan(active, span, anchor)
    // A chain of this length would overflow the stack here.
    expect(active.getValue(createContextKey('absent'))).toBeUndefined()
  })

  it('hands its anchor on to contexts made from it, foreign spans between or not, as long as the span runs', () => {
    let isRecording = true
    const span = Object.assign(trace.wrapSpanContext({} as never), { isRecording: () => isRecording })
    const outer = contextWithSpan(ROOT_CONTEXT, span, anchor)
    const between = propagation.setBaggage(trace.setSpan(outer, span), propagation.createBaggage())
    expect(anchorOf(between)).toBe(anchor)
    expect(anchorOf(ROOT_CONTEXT)).toBeUndefined()
    isRecording = false
    expect(anchorOf(between)).toBeUndefined()
  })
})
