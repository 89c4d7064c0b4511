// Compiled, never run: a user's own domain has all that ours have, and mistakes in its data do not compile.
import { defineDomain, defineSystem } from './index.ts'

const mail = defineDomain(
  {
    name: 'mail',
    labels: {
      kind: { values: ['receipt', 'reminder'], description: 'Kind of mail' },
      provider: { bound: 5, description: 'Who sends it', normalise: (value) => String(value).toLowerCase() },
      result: { values: ['sent', 'bounced'], description: 'How it ended' },
    },
    metrics: {
      sent: { type: 'counter', labels: ['kind', 'provider'], description: 'Mails sent' },
      size: { type: 'histogram', unit: 'By', labels: ['kind'], buckets: [1024, 4096], description: 'Size' },
      waiting: { type: 'gauge', description: 'Mails waiting' },
      balance: { type: 'upDownCounter', labels: ['kind'], description: 'Mails on the way' },
    },
    operations: {
      send: {
        span: { kind: 'producer', attributes: { message_id: 'messaging.message.id' } },
        labels: ['kind'],
        later: ['provider', 'result'],
        end: { result: ({ failed }) => (failed ? 'bounced' : 'sent') },
        metrics: [{ metric: 'sent', measure: 'count', on: 'success' }],
      },
    },
  },
  {
    methods: ({ metrics, operations }) => ({
      deliver(kind: 'receipt' | 'reminder') {
        metrics.balance.add(1, { kind })
        return operations.send({ kind }, {}, () => 'delivered')
      },
    }),
  },
)

export function ownDomain(): void {
  const app = defineSystem({ namespace: 'app', domains: { mail } })
  app.mail.sent.add(1, { kind: 'receipt', provider: 'smtp' })
  app.mail.waiting.record(3)
  app.mail.waiting.observe({}, () => 3)
  app.mail.balance.add(-1, { kind: 'receipt' })
  app.mail.send({ kind: 'receipt' }, { message_id: '7' }, (operation) => operation.set({ provider: 'smtp' }))
  const delivered: string = app.mail.deliver('reminder')
  app.mail({ kind: 'receipt' }).sent.add(1, { provider: delivered })
  const excess = { kind: 'receipt', provider: 'smtp', message_id: '7' } as const
  // @ts-expect-error an id is no label
  app.mail.sent.add(1, excess)
  // @ts-expect-error not a kind
  app.mail.sent.add(1, { kind: 'spam', provider: 'smtp' })
  // @ts-expect-error not a kind of mail that can be delivered
  app.mail.deliver('spam')
  const renamed = defineSystem({
    namespace: 'app',
    domains: { mail: mail.with({ labels: { kind: 'type' } }) },
  })
  renamed.mail.sent.add(1, { type: 'receipt', provider: 'smtp' })
}

export function mistakes(): void {
  defineDomain({
    name: 'mail',
    labels: { kind: { bound: 5, description: 'Kind of mail' } },
    metrics: {
      // @ts-expect-error the label is not declared
      sent: { type: 'counter', labels: ['kinds'], description: 'Mails sent' },
    },
  })
  defineDomain({
    name: 'mail',
    labels: {
      kind: { bound: 5, description: 'Kind of mail' },
      group: { bound: 2, determinedBy: 'kind', description: 'What the kind belongs to' },
      // @ts-expect-error the label is not declared
      provider: { bound: 2, determinedBy: 'kinds', description: 'Who sends the kind' },
    },
    metrics: { sent: { type: 'counter', labels: ['kind', 'group'], description: 'Mails sent' } },
  })
  defineDomain({
    name: 'mail',
    labels: { kind: { bound: 5, description: 'Kind of mail' } },
    metrics: { sent: { type: 'counter', labels: ['kind'], description: 'Mails sent' } },
    operations: {
      // @ts-expect-error the metric is not declared
      send: { labels: ['kind'], metrics: [{ metric: 'send', measure: 'count' }] },
    },
  })
  const convention = {
    name: 'messaging.sent',
    type: 'counter',
    unit: '{message}',
    description: 'Sent',
  } as const
  defineDomain({
    name: 'mail',
    labels: {},
    metrics: { sent: { type: 'counter', description: 'Mails sent', semconv: 'messaging.sent' } },
    operations: {
      send: { semconv: [{ metric: { ...convention, attributes: { id: 'int' } }, measure: 'count' }] },
      // @ts-expect-error the attributes are not listed
      resend: { semconv: [{ metric: convention, measure: 'count' }] },
    },
  })
  // @ts-expect-error all of a system speaks the conventions, or none of it
  defineSystem({ namespace: 'app', domains: { mail }, semconv: ['mail'] })
  defineDomain({
    name: 'mail',
    labels: {},
    metrics: {
      // @ts-expect-error a histogram needs buckets
      size: { type: 'histogram', description: 'Size' },
    },
  })
  defineDomain({
    name: 'mail',
    labels: {},
    metrics: {
      // @ts-expect-error a metric needs a description
      sent: { type: 'counter' },
    },
  })
}
