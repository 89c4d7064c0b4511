import { type Fields, fieldsOf, folderOf, textOr } from './answers.ts'

/** A resource of `/apis`, page "API structure in Grafana": metadata and spec. */
export interface Resource {
  readonly uid: string
  readonly version: string
  readonly folderUid: string | undefined
  readonly annotations: Fields
  /** Such as the group of an alert rule. */
  readonly labels: Fields
  readonly spec: Fields
}

const FOLDER = 'grafana.app/folder'

/** Reads what `/apis` gives for one resource. */
export function resourceOf(answer: unknown): Resource {
  const { metadata, spec } = fieldsOf(answer, 'a resource that /apis gives')
  const { name, resourceVersion, annotations, labels } = fieldsOf(metadata, 'the metadata of a resource')
  const told = fieldsOf(annotations ?? {}, 'the annotations of a resource')
  return {
    uid: textOr(name, ''),
    version: textOr(resourceVersion, ''),
    folderUid: folderOf(told[FOLDER]),
    annotations: told,
    labels: fieldsOf(labels ?? {}, 'the labels of a resource'),
    spec: fieldsOf(spec, 'the spec of a resource'),
  }
}

/** The metadata to send: a `resourceVersion` makes Grafana refuse, with 409, what somebody else has changed. */
export function metadataOf(resource: {
  readonly uid: string
  readonly folderUid: string | undefined
  /** What it takes the place of, at this version: what others have noted there stays. */
  readonly before?: Pick<Resource, 'version'> & Partial<Pick<Resource, 'annotations' | 'labels'>>
}): Fields {
  const { uid, folderUid, before } = resource
  const annotations = { ...before?.annotations, ...(folderUid !== undefined && { [FOLDER]: folderUid }) }
  return {
    name: uid,
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(before?.labels !== undefined && { labels: before.labels }),
    ...(before !== undefined && { resourceVersion: before.version }),
  }
}
