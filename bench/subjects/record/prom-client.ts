import { Counter, Histogram, register } from 'prom-client'
import { createPrometheusRecorder } from './prometheus-recorder.ts'
import type { CreateRecorder } from './recorder.ts'

export const createRecorder: CreateRecorder = async (parameters, plan) =>
  createPrometheusRecorder({ Counter, Histogram, register }, parameters, plan)
