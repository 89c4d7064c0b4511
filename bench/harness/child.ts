import { type CreateSubject, type Methods, type Request, type Response, readyId } from './protocol.ts'

/**
 * The process of one contender: imports nothing but the subject that it was started for, so that no other contender's
 * objects pass through its inline caches, and works only while the parent waits for its answer.
 *
 * Arguments: the family of benchmarks, the contender's name, and its parameters as JSON.
 */
const [family = '', contender = '', parameters = 'null'] = process.argv.slice(2)

process.on('disconnect', () => process.exit(0))

try {
  const subject = (await import(`../subjects/${family}/subject.js`)) as { create: CreateSubject }
  const methods = await subject.create(contender, JSON.parse(parameters))
  process.on('message', (request: Request) => void answer(methods, request))
  reply({ id: readyId, result: null })
} catch (error) {
  reply({ id: readyId, error: explain(error) })
}

async function answer(methods: Methods, { id, method, argument }: Request): Promise<void> {
  try {
    const asked = methods[method]
    if (asked === undefined) throw new Error(`${family} has no method ${JSON.stringify(method)}.`)
    reply({ id, result: await asked(argument) })
  } catch (error) {
    reply({ id, error: explain(error) })
  }
}

function reply(response: Response): void {
  process.send?.(response)
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
