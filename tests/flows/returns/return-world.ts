/** A shipped order with the verbs of the way back at hand, for tests of returns. */
import {
  addReturnPhoto,
  labelReturn,
  sendReturn,
} from '../../../app/flows/order/label-return.server.ts';
import { cancelReturn, decideReturn } from '../../../app/flows/order/decide-return.server.ts';
import { recordSupplierCredit } from '../../../app/flows/order/credit-return.server.ts';
import { inspectReturn, waiveReturn } from '../../../app/flows/order/inspect-return.server.ts';
import { openReturn } from '../../../app/flows/order/open-return.server.ts';
import type { OpenReturn } from '../../../app/flows/order/open-return.server.ts';
import { receiveReturn } from '../../../app/flows/order/receive-return.server.ts';
import { refundNow } from '../../../app/flows/order/refund-return.server.ts';
import { DEFAULT_RETURN_POLICY } from '../../../app/modules/returns/return-policy.ts';
import type {
  LabelPayer,
  LabelSource,
  ReturnPolicy,
} from '../../../app/modules/returns/return-policy.ts';
import { saveReturnPolicy } from '../../../app/modules/returns/return-policies.repository.server.ts';
import type {
  Disposition,
  Grade,
  ReturnId,
  ReturnLineId,
} from '../../../app/modules/returns/return.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { FACTORY_NOW } from '../../factories/factory-clock.ts';
import type { TestDatabase } from '../../setup/database.ts';
import { makeWorld } from '../order/order-world.ts';

export type ReturnWorld = Awaited<ReturnType<typeof makeReturnWorld>>;
const USER = { kind: 'user', id: 'nora' } as const;
const CHF = currencyCode('CHF');

/** `units` of one variant, shipped whole; where the first supplier has too few, the rest comes from the second. */
export async function makeReturnWorld(
  database: TestDatabase,
  options: {
    policy?: Partial<ReturnPolicy> | null;
    units?: number;
    stock?: readonly number[];
    suppliers?: NonNullable<Parameters<typeof makeWorld>[1]>['suppliers'];
  } = {},
) {
  const { units = 3, stock = [10] } = options;
  const world = await makeWorld(
    database,
    options.suppliers ? { suppliers: options.suppliers } : {},
  );
  const { db, clock, context, connection, distributor } = world;
  const distributorId = distributor.id;
  if (options.policy !== null) {
    const policy = { ...DEFAULT_RETURN_POLICY, photoFor: [], ...options.policy };
    await saveReturnPolicy(
      { tx: db, clock },
      { distributorId, connectionId: connection.id },
      policy,
      { kind: 'system' },
    );
  }
  const sock = await world.stockVariant(stock);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: units }],
  });
  await world.import('1');
  await world.work();
  const made = await world.order('1');
  for (const purchaseOrder of made.purchaseOrders) {
    await world.ship(
      purchaseOrder.number,
      purchaseOrder.purchaseOrderLines.map(({ quantity }) => quantity),
      { trackingNumber: purchaseOrder.number },
    );
  }
  await world.work();
  const orderId = made.id as Id<'Order'>;
  const orderLineId = made.orderLines[0]?.id as Id<'OrderLine'>;
  const key = (returnId: ReturnId) => ({ distributorId, returnId, actor: USER });
  const way = {
    ...world,
    sock,
    orderId,
    orderLineId,
    distributorId,
    wholesaleMinor: Number(made.orderLines[0]?.unitWholesaleMinor ?? 0),

    /** Opens for so many units; refusals are answered as they come. */
    ask: (quantity: number, more: Partial<OpenReturn> = {}) =>
      openReturn(context, {
        distributorId,
        orderId,
        origin: 'retailer',
        reason: 'changed-mind',
        actor: { kind: 'store', id: connection.storeId },
        lines: [{ orderLineId, quantity }],
        ...more,
      }),
    /** The same, where one return is to come of it. */
    async open(quantity: number, more: Partial<OpenReturn> = {}): Promise<ReturnId> {
      const opened = await way.ask(quantity, more);
      if (!opened.ok) throw new Error(JSON.stringify(opened.error));
      const [first] = opened.value;
      if (!first || opened.value.length > 1) throw new Error('Not one return');
      return first.returnId;
    },
    read: (returnId: ReturnId) =>
      db.returnCase.findFirstOrThrow({
        where: { id: returnId },
        include: { lines: { include: { inspections: true } }, credits: true, files: true },
      }),
    async lineId(returnId: ReturnId): Promise<ReturnLineId> {
      return (await way.read(returnId)).lines[0]?.id as ReturnLineId;
    },
    authorise: (id: ReturnId) =>
      decideReturn(context, { ...key(id), decision: 'authorised', why: 'Fine.' }),
    reject: (id: ReturnId) =>
      decideReturn(context, { ...key(id), decision: 'rejected', why: 'No.' }),
    cancel: (id: ReturnId) => cancelReturn(context, key(id)),
    send: (id: ReturnId) => sendReturn(context, { ...key(id), trackingNumber: 'BACK-1' }),
    async receive(id: ReturnId, received: number) {
      const lines = [{ returnLineId: await way.lineId(id), received }];
      return receiveReturn(context, { ...key(id), lines });
    },
    async inspect(
      id: ReturnId,
      quantity: number,
      grade: Grade = 'A',
      disposition: Disposition = 'supplier',
    ) {
      const returnLineId = await way.lineId(id);
      const units = [{ returnLineId, grade, disposition, quantity }];
      return inspectReturn(context, { ...key(id), units, creditAll: false });
    },
    waive: (id: ReturnId) => waiveReturn(context, key(id)),
    supplierCredits: (id: ReturnId, minor: number) =>
      recordSupplierCredit(context, {
        ...key(id),
        amount: minor > 0 ? money(minor, CHF) : undefined,
      }),
    label: (id: ReturnId, labelFrom: LabelSource, labelPaidBy: LabelPayer, costMinor: number) =>
      labelReturn(context, { ...key(id), labelFrom, labelPaidBy, cost: money(costMinor, CHF) }),
    photo: (id: ReturnId) => addReturnPhoto(context, { ...key(id), file: PHOTO }),
    refundNow: (id: ReturnId) => refundNow(context, key(id)),
    /** Some units are refunded in the shop's own admin, and the news of it taken in. */
    async refundInStore(quantity: number) {
      const before = world.channel.order('1').lines[0];
      world.edit('1', {
        payment: 'part-refunded',
        lines: [
          {
            outsideLineId: 'L1',
            outsideVariantId: sock.outsideVariantId,
            quantity: units,
            currentQuantity: (before?.currentQuantity ?? 0) - quantity,
          },
        ],
      });
      await world.import('1');
      await world.work();
    },
    /** Sums of the ledger of money for returns, by account; debit is positive. */
    async books(): Promise<Record<string, number>> {
      const rows = await db.$queryRaw<{ account: string; sum: number }[]>`
        select e.account, sum(e.amount_minor)::float8 as sum from ledger_entry e
        join ledger_posting p on p.distributor_id = e.distributor_id and p.id = e.posting_id
        where p.subject_kind = 'return' group by e.account order by e.account`;
      return Object.fromEntries(
        rows.filter(({ sum }) => sum !== 0).map(({ account, sum }) => [account, sum]),
      );
    },
    exceptionKinds: async () => (await world.openExceptions()).map(({ kind }) => kind),
  };
  return way;
}

export const PHOTO = {
  kind: 'photo',
  name: 'crack.jpg',
  blobSha256: 'a'.repeat(64),
  mediaType: 'image/jpeg',
  sizeBytes: 1_000,
} as const;
export { FACTORY_NOW };
