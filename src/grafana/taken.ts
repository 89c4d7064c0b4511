import { GrafanaError } from './error.ts'

/**
 * What is there in the place of what was refused, because its uid is taken already. Where nothing has the uid, it is the
 * title that is taken: the refusal stands, as any other does.
 */
export async function inItsPlace<Stored>(refusal: unknown, read: () => Promise<Stored>): Promise<Stored> {
  if (!isTaken(refusal)) throw refusal
  return read().catch((error: unknown) => {
    throw error instanceof GrafanaError && error.kind === 'not_found' ? refusal : error
  })
}

/** `/api` says so with 409 or 412, `/apis` with 409. */
function isTaken(error: unknown): boolean {
  return error instanceof GrafanaError && (error.kind === 'conflict' || error.kind === 'precondition_failed')
}
