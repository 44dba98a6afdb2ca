/** A snapshot of all that the sandbox remembers, as JSON text; Maps are written as lists of pairs. */
import type { SandboxCore } from './core.ts';
import type { DeliveryRecord } from './control-types.ts';
import type { StoreState } from './store.ts';
import type { TokenRecord } from './store-app.ts';
import type { Switches } from './switches.ts';

type Snapshot = {
  stores: Map<string, StoreState>;
  tokens: Map<string, TokenRecord>;
  deliveries: DeliveryRecord[];
  switches: Switches;
};

export function takeSnapshot(core: SandboxCore): string {
  const snapshot: Snapshot = {
    stores: core.stores,
    tokens: core.tokens.all,
    deliveries: core.webhooks.deliveries,
    switches: core.switches,
  };
  return JSON.stringify(snapshot, (_key, value: unknown) =>
    value instanceof Map ? { __map: [...value] } : value,
  );
}

export function restoreSnapshot(core: SandboxCore, text: string): void {
  const snapshot = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && '__map' in value && Array.isArray(value.__map)
      ? new Map(value.__map as [unknown, unknown][])
      : value,
  ) as Snapshot;
  refill(core.stores, snapshot.stores);
  refill(core.tokens.all, snapshot.tokens);
  core.webhooks.deliveries.splice(0, Infinity, ...snapshot.deliveries);
  Object.assign(core.switches, snapshot.switches);
  core.webhooks.wake();
}

function refill<Value>(target: Map<string, Value>, source: Map<string, Value>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}
