import { expect, test } from 'vitest'
import { readConfiguration } from './read-configuration.ts'

test('a header without a text is left out, with one warning: HTTP would refuse every request', () => {
  // What the types forbid and `process.env.TOKEN` gives.
  const headers = { authorization: undefined as unknown as string, 'x-tenant': 'acme' }
  const { configuration, warnings } = readConfiguration({ otlp: { headers } }, {})
  expect(configuration.metrics.otlp.headers).toEqual({ 'x-tenant': 'acme' })
  expect(warnings).toEqual(['The option otlp.headers has no text for "authorization": it is not sent.'])
})
