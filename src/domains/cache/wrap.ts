import { describe } from '../../guard/index.ts'
import type { CacheParts } from './parts.ts'
import type { MeasurableCache, MeasuredCache } from './types.ts'

type Method = (...args: unknown[]) => unknown

export function wrap<C extends MeasurableCache>({ operations }: CacheParts, cache: C): MeasuredCache<C> {
  const target = cache as unknown as Readonly<Record<string, Method | undefined>>
  const measured: Record<string, Method> = {}
  const add = (
    name: 'get' | 'set' | 'delete' | 'clear',
    run: (args: unknown[], work: () => unknown) => unknown,
  ) => {
    const method = target[name]
    if (typeof method === 'function') measured[name] = (...args) => run(args, () => method.apply(cache, args))
  }
  add('get', (args, work) => operations.get({}, keyOf(args), work))
  add('set', (args, work) => operations.set({}, keyOf(args), work))
  add('delete', (args, work) => operations.delete({}, keyOf(args), work))
  add('clear', (_, work) => operations.clear({}, {}, work))
  // Each method was copied under its own name, and passes on arguments and result as they are.
  return measured as unknown as MeasuredCache<C>
}

function keyOf([key]: readonly unknown[]): { key: string } {
  return { key: describe(key) }
}
