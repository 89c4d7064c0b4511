import { fieldsOf, storedDashboardOf, textOr } from './answers.ts'
import type { DashboardApi } from './dashboards.ts'
import type { Transport } from './transport.ts'

/**
 * `GET /api/dashboards/uid/:uid` and `POST /api/dashboards/db`, page "Dashboard" of the old API: a version that is not
 * the newest is refused with 412 `version-mismatch`, a uid that is taken with 412 `name-exists`.
 */
export function dashboardsByApi(transport: Transport): DashboardApi {
  return {
    async read(uid) {
      return storedDashboardOf(await transport.read({ path: ['api', 'dashboards', 'uid', uid] }))
    },
    async write({ uid, model, folderUid, before }) {
      const dashboard = before
        ? { ...model, uid, id: before.model.id ?? null, version: Number(before.version) }
        : { ...model, uid, id: null, version: 0 }
      // Without its folder it would be moved to the root.
      const folder = folderUid === undefined ? {} : { folderUid }
      const body = { dashboard, ...folder, overwrite: false }
      const answer = fieldsOf(
        await transport.change({ method: 'POST', path: ['api', 'dashboards', 'db'], body }),
        'what /api/dashboards/db gives',
      )
      return { uid: textOr(answer.uid, uid), version: String(answer.version ?? '') }
    },
  }
}
