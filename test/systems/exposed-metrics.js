/** Reads from a Prometheus text what each metric is. Independent of the code that wrote it. */
export function exposedMetrics(text) {
  const help = new Map(
    [...text.matchAll(/^# HELP (\S+) (.*)$/gm)].map(([, name = '', said = '']) => [name, said]),
  )
  return new Map(
    [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)].map(([, name = '', type]) => {
      const suffix = type === 'histogram' ? '_bucket' : ''
      const samples = [...text.matchAll(new RegExp(`^${name}${suffix}(?:{(.*)})? \\S+$`, 'gm'))]
      const labels = samples.map(([, braces = '']) => labelsOf(braces))
      const buckets = new Set(labels.flatMap((each) => (each.has('le') ? [Number(each.get('le'))] : [])))
      const names = new Set(labels.flatMap((each) => [...each.keys()]))
      names.delete('le')
      const contract = {
        name,
        type: type, // The pattern has matched one of them.
        labels: [...names].sort(),
        description: help.get(name) ?? '',
        ...(type === 'histogram' && { buckets: [...buckets].filter(Number.isFinite) }),
      }
      return [name, contract]
    }),
  )
}
function labelsOf(braces) {
  return new Map(
    [...braces.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', value = '']) => [key, value]),
  )
}
/** The row of a table as {@link exposedMetrics} would read it. */
export function asExposed(metric) {
  return { ...metric, labels: [...metric.labels].sort() }
}
//# sourceMappingURL=exposed-metrics.js.map
