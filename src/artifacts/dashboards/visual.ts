import { PanelBuilder as BarsBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard'
import {
  PanelBuilder as HeatmapBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Drawing, Panel, PanelUnit } from '../../catalog/index.ts'

/** A panel of Grafana that is being built, whatever it draws. */
export type Visual = StatBuilder | LinesBuilder | BarsBuilder | HeatmapBuilder

/** How a panel is drawn when it does not say. */
export function drawingOf({ query, drawn }: Panel): Drawing {
  if (drawn !== undefined) return drawn
  if (query.show === 'heatmap') return 'heatmap'
  return query.show === 'top' ? 'bars' : 'lines'
}

/** The empty visual of a drawing, with units, limits and words. */
export function visualOf(panel: Panel, drawn: Drawing): Visual {
  if (drawn === 'heatmap') return heatmap(panel.unit)
  const visual = drawn === 'stat' ? stat() : drawn === 'bars' ? bars() : lines(drawn === 'stack')
  visual.unit(panel.unit).thresholds(thresholdsOf(panel.limits))
  // A count or a share starts at nothing; a scale that does not exaggerates.
  if (drawn !== 'stat') visual.min(0)
  if (panel.unit === 'percentunit' && drawn !== 'stat') visual.max(1)
  if (panel.words !== undefined) visual.mappings([wordsOf(panel.words)])
  return visual
}

function stat(): StatBuilder {
  return new StatBuilder()
    .reduceOptions(lastValue())
    .graphMode(BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value)
    .noValue('nothing yet')
}

function bars(): BarsBuilder {
  return new BarsBuilder().reduceOptions(lastValue()).orientation(VizOrientation.Horizontal)
}

function lines(stacked: boolean): LinesBuilder {
  const visual = new LinesBuilder()
    .lineWidth(1)
    .fillOpacity(stacked ? 30 : 10)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
  return stacked ? visual.stacking(new StackingConfigBuilder().mode(StackingMode.Normal)) : visual
}

function heatmap(unit: PanelUnit): HeatmapBuilder {
  return new HeatmapBuilder()
    .calculate(false)
    .unit('short')
    .yAxis(new YAxisConfigBuilder().unit(unit))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(64))
    .exemplarsColor('rgba(255,0,255,0.7)')
}

function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull'])
}

function thresholdsOf(limits: Panel['limits']): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(limits))
}

function stepsOf(limits: Panel['limits']): Threshold[] {
  if (limits === undefined) return [{ value: null, color: 'green' }]
  const { warning, bad } = limits
  const lowIsBad = warning !== undefined && warning > bad
  if (lowIsBad) {
    return [
      { value: null, color: 'red' },
      { value: bad, color: 'orange' },
      { value: warning, color: 'green' },
    ]
  }
  return [
    { value: null, color: 'green' },
    ...(warning === undefined ? [] : [{ value: warning, color: 'orange' }]),
    { value: bad, color: 'red' },
  ]
}

function wordsOf(words: Readonly<Record<number, string>>): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(words).map(([value, text], index) => [value, { text, index }]),
    ),
  }
}
