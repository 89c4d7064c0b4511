import client from '@prometheus-io/client'
import { createPrometheusRecorder } from './prometheus-recorder.ts'
import type { CreateRecorder } from './recorder.ts'

export const createRecorder: CreateRecorder = async (parameters, plan) =>
  createPrometheusRecorder(client, parameters, plan)
