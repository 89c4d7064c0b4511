import { expect, test } from 'vitest'
import { readConfiguration } from './read-configuration.ts'

test('an attribute of the resource without a value takes nothing away', () => {
  const resource = { 'service.name': undefined, 'service.instance.id': undefined, team: JSON.parse('null') }
  const { configuration } = readConfiguration({ resource }, { OTEL_SERVICE_NAME: 'named' })
  expect(configuration.resource).toStrictEqual({ 'service.name': 'named' })
})
