import type { Shape } from './provisioned.ts'

// Source: grafana.com/docs/grafana/v13.2, pages administration/provisioning, datasources/prometheus/configure and
// datasources/jaeger/configure; what is fit for this stack of it.

const common = {
  name: 'string',
  uid: 'string',
  orgId: 'number',
  access: { oneOf: ['proxy'] },
  url: 'string',
  isDefault: 'boolean',
  editable: 'boolean',
  version: 'number',
} as const

/** jsonData of a data source of type prometheus. */
const prometheusJson: Shape = {
  fields: {
    httpMethod: { oneOf: ['POST', 'GET'] },
    prometheusType: { oneOf: ['Cortex', 'Mimir', 'Prometheus', 'Thanos'] },
    prometheusVersion: 'string',
    timeInterval: 'string',
    queryTimeout: 'string',
    cacheLevel: { oneOf: ['Low', 'Medium', 'High', 'None'] },
    incrementalQuerying: 'boolean',
    incrementalQueryOverlapWindow: 'string',
    disableRecordingRules: 'boolean',
    disableMetricsLookup: 'boolean',
    seriesEndpoint: 'boolean',
    customQueryParameters: 'string',
    manageAlerts: 'boolean',
    allowAsRecordingRulesTarget: 'boolean',
    exemplarTraceIdDestinations: {
      listOf: {
        fields: { name: 'string', url: 'string', urlDisplayLabel: 'string', datasourceUid: 'string' },
      },
    },
  },
}

/** jsonData of a data source of type jaeger. */
const jaegerJson: Shape = {
  fields: {
    nodeGraph: { fields: { enabled: 'boolean' } },
    spanBar: { fields: { type: { oneOf: ['None', 'Duration', 'Tag'] }, tag: 'string' } },
    traceIdTimeParams: { fields: { enabled: 'boolean' } },
    tracesToMetrics: {
      fields: {
        datasourceUid: 'string',
        spanStartTimeShift: 'string',
        spanEndTimeShift: 'string',
        tags: { listOf: { fields: { key: 'string', value: 'string' } } },
        queries: { listOf: { fields: { name: 'string', query: 'string' } } },
      },
    },
  },
}

/** A file of provisioning/datasources with data sources of one type. */
export const datasourceFile = {
  prometheus: fileOf('prometheus', prometheusJson),
  jaeger: fileOf('jaeger', jaegerJson),
} as const

function fileOf(type: string, jsonData: Shape): Shape {
  return {
    fields: {
      apiVersion: 'number',
      prune: 'boolean',
      datasources: { listOf: { fields: { ...common, type: { oneOf: [type] }, jsonData } } },
    },
  }
}

/** A file of provisioning/dashboards. */
export const dashboardFile: Shape = {
  fields: {
    apiVersion: 'number',
    providers: {
      listOf: {
        fields: {
          name: 'string',
          orgId: 'number',
          type: { oneOf: ['file'] },
          folder: 'string',
          folderUid: 'string',
          disableDeletion: 'boolean',
          updateIntervalSeconds: 'number',
          allowUiUpdates: 'boolean',
          options: { fields: { path: 'string', foldersFromFilesStructure: 'boolean' } },
        },
      },
    },
  },
}
