import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultSwitches } from '../../faults/faults.ts'
import type { EventHandler } from '../shop-event.ts'

/** The other side does not take the mail. */
class MailBouncedError extends Error {
  override readonly name = 'MailBouncedError'
  readonly code = 'mail_bounced'
}

/** Writes to the shopper. The mail server is one timer: this example leaves the machine for nothing. */
export function emailHandler(faults: FaultSwitches): EventHandler {
  return {
    name: 'email',
    handles: ['OrderPlaced', 'OrderPaid'],
    async handle(event) {
      if (event.type !== 'OrderPlaced' && event.type !== 'OrderPaid') return
      await sleep(4 + 12 * Math.random())
      if (event.email.endsWith('.invalid') || faults.isOn('failing-handlers'))
        throw new MailBouncedError(`No mail server takes ${event.email}.`)
    },
  }
}
