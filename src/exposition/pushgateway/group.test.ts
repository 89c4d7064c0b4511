import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PushgatewayError } from './error.ts'
import { pathOf } from './group.ts'

describe('the address of a group', () => {
  test.each([
    [{ job: 'nightly', labels: {} }, '/metrics/job/nightly'],
    [
      { job: 'nightly', labels: { instance: 'host-1.example' } },
      '/metrics/job/nightly/instance/host-1.example',
    ],
    // The three examples of its README.
    [
      { job: 'directory_cleaner', labels: { path: '/var/tmp' } },
      '/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA',
    ],
    [
      { job: 'example', labels: { first_label: '', second_label: 'foobar' } },
      '/metrics/job/example/first_label@base64/=/second_label/foobar',
    ],
    [
      { job: 'titan', labels: { name: 'Προμηθεύς' } },
      '/metrics/job/titan/name@base64/zqDPgc6_zrzOt864zrXPjc-C',
    ],
    [{ job: '..', labels: {} }, '/metrics/job@base64/Li4'],
    [{ job: 'a/b', labels: {} }, '/metrics/job@base64/YS9i'],
  ])('of %j', (group, path) => {
    expect(pathOf(group)).toBe(path)
  })

  test('stays where it is when it is read as a URL, whatever the values are', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 50 })
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 50 }), value, (job, label) => {
        const path = pathOf({ job, labels: { label } })
        expect(new URL(`http://127.0.0.1${path}`).pathname).toBe(path)
        expect(path.split('/')).toHaveLength(6)
      }),
    )
  })

  test.each([
    ['an empty job', { job: '', labels: {} }, /job of a push must be a text/],
    ['the job twice', { job: 'a', labels: { job: 'b' } }, /Leave it out of the grouping/],
    ['a label with a dash', { job: 'a', labels: { 'a-b': 'c' } }, /"a-b" cannot be a label/],
    ['a label of Prometheus itself', { job: 'a', labels: { __name__: 'c' } }, /"__name__" cannot be a label/],
    ['a label with a path', { job: 'a', labels: { 'x/../../admin': 'c' } }, /cannot be a label/],
    [
      'a value that is no text',
      { job: 'a', labels: { n: JSON.parse('1') } },
      /must be a text, and is a number/,
    ],
    ['more than an address may hold', { job: 'a', labels: { n: 'x'.repeat(5_000) } }, /of 5017 characters/],
  ])('is refused with %s', (_, group, sentence) => {
    expect(() => pathOf(group)).toThrow(sentence)
    expect(() => pathOf(group)).toThrow(PushgatewayError)
  })
})
