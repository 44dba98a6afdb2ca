/**
 * What a sandbox supplier tells of its own accord: events in a numbered list to poll, and the same posted to the
 * hub, signed by the Standard Webhooks specification (standardwebhooks.com): HMAC-SHA256 over
 * "<webhook-id>.<webhook-timestamp>.<body>", key = the base64 after "whsec_", header "v1,<base64>".
 */
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Schedule } from './schedule.ts';
import type { Supplier, SupplierEvent } from './supplier.ts';

export type Delivery = {
  readonly eventId: string;
  readonly type: string;
  readonly url: string;
  attempts: number;
  /** The last answer's status; undefined while nothing has answered. */
  status: number | undefined;
};

export class EventPost {
  readonly deliveries: Delivery[] = [];
  private readonly schedule: Schedule;
  private readonly stopped = new AbortController();
  private readonly inFlight = new Set<Promise<void>>();

  constructor(schedule: Schedule) {
    this.schedule = schedule;
  }

  /** Adds the event to the list and posts it where a hub is set. */
  tell(supplier: Supplier, type: string, data: Readonly<Record<string, unknown>>): void {
    const sequence = supplier.events.length + 1;
    const id = `evt_${supplier.code}_${sequence}`;
    const event = { sequence, id, type, timestamp: this.schedule.now(), data };
    supplier.events.push(event);
    this.post(supplier, event);
  }

  /** Posts an event (again). */
  post(supplier: Supplier, event: SupplierEvent): void {
    const { hub, webhooks } = supplier.settings;
    if (!hub) return;
    for (let copy = 0; copy < webhooks.copies; copy++) {
      const delivery = {
        eventId: event.id,
        type: event.type,
        url: hub.url,
        attempts: 0,
        status: undefined,
      };
      this.deliveries.push(delivery);
      const running = this.deliver(supplier, event, delivery).finally(() =>
        this.inFlight.delete(running),
      );
      this.inFlight.add(running);
    }
  }

  /** Ends when every post has been taken or given up. */
  async settled(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.settled();
  }

  private async deliver(
    supplier: Supplier,
    event: SupplierEvent,
    delivery: Delivery,
  ): Promise<void> {
    const { attempts, retryMs } = supplier.settings.webhooks;
    while (delivery.attempts < attempts && !this.stopped.signal.aborted) {
      if (delivery.attempts > 0)
        await wait(retryMs, undefined, { ref: false }).catch(() => undefined);
      delivery.attempts += 1;
      delivery.status = await this.attempt(supplier, event);
      if (delivery.status !== undefined && delivery.status < 300) return;
    }
  }

  private async attempt(supplier: Supplier, event: SupplierEvent): Promise<number | undefined> {
    const hub = supplier.settings.hub;
    if (!hub) return undefined;
    const body = JSON.stringify(eventBody(event));
    const headers = signedHeaders(event.id, this.schedule.now(), body, hub.secret);
    try {
      const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(10_000)]);
      const answer = await fetch(hub.url, { method: 'POST', headers, body, signal });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return undefined;
    }
  }
}

function eventBody({ type, timestamp, data }: SupplierEvent) {
  return { type, timestamp: timestamp.toISOString(), data };
}

export function signedHeaders(id: string, at: Date, body: string, secret: string) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
