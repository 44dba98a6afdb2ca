/**
 * A small world for tests of the order journey: a distributor with suppliers and stock, a connected store, its
 * channel and the suppliers' links in memory, a clock that stands, and the queue worked off step by step.
 */
import { createOrderHandlers } from '../../../app/jobs/order-handlers.ts';
import type { FlowContext } from '../../../app/flows/flow-context.ts';
import { importOrder } from '../../../app/flows/order/import-order.server.ts';
import { recordSupplierMessage } from '../../../app/flows/order/record-supplier-message.server.ts';
import type {
  AnsweredLine,
  SupplierMessage,
} from '../../../app/modules/suppliers/supplier-connector.ts';
import type { Database } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { silentLog } from '../../../app/platform/log.server.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { createSecretsBox } from '../../../app/platform/secrets.server.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { makeVariant } from '../../factories/catalog.ts';
import { makeConnection } from '../../factories/connections.ts';
import { NO_MAIL, NO_WEBHOOKS } from '../../factories/flow-context.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeListing } from '../../factories/listings.ts';
import { memoryChannel, memoryConnector, storeOrder } from '../../factories/ports.ts';
import type { MemoryConnector, StoreOrderParts } from '../../factories/ports.ts';
import { makeStockLevel } from '../../factories/stock.ts';
import { makeSupplier, makeSupply } from '../../factories/suppliers.ts';
import type { MadeSupplier } from '../../factories/suppliers.ts';
import type { TestDatabase } from '../../setup/database.ts';

export type World = Awaited<ReturnType<typeof makeWorld>>;

const MINUTE = 60_000;
const DAY = 86_400_000;

export async function makeWorld(
  { db, pool }: TestDatabase,
  options: {
    connection?: Parameters<typeof makeConnection>[2];
    suppliers?: readonly {
      overrides?: Parameters<typeof makeSupplier>[2];
      capabilities?: Parameters<typeof memoryConnector>[0];
    }[];
  } = {},
) {
  const clock = movableClock();
  const distributor = await makeDistributor(db);
  const connection = await makeConnection(db, distributor.id, {
    releaseDelaySeconds: 0,
    ...options.connection,
  });
  const channel = memoryChannel();
  const suppliers: MadeSupplier[] = [];
  const connectors = new Map<string, MemoryConnector>();
  for (const { overrides, capabilities } of options.suppliers ?? [{}]) {
    const supplier = await makeSupplier(db, distributor.id, overrides);
    suppliers.push(supplier);
    connectors.set(supplier.id, memoryConnector(capabilities));
  }
  const [supplier] = suppliers;
  if (!supplier) throw new Error('A world without suppliers');
  const killer = mortal(db);
  let parcels = 0;
  const context: FlowContext = {
    db: killer.db,
    pool,
    clock,
    log: silentLog,
    secrets: createSecretsBox([{ id: 'test', bytes: Buffer.alloc(32, 7) }]),
    blobs: notUsed('blobs'),
    random: () => 0.5,
    mailRoom: NO_MAIL,
    webhooks: NO_WEBHOOKS,
    rateSource: { fetchFile: () => Promise.reject(new Error('No rates here')) },
    channelOf: async () => channel,
    connectorOf: async (_distributorId, supplierId) => connectorOf(supplierId),
  };
  function connectorOf(supplierId: string): MemoryConnector {
    const connector = connectors.get(supplierId);
    if (!connector) throw new Error(`No supplier ${supplierId}`);
    return connector;
  }
  const world = {
    db,
    clock,
    context,
    distributor,
    connection,
    channel,
    supplier,
    suppliers,
    connectorOf,
    connector: connectorOf(supplier.id),
    handlers: createOrderHandlers(context),
    /** The worker dies at the n-th transaction from now, before it or just after its commit. */
    dieAt: killer.dieAt,

    /** A listed variant with stock at each supplier, in their order; undefined: the supplier does not have it. */
    async stockVariant(onHand: readonly (number | undefined)[], costMinor: readonly number[] = []) {
      const variant = await makeVariant(db, distributor.id);
      for (const [index, quantity] of onHand.entries()) {
        const from = suppliers[index];
        if (quantity === undefined || !from) continue;
        const key = { distributorId: distributor.id, supplierId: from.id, variantId: variant.id };
        await makeSupply(db, { ...key, costMinor: costMinor[index] ?? 500 + index });
        await makeStockLevel(db, { ...key, locationId: from.locationId, onHand: quantity });
      }
      const listing = await makeListing(db, connection, variant);
      return { ...variant, ...listing };
    },

    put(parts: StoreOrderParts): void {
      channel.put(storeOrder(parts));
    },

    /** The store changes an order a second later than before. */
    edit(outsideOrderId: string, change: Partial<StoreOrderParts>): void {
      const before = channel.order(outsideOrderId);
      const { lines, ...rest } = change;
      const changed = lines ? storeOrder({ outsideOrderId, lines }).lines : before.lines;
      const updatedAt = new Date(before.updatedAt.getTime() + 1_000);
      channel.change(outsideOrderId, { ...rest, lines: changed, updatedAt } as Parameters<typeof channel.change>[1]);
    },

    async import(outsideOrderId: string) {
      return expectOk(await importOrder(context, { storeId: connection.storeId, outsideOrderId }));
    },

    order(outsideOrderId: string) {
      return db.order.findFirstOrThrow({
        where: { storeId: connection.storeId, outsideOrderId },
        include: { orderLines: true, orderHolds: true, purchaseOrders: { include: { purchaseOrderLines: true }, orderBy: { number: 'asc' } }, shipments: true },
      });
    },

    /** Works off all due jobs, the oldest first, until none is due. Returns the names of those that ran. */
    work: () => workOff(db, world),

    async acknowledge(number: string, answers: readonly (Pick<AnsweredLine, 'accepted'> & Partial<AnsweredLine>)[], at = clock.now()) {
      const purchaseOrder = await db.purchaseOrder.findFirstOrThrow({
        where: { number, distributorId: distributor.id },
        include: { purchaseOrderLines: { orderBy: { id: 'asc' } } },
      });
      const lines = purchaseOrder.purchaseOrderLines.flatMap(({ id }, index) => {
        const answer = answers[index];
        return answer ? [{ rejected: 0, backordered: 0, expectedAt: undefined, ...answer, lineId: id }] : [];
      });
      return world.tell({ key: newId(), number, at, kind: 'acknowledged', lines });
    },

    async ship(number: string, quantities: readonly number[], parcel: { shipmentKey?: string; trackingNumber?: string; key?: string } = {}) {
      const purchaseOrder = await db.purchaseOrder.findFirstOrThrow({
        where: { number, distributorId: distributor.id },
        include: { purchaseOrderLines: { orderBy: { id: 'asc' } } },
      });
      const lines = purchaseOrder.purchaseOrderLines.flatMap(({ id }, index) => {
        const quantity = quantities[index] ?? 0;
        return quantity > 0 ? [{ lineId: id, quantity }] : [];
      });
      return world.tell({
        key: parcel.key ?? newId(),
        number,
        at: clock.now(),
        kind: 'shipped',
        shipmentKey: parcel.shipmentKey ?? newId(),
        carrier: 'Swiss Post',
        trackingNumber: parcel.trackingNumber ?? `99.00.${(parcels += 1)}`,
        trackingUrl: undefined,
        lines,
      });
    },

    async tell(message: SupplierMessage) {
      const purchaseOrder = await db.purchaseOrder.findFirst({ where: { number: message.number } });
      const supplierId = suppliers.find(({ id }) => id === purchaseOrder?.supplierId)?.id ?? world.supplier.id;
      return recordSupplierMessage(context, { distributorId: distributor.id, supplierId, message });
    },

    openExceptions: () => db.exceptionCase.findMany({ where: { resolvedAt: null }, orderBy: { id: 'asc' } }),

    async level(variantId: string, of: MadeSupplier = supplier) {
      const { onHand, reserved } = await db.stockLevel.findFirstOrThrow({
        where: { variantId, locationId: of.locationId },
      });
      return { onHand, reserved };
    },
  }; // prettier-ignore
  return world;
}

type JobRow = { id: bigint; name: string; payload: never; attempts: number };

/**
 * A job without a moment stands in the queue at the database's own time, one with a moment at that of the
 * test's clock, which is far in the past.
 */
export async function workOff(
  db: Database,
  world: { clock: { now(): Date }; handlers: ReturnType<typeof createOrderHandlers> },
): Promise<string[]> {
  const ran: string[] = [];
  for (let round = 0; round < 200; round += 1) {
    const now = world.clock.now();
    const [job] = await db.$queryRaw<JobRow[]>`
      select j.id, t.identifier as name, j.payload, j.attempts from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
      where (j.run_at <= ${now} or j.run_at > ${new Date(now.getTime() + 5 * DAY)}) and j.attempts < j.max_attempts
      order by j.id limit 1`;
    if (!job) return ran;
    const name = job.name as keyof typeof world.handlers;
    await db.$executeRaw`delete from graphile_worker._private_jobs where id = ${job.id}`;
    const handler = world.handlers[name];
    if (!handler) continue;
    ran.push(name);
    const running = {
      id: String(job.id),
      name,
      attempt: job.attempts + 1,
      isLastAttempt: false,
      signal: new AbortController().signal,
    };
    const verdict = await handler(job.payload, running).catch((fault: unknown) => {
      if (!(fault instanceof Killed)) throw fault;
      return { kind: 'retry', at: now, why: 'killed', counts: true } as const;
    });
    if (verdict?.kind === 'retry') await again(db, job, verdict.at);
  }
  throw new Error(`The queue does not come to rest: ${ran.slice(-10).join(', ')}`);
}

async function again(db: Database, job: JobRow, at: Date): Promise<void> {
  await db.$executeRaw`
    select graphile_worker.add_job(${job.name}, payload => ${JSON.stringify(job.payload)}::json, run_at => ${at},
      job_key => ${`${job.name}:retry:${job.id}`})`;
}

/** Stands for SIGKILL: what was committed stays, the rest never happens. */
export class Killed extends Error {}

function mortal(db: Database): {
  db: Database;
  dieAt(moment: 'before' | 'after', nth: number): void;
} {
  let left = 0;
  let when: 'before' | 'after' = 'before';
  const proxy = new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name !== '$transaction') return value;
      return async (...given: unknown[]) => {
        const dies = left > 0 && (left -= 1) === 0;
        if (dies && when === 'before') throw new Killed();
        const done = await Reflect.apply(value, target, given);
        if (dies) throw new Killed();
        return done;
      };
    },
  });
  return { db: proxy, dieAt: (moment, nth) => ((when = moment), (left = nth), undefined) };
}

function notUsed(name: string): never {
  return new Proxy({}, { get: () => { throw new Error(`${name} is no part of the order journey`); } }) as never; // prettier-ignore
}

export { FACTORY_NOW, MINUTE };
