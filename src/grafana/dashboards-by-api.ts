import { fieldsOf, storedDashboardOf, textOr } from './answers.ts'
import type { DashboardApi, NewDashboard, Saved } from './dashboards.ts'
import type { Transport } from './transport.ts'

/**
 * `GET /api/dashboards/uid/:uid` and `POST /api/dashboards/db`, page "Dashboard" of the old API. A version that is not the
 * newest is refused with 412; so is a uid that is taken, since a new dashboard has the version 0.
 */
export function dashboardsByApi(transport: Transport): DashboardApi {
  const read = async (uid: string) =>
    storedDashboardOf(await transport.read({ path: ['api', 'dashboards', 'uid', uid] }))
  const write = async (uid: string, { model, folderUid }: NewDashboard): Promise<Saved> => {
    const body = { dashboard: model, ...(folderUid !== undefined && { folderUid }), overwrite: false }
    const answer = fieldsOf(
      await transport.change({ method: 'POST', path: ['api', 'dashboards', 'db'], body }),
      'what /api/dashboards/db gives',
    )
    return { uid: textOr(answer.uid, uid), version: String(answer.version ?? '') }
  }
  return {
    read,
    create: ({ uid, model, ...place }) =>
      write(uid, { model: { ...model, uid, id: null, version: 0 }, ...place }),
    async update({ uid, model, version }) {
      const before = await read(uid)
      const now = { uid, id: before.model.id ?? null, version: Number(version ?? before.version) }
      // Without its folder it would be moved to the root.
      const place = before.folderUid === undefined ? {} : { folderUid: before.folderUid }
      return write(uid, { model: { ...model, ...now }, ...place })
    },
  }
}
