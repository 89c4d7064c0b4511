import client from '@prometheus-io/client'
import { createPrometheusScrapable } from './prometheus-scrapable.ts'
import type { CreateScrapable } from './scrapable.ts'

export const createScrapable: CreateScrapable = (seriesCount) =>
  createPrometheusScrapable(client, seriesCount)
