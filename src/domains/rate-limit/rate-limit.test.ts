import { beforeEach, describe, expect, test } from 'vitest'
import { meterProviders, type Recording, record, useContext } from '../../../test/domains/recording.ts'
import { defineSystem } from '../../catalog/index.ts'
import { rateLimit } from './index.ts'

useContext()

describe.each(meterProviders)('rate limit on the %s', (provider) => {
  const make = (recording: Recording) =>
    defineSystem({
      namespace: '',
      domains: { rateLimit: rateLimit.with({ labels: { limiter: 'platform' } }) },
      ...recording,
    }).rateLimit
  let recording: Recording
  let meter: ReturnType<typeof make>
  beforeEach(() => {
    recording = record(provider)
    meter = make(recording)
  })
  const samples = async () => Object.fromEntries(await recording.samples())
  const limit = { limiter: 'mail', limit_type: 'requests' }
  const labels = '{limit_type="requests",platform="mail"}'

  test('what an answer says of the limit is kept', async () => {
    meter.allowed(limit, { remaining: 95, resetsAt: new Date(60_000) })
    expect(await samples()).toEqual({
      [`rate_limit_remaining${labels}`]: 95,
      [`rate_limit_reset_timestamp_seconds${labels}`]: 60,
    })
    meter.allowed(limit, { remaining: 94 })
    expect(await samples()).toMatchObject({ [`rate_limit_remaining${labels}`]: 94 })
  })

  test('a refusal is a hit, and leaves nothing', async () => {
    meter.allowed(limit, { remaining: 1 })
    meter.refused(limit, { resetsAt: 1_500 })
    meter.refused(limit)
    expect(await samples()).toEqual({
      [`rate_limit_hits_total${labels}`]: 2,
      [`rate_limit_remaining${labels}`]: 0,
      [`rate_limit_reset_timestamp_seconds${labels}`]: 1.5,
    })
  })

  test('a refusal whose answer says what remains keeps that', async () => {
    meter.refused(limit, { remaining: 3 })
    expect(await samples()).toMatchObject({ [`rate_limit_remaining${labels}`]: 3 })
  })

  test('a refusal whose answer leaves something unsaid is one that says nothing of it', async () => {
    meter.allowed(limit, { remaining: 7, resetsAt: 1_000 })
    meter.refused(limit, { remaining: undefined, resetsAt: undefined })
    expect(await samples()).toMatchObject({
      [`rate_limit_remaining${labels}`]: 0,
      [`rate_limit_reset_timestamp_seconds${labels}`]: 1,
    })
    meter.allowed(limit, JSON.parse('{"remaining":null,"resetsAt":null}'))
    expect(await samples()).toMatchObject({ [`rate_limit_reset_timestamp_seconds${labels}`]: 1 })
  })

  test('there is never less than nothing left', async () => {
    meter.allowed(limit, { remaining: -3 })
    expect(await samples()).toEqual({ [`rate_limit_remaining${labels}`]: 0 })
  })

  test('a reset that is over is told as it was', async () => {
    meter.allowed(limit, { resetsAt: new Date('2001-09-09T01:46:40Z') })
    expect(await samples()).toEqual({ [`rate_limit_reset_timestamp_seconds${labels}`]: 1_000_000_000 })
  })

  test('what is no number or date is left out, and nothing throws', async () => {
    meter.allowed(limit, { remaining: Number.NaN, resetsAt: new Date('never') })
    meter.allowed(limit, JSON.parse('null'))
    expect(await samples()).toEqual({})
  })

  test('bound labels are not asked for again', async () => {
    meter({ limiter: 'mail' }).refused({ limit_type: 'requests' })
    expect(await samples()).toMatchObject({ [`rate_limit_hits_total${labels}`]: 1 })
  })
})
