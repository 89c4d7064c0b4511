import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBoundary, formatOpenMetricsBoundary, formatValue } from './numbers.ts'

describe('boundaries', () => {
  // What Go's strconv.FormatFloat(value, 'g', -1, 64) answers.
  it.each([
    [0, '0', '0.0'],
    [1, '1', '1.0'],
    [0.005, '0.005', '0.005'],
    [21, '21', '21.0'],
    [100000, '100000', '100000.0'],
    [1000000, '1e+06', '1e+06'],
    [1048576, '1.048576e+06', '1.048576e+06'],
    [123456789, '1.23456789e+08', '1.23456789e+08'],
    [1234567.5, '1.2345675e+06', '1.2345675e+06'],
    [123456789012345680000, '1.2345678901234568e+20', '1.2345678901234568e+20'],
    [1e21, '1e+21', '1e+21'],
    [0.0001, '0.0001', '0.0001'],
    [0.00001, '1e-05', '1e-05'],
    [0.000012345, '1.2345e-05', '1.2345e-05'],
    [5e-324, '5e-324', '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308', '1.7976931348623157e+308'],
    [-2.5, '-2.5', '-2.5'],
    [-0.00001, '-1e-05', '-1e-05'],
    [Number.POSITIVE_INFINITY, '+Inf', '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf', '-Inf'],
  ])('%d is written %s, and %s in OpenMetrics', (boundary, text, openMetrics) => {
    expect(formatBoundary(boundary)).toBe(text)
    expect(formatOpenMetricsBoundary(boundary)).toBe(openMetrics)
  })

  it('read as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (boundary) => {
        expect(Number(formatBoundary(boundary))).toBe(boundary === 0 ? 0 : boundary)
        expect(Number(formatOpenMetricsBoundary(boundary))).toBe(boundary === 0 ? 0 : boundary)
      }),
    )
  })
})

describe('values', () => {
  it('are whole where they are whole, and not numbers as Prometheus spells them', () => {
    expect(
      [3, 0.1, -0, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(formatValue),
    ).toEqual(['3', '0.1', '0', '9007199254740992', 'NaN', '+Inf', '-Inf'])
  })
})
