/**
 * Where our instruments and the official SDK 2.x give different points for the same calls, on purpose, and why.
 *
 * The differential test compares everything else; each entry says how it is kept out of the comparison.
 */
export const permittedDifferences = [
  {
    what: 'A series that an observable instrument no longer observes',
    ours: 'is not reported',
    official: 'is reported with its last value for good',
    why: 'The specification: no aggregated data for an attribute set that is not observed during a successful callback.',
    comparison: 'in the scenarios, what was observed once stays observed',
  },
  {
    what: 'Observations made while another reader collects',
    ours: 'are seen by that reader only',
    official: 'reach all readers',
    why: 'The specification: callbacks are invoked for the reader that collects, and what they observe applies to it alone.',
    comparison: 'in the scenarios, what was observed once stays observed, which gives both the same sums',
  },
  {
    what: 'The cardinality limit',
    ours: 'bounds the live series of an instrument for the life of the process',
    official: 'bounds what is recorded between two collections, so that the total grows without end',
    why: 'A limit is there to bound memory.',
    comparison: 'overflow is compared over one interval',
  },
  {
    what: 'The scale of an exponential histogram',
    ours: 'is that of the whole life of the series, also in a delta point',
    official: 'begins anew with each interval, and falls to 0 when an interval had only zeros',
    why: 'One aggregate serves all readers; the resolution of the whole range fits every interval.',
    comparison: 'both are brought to the coarser scale',
  },
  {
    what: 'Observations that differ only in attributes a view takes off',
    ours: 'are added up where the metric is a sum',
    official: 'overwrite each other',
    why: 'The data model: sums are re-aggregated over space by addition.',
    comparison: 'views that filter attributes are applied to synchronous instruments only',
  },
  {
    what: 'An attribute whose value is undefined',
    ours: 'counts as absent',
    official: 'makes a series of its own, apart from the one without the attribute',
    why: 'The API: undefined is no attribute value.',
    comparison: 'no undefined values are generated',
  },
  {
    what: 'NaN and infinite measurements',
    ours: 'are dropped and counted',
    official: 'poison a sum for good',
    why: 'One bad measurement must not cost a series.',
    comparison: 'only finite values are generated',
  },
  {
    what: 'Two views that give one instrument the same stream',
    ours: 'are one stream, recorded once',
    official: 'are one stream, recorded twice',
    why: 'A measurement counts once.',
    comparison: 'views of one instrument have names of their own',
  },
  {
    what: 'Start and end times',
    ours: 'a delta point of a series begins where the one before it ended',
    official: 'it begins at the first measurement after an interval without one',
    why: 'Both are allowed; ours leaves no gaps.',
    comparison: 'times are not compared, only that none ends before it begins',
  },
] as const
