import { Histogram, register } from 'prom-client'
import { createPrometheusScrapable } from './prometheus-scrapable.ts'
import type { CreateScrapable } from './scrapable.ts'

export const createScrapable: CreateScrapable = (seriesCount) =>
  createPrometheusScrapable({ Histogram, register }, seriesCount)
