import type { DashboardApi, NewDashboard } from './dashboards.ts'
import { metadataOf, resourceOf } from './resource.ts'
import type { Change, Transport } from './transport.ts'

const VERSION = 'dashboard.grafana.app/v1'

/**
 * `/apis/dashboard.grafana.app/v1/namespaces/:namespace/dashboards`, page "Dashboard HTTP API": a uid that is taken, and
 * a `resourceVersion` that is not the newest, are refused with 409.
 */
export function dashboardsByApis(transport: Transport, namespace: string): DashboardApi {
  const path = ['apis', ...VERSION.split('/'), 'namespaces', namespace, 'dashboards']
  const read = async (uid: string) => resourceOf(await transport.read({ path: [...path, uid] }))
  const write = async (change: Pick<Change, 'method' | 'path'>, metadata: object, model: Model) => {
    // They are in the metadata.
    const { id: _id, uid: _uid, version: _version, ...spec } = model
    const body = { apiVersion: VERSION, kind: 'Dashboard', metadata, spec }
    const saved = resourceOf(await transport.change({ ...change, body }))
    return { uid: saved.uid, version: saved.version }
  }
  return {
    async read(uid) {
      const { spec, version, folderUid, annotations } = await read(uid)
      const provisioned = annotations['grafana.app/managedBy'] !== undefined
      return { model: { ...spec, uid }, provisioned, version, folderUid }
    },
    create: ({ uid, model, folderUid }) =>
      write({ method: 'POST', path }, metadataOf({ uid, folderUid }), model),
    async update({ uid, model, version }) {
      const now = await read(uid)
      const before = { ...now, version: version ?? now.version }
      const metadata = metadataOf({ uid, folderUid: now.folderUid, before })
      return write({ method: 'PUT', path: [...path, uid] }, metadata, model)
    },
  }
}

type Model = NewDashboard['model']
