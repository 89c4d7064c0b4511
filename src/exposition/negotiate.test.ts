import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptsGzip, negotiateFormat } from './negotiate.ts'

const text = 'text/plain; version=0.0.4; charset=utf-8'
const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

describe('the format', () => {
  it.each([
    [undefined, text],
    ['', text],
    ['*/*', text],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', text],
    ['application/json', text],
    ['application/openmetrics-text', openMetrics],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', openMetrics],
    ['Application/OpenMetrics-Text;Version="1.0.0"', openMetrics],
    ['application/openmetrics-text;version=0.0.1', text],
    ['application/openmetrics-text;version=2.0.0,text/plain;q=0.1', text],
    ['application/openmetrics-text;q=0', text],
    ['application/openmetrics-text;q=0.2,text/plain;q=0.3', text],
    ['text/plain;q=0.2,application/openmetrics-text;q=0.3', openMetrics],
    ['text/plain,application/openmetrics-text', text],
    ['*/*,application/openmetrics-text', openMetrics],
    ['application/openmetrics-text;q=many,text/plain;q=0.5', text],
    ['application/openmetrics-text;q=,text/plain;q=0.5', text],
    ['a/b;c="x,application/openmetrics-text;q=1";q=0.5', text],
    [',,;;q=1, ;', text],
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,application/openmetrics-text;version=1.0.0;q=0.6',
      openMetrics,
    ],
    ['application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', text],
  ])('for %j is %s', (accept, contentType) => {
    expect(negotiateFormat(accept).contentType).toBe(contentType)
  })

  it('for what Prometheus 3 sends is OpenMetrics, with the escaping stated', () => {
    const accept =
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'
    expect(negotiateFormat(accept)).toEqual({
      format: 'openmetrics',
      contentType: `${openMetrics}; escaping=underscores`,
    })
  })

  it('for anything at all is one of the two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (accept) => {
        expect(['text', 'openmetrics']).toContain(negotiateFormat(accept).format)
      }),
    )
  })
})

describe('gzip', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['GZIP', true],
    ['zstd,gzip', true],
    ['deflate, gzip;q=0.5, br', true],
    ['gzip;q=0', false],
    ['gzip;q=0.0, *', false],
    ['*', true],
    ['*;q=0', false],
    ['identity', false],
    ['br', false],
    ['notgzip', false],
  ])('for %j is %s', (acceptEncoding, expected) => {
    expect(acceptsGzip(acceptEncoding)).toBe(expected)
  })
})
