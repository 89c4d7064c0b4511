import type { DashboardApi } from './dashboards.ts'
import { metadataOf, resourceOf } from './resource.ts'
import type { Transport } from './transport.ts'

const VERSION = 'dashboard.grafana.app/v1'

/**
 * `/apis/dashboard.grafana.app/v1/namespaces/:namespace/dashboards`, page "Dashboard HTTP API": a uid that is taken, and
 * a `resourceVersion` that is not the newest, are refused with 409.
 */
export function dashboardsByApis(transport: Transport, namespace: string): DashboardApi {
  const path = ['apis', ...VERSION.split('/'), 'namespaces', namespace, 'dashboards']
  return {
    async read(uid) {
      const { spec, version, folderUid, annotations } = resourceOf(
        await transport.read({ path: [...path, uid] }),
      )
      const provisioned = annotations['grafana.app/managedBy'] !== undefined
      return { model: { ...spec, uid }, provisioned, version, folderUid }
    },
    async write({ uid, model, folderUid, before }) {
      // They are in the metadata.
      const { id: _id, uid: _uid, version: _version, ...spec } = model
      const metadata = metadataOf({ uid, folderUid, ...(before && { before: { version: before.version } }) })
      const body = { apiVersion: VERSION, kind: 'Dashboard', metadata, spec }
      const saved = resourceOf(
        await transport.change(
          before ? { method: 'PUT', path: [...path, uid], body } : { method: 'POST', path, body },
        ),
      )
      return { uid: saved.uid, version: saved.version }
    },
  }
}
