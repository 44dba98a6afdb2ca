import { beforeEach, expect, test } from 'vitest';
import {
  closeDuePeriods,
  closeNow,
  closePeriod,
} from '../../../app/flows/settlement/close-periods.server.ts';
import { enterSupplierInvoice } from '../../../app/flows/settlement/supplier-invoices.server.ts';
import { payByHand } from '../../../app/flows/settlement/pay-by-hand.server.ts';
import { importSupplierInvoices } from '../../../app/flows/settlement/import-supplier-invoices.server.ts';
import { answerDocumentFile } from '../../../app/http/settlement-file.server.ts';
import { auditMoney } from '../../../app/modules/settlement/audit-money.server.ts';
import type { PartyKey } from '../../../app/modules/settlement/parties.repository.server.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { newId } from '../../../app/platform/ids.ts';
import { currencyCode, money } from '../../../app/platform/money.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { readDocument } from '../../../app/views/read-settlement-documents.server.ts';
import {
  readOrderMoney,
  readRetailerOrderMoney,
} from '../../../app/views/read-order-money.server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from '../order/order-world.ts';

const database = await cloneDatabase();
beforeEach(database.empty);
const CHF = currencyCode('CHF');
const TODAY = '2026-11-02';

/** A paid order of 5 units at a cost of 5.00, all of them shipped. */
async function arrange() {
  const world = await makeWorld(database, {
    suppliers: [{ overrides: { shippingTerms: { handlingFeeMinor: 400 } } }],
  });
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 5 }],
  });
  await world.import('1');
  await world.work();
  const number = world.connector.placed[0]?.number ?? '';
  await world.ship(number, [5]);
  await world.work();
  const order = await world.order('1');
  const line = order.purchaseOrders[0]?.purchaseOrderLines[0];
  const wholesale = Number(order.orderLines[0]?.unitWholesaleMinor);
  const { distributor, connection, supplier } = world;
  return {
    world,
    number,
    wholesale,
    orderId: order.id as Id<'Order'>,
    supplierSku: line?.supplierSku ?? '',
    retailer: {
      distributorId: distributor.id,
      party: { kind: 'connection', id: connection.id },
    } as const,
    supplierKey: {
      distributorId: distributor.id,
      party: { kind: 'supplier', id: supplier.id },
    } as const,
  };
}

test('a paid order that was shipped is invoiced, paid, matched with its supplier’s invoice and settled to nothing', async () => {
  const { world, number, wholesale, supplierSku, retailer, supplierKey } = await arrange();
  const [invoice] = await closeNow(world.context, { ...retailer, by: 'u' });
  expect(invoice).toMatchObject({ kind: 'invoice', totalMinor: 5 * wholesale + 400 });
  await payByHand(world.context, payment(retailer, 5 * wholesale + 400));
  const entered = expectOk(
    await enterSupplierInvoice(world.context, {
      distributorId: world.distributor.id,
      supplierId: world.supplier.id,
      number: 'R-1',
      issuedOn: { year: 2026, month: 11, day: 2 },
      dueOn: undefined,
      currency: CHF,
      totalMinor: 2_900,
      source: 'form',
      by: 'u',
      lines: [
        { kind: 'goods', purchaseOrderNumber: number, supplierSku, quantity: 5, unitMinor: 500 },
        {
          kind: 'shipping',
          purchaseOrderNumber: null,
          supplierSku: null,
          quantity: 1,
          unitMinor: 400,
        },
      ],
    }),
  );
  expect(entered.approved).toBe(true);
  expectOk(await payByHand(world.context, payment(supplierKey, 2_900)));
  const left = await world.db.$queryRaw<{ account: string; minor: number }[]>`
    select account, sum(amount_minor)::float8 as minor from ledger_entry where account in ('receivable', 'payable')
    group by 1 order by 1`;
  expect(left).toEqual([
    { account: 'payable', minor: 0 },
    { account: 'receivable', minor: 0 },
  ]);
  expect(await auditMoney({ tx: world.db })).toEqual([]);
});

function payment(key: PartyKey, minor: number) {
  return {
    ...key,
    paymentId: newId(),
    amount: money(minor, CHF),
    paidOn: { year: 2026, month: 11, day: 2 },
    reference: '',
    by: 'u',
  };
}

test('the clock closes each account once when its period has ended in the distributor’s time zone', async () => {
  const { world, retailer } = await arrange();
  world.clock.set(new Date('2026-11-30T22:59:00Z'));
  await closeDue(world);
  expect(await world.db.settlementDocument.count()).toBe(0);
  world.clock.set(new Date('2026-11-30T23:01:00Z')); // one minute past midnight in Zurich
  await closeDue(world);
  await closeDue(world);
  const documents = await world.db.settlementDocument.findMany({ orderBy: { kind: 'asc' } });
  expect(
    documents.map(({ kind, issuedOn }) => [kind, issuedOn.toISOString().slice(0, 10)]),
  ).toEqual([
    ['invoice', '2026-12-01'],
    ['statement', '2026-12-01'],
  ]);
  expect(documents[0]?.periodEnd).toEqual(new Date('2026-11-30T23:00:00Z'));
  expect(documents[0]?.connectionId).toBe(retailer.party.id);
});

type World = Awaited<ReturnType<typeof arrange>>['world'];

/** Orders the closings that are due, and carries out those that were ordered. */
async function closeDue(world: World): Promise<void> {
  await closeDuePeriods(world.context);
  const jobs = await world.db.$queryRaw<
    {
      payload: {
        distributorId: string;
        kind: 'connection' | 'supplier';
        partyId: string;
        until: string;
      };
    }[]
  >`
    with due as (delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'close-period' returning j.payload)
    select payload from due`;
  for (const { payload } of jobs) {
    await closePeriod(world.context, {
      distributorId: payload.distributorId as Id<'Distributor'>,
      party: { kind: payload.kind, id: payload.partyId },
      until: new Date(payload.until),
    });
  }
}

test('an invoice is a file to print, to calculate with and for a machine; the same file each time', async () => {
  const { world, retailer, wholesale } = await arrange();
  const [invoice] = await closeNow(world.context, { ...retailer, by: 'u' });
  const scope = { storeId: world.connection.storeId };
  const document = await readDocument(world.db, scope, invoice?.id ?? '', TODAY);
  if (!document) throw new Error('The store does not see its invoice');
  const read = async (format: string) => {
    const answer = await answerDocumentFile(world.db, document, format);
    return Buffer.from(await answer.arrayBuffer());
  };
  const pdf = await read('pdf');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await read('pdf')).equals(pdf)).toBe(true);
  const total = ((5 * wholesale) / 100).toFixed(2);
  const lines = (await read('csv')).toString().trim().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(`,sales,5,${total},CHF`);
  expect(JSON.parse((await read('json')).toString())).toMatchObject({
    number: 'INV-2026-00001',
    total: ((5 * wholesale + 400) / 100).toFixed(2),
    lines: [{ part: 'sales', units: 5 }, { part: 'shipping-charged' }],
  });
});

test('the order says what it came to, and to the retailer nothing of what it cost', async () => {
  const { world, orderId, wholesale } = await arrange();
  const key = { distributorId: world.distributor.id, orderId };
  expect((await readOrderMoney(world.db, key)).sums).toMatchObject([
    {
      currency: 'CHF',
      salesMinor: 5 * wholesale,
      owedMinor: 5 * wholesale + 400,
      goodsCostMinor: 2_500,
    },
  ]);
  const shown = JSON.stringify(await readRetailerOrderMoney(world.db, key));
  expect(shown).not.toMatch(/cost|2500/i);
});

test('a file of supplier’s invoices is taken in invoice by invoice, and what cannot be read is reported by its line', async () => {
  const { world, number, supplierSku } = await arrange();
  const csv = [
    'invoice;date;purchase_order;sku;quantity;price;kind',
    `A-1;2026-11-02;${number};${supplierSku};2;5.00;`,
    `A-1;2026-11-02;${number};;1;4.00;shipping`,
    `A-2;2026-11-02;${number};${supplierSku};9;5.00;goods`,
    `A-3;2026-11-02;${number};${supplierSku};x;5.00;goods`,
    `A-3;2026-11-02;${number};${supplierSku};1;5.00;goods`,
    `a 1;2026-11-02;${number};${supplierSku};1;5.00;goods`,
  ].join('\n');
  async function* body() {
    yield Buffer.from(csv);
  }
  const done = expectOk(
    await importSupplierInvoices(world.context, {
      distributorId: world.distributor.id,
      supplierId: world.supplier.id,
      body: body(),
      by: 'u',
    }),
  );
  expect(done).toMatchObject({ rows: 6, saved: 3, refused: 3, approved: 1, waiting: 1 });
  expect(done.problems.map(({ line, why }) => [line, why])).toEqual([
    [5, '"x" is no number of units.'],
    [6, 'Invoice A-3 has other rows that cannot be read.'],
    [7, 'Invoice a 1 is here already.'],
  ]);
});
