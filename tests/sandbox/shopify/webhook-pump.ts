/** The worker that delivers webhooks: by itself (auto) or when it is told (manual). */
import type { SandboxClock } from './clock.ts';
import type { DeliveryRecord } from './control-types.ts';
import type { Random } from './random.ts';

const AT_ONCE = 16;
const LOOK_AGAIN_MS = 1000;

export type WebhookPump = {
  wake(): void;
  /** The list of deliveries was changed from outside. */
  recount(): void;
  setMode(mode: 'auto' | 'manual'): void;
  flush(order: 'fifo' | 'reverse' | 'shuffle'): Promise<number>;
  close(): Promise<void>;
};

export function createWebhookPump(
  clock: SandboxClock,
  random: Random,
  deliveries: readonly DeliveryRecord[],
  attempt: (delivery: DeliveryRecord) => Promise<number>,
): WebhookPump {
  const running = new Map<DeliveryRecord, Promise<unknown>>();
  let mode: 'auto' | 'manual' = 'auto';
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  /** Everything before this place is settled: a long log is not read from its start each time. */
  let settledUpTo = 0;

  const pending = () => {
    if (settledUpTo > deliveries.length) settledUpTo = 0;
    while (isSettled(deliveries[settledUpTo])) settledUpTo += 1;
    return deliveries.slice(settledUpTo).filter((each) => each.state === 'pending');
  };
  const due = () => {
    const now = clock.iso();
    return pending().filter((each) => each.dueAt <= now && !running.has(each));
  };

  const start = (delivery: DeliveryRecord) => {
    const work = attempt(delivery).finally(() => {
      running.delete(delivery);
      wake();
    });
    running.set(delivery, work);
    return work;
  };

  let scheduled = false;
  const wake = () => {
    if (mode === 'manual' || closed || scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (mode === 'auto' && !closed) turn();
    });
  };
  const turn = () => {
    if (running.size >= AT_ONCE) return;
    for (const delivery of due().slice(0, AT_ONCE - running.size)) void start(delivery);
    clearTimeout(timer);
    if (pending().length > running.size) timer = setTimeout(wake, LOOK_AGAIN_MS).unref();
  };

  return {
    wake,
    recount: () => {
      settledUpTo = 0;
    },
    setMode: (next) => {
      mode = next;
      wake();
    },
    async flush(order) {
      let attempts = 0;
      await Promise.all(running.values());
      for (let batch = due(); batch.length > 0; batch = due())
        for (const delivery of arrange(batch, order, random)) {
          await (running.get(delivery) ?? attempt(delivery));
          attempts += 1;
        }
      return attempts;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}

const isSettled = (delivery: DeliveryRecord | undefined) =>
  delivery !== undefined && delivery.state !== 'pending' && delivery.state !== 'held';

function arrange(
  batch: DeliveryRecord[],
  order: 'fifo' | 'reverse' | 'shuffle',
  random: Random,
): DeliveryRecord[] {
  if (order === 'reverse') return batch.toReversed();
  if (order === 'fifo') return batch;
  return batch
    .map((delivery) => ({ delivery, place: random.next() }))
    .sort((left, right) => left.place - right.place)
    .map((each) => each.delivery);
}
