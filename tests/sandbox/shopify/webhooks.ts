/**
 * Webhooks: what the shop tells the app. A delivery is made for every subscription of the topic, signed over the
 * raw body, and tried again after a failure (8 times in about 4 hours by the sandbox's clock). Duplicates, drops,
 * delays, wrong signatures and swapped order are dialled in by rules.
 */
import type { AppConfiguration } from './app-configuration.ts';
import type { SandboxClock } from './clock.ts';
import type { DeliveryRecord, WebhookRule } from './control-types.ts';
import type { Random } from './random.ts';
import type { StoreState } from './store.ts';
import { attemptDelivery } from './webhook-attempt.ts';
import { pickFields } from './webhook-fields.ts';
import { createWebhookPump } from './webhook-pump.ts';

/** Made only when somebody listens. */
type Payload = () => Record<string, unknown>;
export type PublishOptions = { eventId?: string; triggeredAt?: string };

export type WebhookSender = {
  deliveries: DeliveryRecord[];
  setMode(mode: 'auto' | 'manual'): void;
  addRule(rule: WebhookRule): void;
  clearRules(): void;
  /** Raises a topic. Topics raised by one action share an event id when it is handed from one to the other. */
  publish(store: StoreState, topic: string, payload: Payload, options?: PublishOptions): string;
  flush(order: 'fifo' | 'reverse' | 'shuffle'): Promise<number>;
  redeliver(id: string, wrongSignature: boolean): Promise<number>;
  /** Called after the clock was moved or the deliveries were replaced. */
  wake(): void;
  close(): Promise<void>;
};

type Parts = { clock: SandboxClock; random: Random; app: () => AppConfiguration };
type Subscription = { uri: string; name: string | null; includeFields: string[]; id: string };

const DELIVERIES_KEPT = 20_000;

export function createWebhookSender(parts: Parts): WebhookSender {
  const deliveries: DeliveryRecord[] = [];
  const rules: (WebhookRule & { left: number })[] = [];
  const pump = createWebhookPump(parts.clock, parts.random, deliveries, (delivery) =>
    attemptDelivery(parts.clock, parts.app(), delivery),
  );

  const applyRules = (delivery: DeliveryRecord) => {
    const copies: DeliveryRecord[] = [delivery];
    for (const rule of rules) {
      if (rule.left <= 0 || !matches(rule, delivery)) continue;
      if (rule.share !== undefined && parts.random.next() >= rule.share) continue;
      rule.left -= 1;
      if (rule.action === 'drop') delivery.state = 'dropped';
      if (rule.action === 'wrong-signature') delivery.wrongSignature = true;
      if (rule.action === 'swap-with-next') delivery.state = 'held';
      if (rule.action === 'delay')
        delivery.dueAt = new Date(parts.clock.now().getTime() + (rule.ms ?? 0)).toISOString();
      if (rule.action === 'duplicate')
        for (let copy = 0; copy < (rule.copies ?? 1); copy += 1)
          copies.push({ ...delivery, id: parts.random.uuid(), attempts: [] });
    }
    return copies;
  };

  const enqueue = (delivery: DeliveryRecord) => {
    const held = deliveries.filter(
      (each) => each.state === 'held' && each.shop === delivery.shop && each !== delivery,
    );
    for (const each of applyRules(delivery)) deliveries.push(each);
    if (delivery.state !== 'held')
      // Those that waited for a successor now follow it.
      for (const each of held) {
        each.state = 'pending';
        deliveries.splice(deliveries.indexOf(each), 1);
        deliveries.push(each);
      }
    if (deliveries.length > DELIVERIES_KEPT) {
      trim(deliveries);
      pump.recount();
    }
    pump.wake();
  };

  return {
    deliveries,
    setMode: (mode) => pump.setMode(mode),
    addRule: (rule) => {
      rules.push({ ...rule, left: rule.times ?? Infinity });
    },
    clearRules: () => {
      rules.length = 0;
    },
    publish(store, topic, payload, options = {}) {
      const eventId = options.eventId ?? parts.random.uuid();
      const installed =
        store.installations.has(parts.app().clientId) || /redact|data_request/.test(topic);
      if (!installed) return eventId;
      const subscriptions = subscriptionsOf(parts.app(), store, topic);
      if (subscriptions.length === 0) return eventId;
      const body = payload();
      for (const subscription of subscriptions)
        enqueue({
          id: parts.random.uuid(),
          shop: store.shop.domain,
          topic,
          address: new URL(subscription.uri, parts.app().applicationUrl).href,
          eventId,
          webhookId: parts.random.uuid(),
          name: subscription.name,
          triggeredAt: options.triggeredAt ?? parts.clock.iso(),
          payload: JSON.stringify(pickFields(body, subscription.includeFields)),
          wrongSignature: false,
          state: 'pending',
          dueAt: parts.clock.iso(),
          attempts: [],
        });
      return eventId;
    },
    flush: (order) => pump.flush(order),
    async redeliver(id, wrongSignature) {
      const found = deliveries.find((each) => each.id === id);
      if (!found) throw new Error(`no delivery ${id}`);
      const again = { ...found, id: parts.random.uuid(), attempts: [], wrongSignature };
      deliveries.push(again);
      return attemptDelivery(parts.clock, parts.app(), again);
    },
    wake: () => {
      pump.recount();
      pump.wake();
    },
    close: () => pump.close(),
  };
}

function matches(rule: WebhookRule, delivery: DeliveryRecord): boolean {
  return (
    (rule.topic === undefined || rule.topic === delivery.topic) &&
    (rule.shop === undefined || rule.shop === delivery.shop)
  );
}

/** Forgets the oldest that are done with; what is still to be delivered stays. */
function trim(deliveries: DeliveryRecord[]): void {
  let left = DELIVERIES_KEPT / 10;
  const kept = deliveries.filter((each) => {
    const settled = each.state !== 'pending' && each.state !== 'held';
    if (settled && left > 0) left -= 1;
    else return true;
    return false;
  });
  deliveries.splice(0, Infinity, ...kept);
}

function subscriptionsOf(app: AppConfiguration, store: StoreState, topic: string): Subscription[] {
  const inToml = app.subscriptions.flatMap((each, index) =>
    each.topics.includes(topic) ? [{ ...each, id: `toml-${index}` }] : [],
  );
  const enumName = topic.toUpperCase().replace('/', '_');
  const byApi = [...store.webhookSubscriptions.values()].filter((each) => each.topic === enumName);
  return [...inToml, ...byApi];
}
