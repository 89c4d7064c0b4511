import type { StoredSpan } from './stored-span.ts'

/** Attributes that tell spans of one name apart, in the words of the semantic conventions. */
const TELLING = [
  'db.operation.name',
  'db.collection.name',
  'messaging.consumer.group.name',
  'http.response.status_code',
  'error.type',
] as const

/** What a span is called in the tree: its name, and what tells it from others of that name. */
export function spanTitle(span: StoredSpan): string {
  const details = TELLING.map((key) => span.attributes[key]).filter((value) => value !== undefined)
  const words = [...new Set(details.map(String))].filter((word) => !span.name.includes(word))
  return words.length === 0 ? span.name : `${span.name} (${words.join(' ')})`
}
