import { describe, expect, it } from 'vitest'
import { routeOf } from './route.ts'

describe('routes', () => {
  it.each([
    ['/metrics', 'metrics'],
    ['/metrics/', 'metrics'],
    ['/metrics?name[]=a', 'metrics'],
    ['/metrics#x', 'metrics'],
    ['/metrics/json?pretty', 'json'],
    ['/metrics/json/', 'json'],
    ['/metrics/health', 'health'],
    ['http://example.com:8080/metrics', 'metrics'],
    ['http://example.com', undefined],
    ['/', undefined],
    ['', undefined],
    [undefined, undefined],
    ['*', undefined],
    ['//metrics', undefined],
    ['/metricsjson', undefined],
    ['/metrics//json', undefined],
    ['/metrics/../metrics', undefined],
    ['/%6detrics', undefined],
    ['/%', undefined],
    ['http://[::1', undefined],
    ['/x/metrics', undefined],
  ])('of %j below /metrics is %s', (url, expected) => {
    expect(routeOf({ url }, '/metrics')).toBe(expected)
  })

  it('are below any other path', () => {
    expect(routeOf({ url: '/api/_health/metrics' }, '/api/_health/metrics')).toBe('metrics')
    expect(routeOf({ url: '/api/_health/metrics/json' }, '/api/_health/metrics/')).toBe('json')
    expect(routeOf({ url: '/' }, '/')).toBe('metrics')
    expect(routeOf({ url: '/health' }, '')).toBe('health')
  })

  it('are below the mount where a framework took it off the address', () => {
    const mounted = { baseUrl: '/internal', url: '/json', originalUrl: '/internal/json?x' }
    expect(routeOf(mounted, '/metrics')).toBe('json')
    expect(routeOf({ baseUrl: '', url: '/metrics', originalUrl: '/metrics' }, '/metrics')).toBe('metrics')
    expect(routeOf({ ...mounted, originalUrl: '/internal/other' }, '/metrics')).toBeUndefined()
  })

  it('may be of a router that is mounted itself, said by their whole path or by that below the mount', () => {
    const routed = { baseUrl: '/api', url: '/metrics/json', originalUrl: '/api/metrics/json' }
    expect(routeOf(routed, '/api/metrics')).toBe('json')
    expect(routeOf(routed, '/metrics')).toBe('json')
    expect(routeOf(routed, '/other')).toBeUndefined()
  })
})
