import type { AlertBounds } from '../alert-bounds.ts'

/** What this system wants to be told of errors. They have no severity here, only a rate. */
export function errorAlerts({ errorsPerSecond, componentErrorsPerSecond }: Required<AlertBounds>) {
  return {
    criticalErrors: false,
    highErrorRate: {
      summary: 'Many errors',
      description: 'There are {value} errors per second.',
      unit: 'ops',
      when: { show: 'rate', of: 'errors' },
      bound: { above: errorsPerSecond },
      for: '5m',
      severity: 'critical',
      panel: 'byModule',
      runbook: {
        meaning: `For five minutes there have been more than ${errorsPerSecond} errors per second.`,
        impact: 'Prospects are left out, or handled late.',
        look: ['Error rate by component and class.', 'The log, and the trace that each line of it names.'],
        mend: ['Mend what the most frequent class of error names.', 'Take back the last deployment.'],
      },
    },
    componentErrors: {
      summary: 'A component fails often',
      description: '{module} has {value} errors per second.',
      unit: 'ops',
      when: { show: 'rate', of: 'errors', by: ['module'] },
      bound: { above: componentErrorsPerSecond },
      for: '5m',
      severity: 'warning',
      panel: 'byModule',
      runbook: {
        meaning: `For five minutes one component has had more than ${componentErrorsPerSecond} errors per second.`,
        impact: 'What that component does is left out, or late; the others go on.',
        look: ['The classes of error of that component.', 'What it talks to: rate limits, response times.'],
        mend: ['Mend the component, or stop what it works on until it is mended.'],
      },
    },
  } as const
}
