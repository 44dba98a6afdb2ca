/**
 * The control door's inside: what a test or the demo may tell the sandbox. Each command is one function of the
 * table; `control.ts` is its typed client. It is for the loopback only and asks for no key.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { FaultPlan } from './faults.ts';
import { EventPost, type Delivery } from './events.ts';
import { answerChange } from './order-changes.ts';
import {
  acknowledge,
  cancel,
  passScan,
  ship,
  type Cancelled,
  type ParcelScan,
  type ParcelToShip,
  type Surroundings,
} from './purchase-orders.ts';
import { Schedule } from './schedule.ts';
import { dropFile, type FileToDrop } from './stock-files.ts';
import { changedStock, onHand, setStock, takeStock, type StockSetting } from './stock.ts';
import {
  newSupplier,
  withSettings,
  type LineAnswer,
  type OrderChange,
  type PurchaseOrder,
  type SettingsPatch,
  type Supplier,
} from './supplier.ts';
import { listedEvent, orderBody } from './wire.ts';

/** An order as the supplier received it: what the API shows, and the key that it came with. */
type ReceivedOrder = ReturnType<typeof orderBody> & {
  readonly idempotency_key: string;
  readonly ship_to: Readonly<Record<string, unknown>> | null;
  readonly changes: readonly OrderChange[];
};

export class SupplierWorld {
  readonly suppliers = new Map<string, Supplier>();
  readonly faults = new FaultPlan();
  readonly around: Surroundings;

  constructor(standingAt: Date | undefined) {
    const schedule = new Schedule(standingAt);
    this.around = { schedule, post: new EventPost(schedule) };
  }

  supplier(code: string): Supplier {
    const supplier = this.suppliers.get(code);
    if (!supplier) throw new UnknownToSandbox(`There is no supplier ${code}`);
    return supplier;
  }

  order(code: string, id: string): PurchaseOrder {
    const order = this.supplier(code).orders.get(id);
    if (!order) throw new UnknownToSandbox(`${code} has no purchase order ${id}`);
    return order;
  }
}

export class UnknownToSandbox extends Error {}

/** The commands: each takes one JSON value and gives one back. */
export const COMMANDS = {
  addSupplier(world: SupplierWorld, { code, ...patch }: { code: string } & SettingsPatch) {
    world.suppliers.set(code, newSupplier(code, patch));
    return { code, apiKey: world.supplier(code).settings.apiKey };
  },
  configure(world: SupplierWorld, { code, ...patch }: { code: string } & SettingsPatch) {
    const supplier = world.supplier(code);
    supplier.settings = withSettings(supplier.settings, patch);
  },
  setStock(world: SupplierWorld, { code, rows }: { code: string; rows: readonly StockSetting[] }) {
    const supplier = world.supplier(code);
    const now = world.around.schedule.now();
    setStock(supplier, rows, now);
    if (!supplier.settings.stockEvents) return;
    for (const row of rows)
      world.around.post.tell(supplier, 'stock.changed', changedStock(row, now));
  },
  /** Goods come in, or (below zero) are sold elsewhere: added to the figure as it stands. Answers the new figure. */
  moveStock(
    world: SupplierWorld,
    { code, sku, units }: { code: string; sku: string; units: number },
  ) {
    const supplier = world.supplier(code);
    const now = world.around.schedule.now();
    const moved = takeStock(supplier, { sku, location: undefined }, -units, now);
    if (moved && supplier.settings.stockEvents)
      world.around.post.tell(supplier, 'stock.changed', changedStock({ sku, ...moved }, now));
    return onHand(supplier, sku);
  },
  onHand(
    world: SupplierWorld,
    { code, sku, location }: { code: string; sku: string; location?: string },
  ) {
    return onHand(world.supplier(code), sku, location);
  },
  orders(world: SupplierWorld, { code }: { code: string }): ReceivedOrder[] {
    return [...world.supplier(code).orders.values()].map((order) => ({
      ...orderBody(order),
      idempotency_key: order.idempotencyKey,
      ship_to: order.shipTo ?? null,
      changes: order.changes,
    }));
  },
  acknowledge(
    world: SupplierWorld,
    {
      code,
      id,
      lines = [],
    }: { code: string; id: string; lines?: readonly ({ lineId: string } & LineAnswer)[] },
  ) {
    const answers = new Map(lines.map(({ lineId, ...answer }) => [lineId, answer]));
    acknowledge(world.supplier(code), world.order(code, id), answers, world.around);
  },
  /** False when a line is unknown or has fewer units to ship. */
  ship(
    world: SupplierWorld,
    { code, id, parcels }: { code: string; id: string; parcels: readonly ParcelToShip[] },
  ) {
    return ship(world.supplier(code), world.order(code, id), parcels, world.around);
  },
  /** Passes on a carrier's scan of a parcel; false when the order has no such parcel. */
  scan(world: SupplierWorld, { code, id, ...scan }: { code: string; id: string } & ParcelScan) {
    return passScan(world.supplier(code), world.order(code, id), scan, world.around);
  },
  /** Cancels of the supplier's own accord, or decides a pending request. */
  cancel(
    world: SupplierWorld,
    { code, id, lines }: { code: string; id: string; lines?: Cancelled },
  ) {
    return cancel(world.supplier(code), world.order(code, id), lines, world.around);
  },
  /** Decides a change that was asked for and waits; false when none does. */
  answerChange(
    world: SupplierWorld,
    {
      code,
      id,
      ...answer
    }: { code: string; id: string; key: string; accept: boolean; reason?: string },
  ) {
    return answerChange(world.supplier(code), world.order(code, id), answer, world.around);
  },
  dropFile(world: SupplierWorld, { code, ...drop }: { code: string } & FileToDrop) {
    return dropFile(world.supplier(code), drop, world.around.schedule.now());
  },
  events(world: SupplierWorld, { code }: { code: string }) {
    return world.supplier(code).events.map(listedEvent);
  },
  /** Posts an event again, by its number. */
  postAgain(world: SupplierWorld, { code, sequence }: { code: string; sequence: number }) {
    const event = world.supplier(code).events[sequence - 1];
    if (!event) throw new UnknownToSandbox(`${code} has no event ${sequence}`);
    world.around.post.post(world.supplier(code), event);
  },
  deliveries(world: SupplierWorld): readonly Delivery[] {
    return world.around.post.deliveries;
  },
  /** Answers when every webhook under way has been taken or given up. */
  async settle(world: SupplierWorld) {
    await world.around.post.settled();
    await wait(0);
  },
  addFault(world: SupplierWorld, fault: Fault) {
    world.faults.add(fault);
  },
  clearFaults(world: SupplierWorld) {
    world.faults.clear();
  },
  advanceClock(world: SupplierWorld, { ms }: { ms: number }) {
    world.around.schedule.advance(ms);
    return world.around.schedule.now().toISOString();
  },
  now(world: SupplierWorld) {
    return world.around.schedule.now().toISOString();
  },
  /** Forgets every supplier and fault; the clock goes on. */
  reset(world: SupplierWorld) {
    world.suppliers.clear();
    world.faults.clear();
    world.around.post.deliveries.length = 0;
  },
} as const;

export type Commands = typeof COMMANDS;
