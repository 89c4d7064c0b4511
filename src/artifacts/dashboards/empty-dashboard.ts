import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { type VariablesInput, variablesOf } from './variables.ts'

/** What all dashboards made here share, and find each other by. */
const sharedTag = 'spanmeter'

const otherDashboards = new DashboardLinkBuilder('Dashboards')
  .type(DashboardLinkType.Dashboards)
  .tags([sharedTag])
  .asDropdown(true)
  .includeVars(true)
  .keepTime(true)

/** What a dashboard is called, and how it is found. */
export interface Heading {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly variables: VariablesInput
}

/** A dashboard without panels. It is generated, so that changes belong in the declaration and not in Grafana. */
export function emptyDashboard({ uid, title, description, tags, variables }: Heading): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([...tags, sharedTag])
    .readonly()
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(variablesOf(variables))
    .link(otherDashboards)
}

/** As it stands in a file. */
export function jsonOf(builder: DashboardBuilder): string {
  return `${JSON.stringify(builder.build(), null, 2)}\n`
}
