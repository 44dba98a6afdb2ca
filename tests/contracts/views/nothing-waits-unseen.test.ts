/**
 * Nothing waits unseen: for each state in which something can stand still, the exception or the list in which a person
 * sees it. The states are read from the database's own rules, so that a new one fails here until it is seen somewhere.
 */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jobCatalog } from '../../../app/flows/job-catalog.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { db } = await cloneDatabase();

/** Nothing more happens in this state. */
const OVER = 'over';
/** Seen on the page of what it is about, and moved on by this job. */
const job = (name: keyof typeof jobCatalog) => `job ${name}`;
/** Opened as an exception of this kind. */
const exception = (kind: string) => `exception ${kind}`;
/** Shown on this screen. */
const screen = (route: string) => `screen ${route}`;

type Seen = Readonly<Record<string, string>>;

const SEEN: Readonly<Record<string, Seen>> = {
  'orders.status': {
    'awaiting-release': screen('hub.orders._index'),
    short: exception('order-short'),
    released: screen('hub.orders._index'),
    'part-shipped': screen('hub.orders._index'),
    shipped: screen('hub.orders._index'),
    cancelling: exception('cancel-too-late'),
    completed: OVER,
    cancelled: OVER,
  },
  'orders.cancellation': {
    requested: job('answer-store-cancellation'),
    accepted: OVER,
    refused: OVER,
  },
  'purchase_order.status': {
    draft: exception('purchase-order-parked'),
    sending: job('place-purchase-order'),
    unknown: exception('purchase-order-unknown'),
    sent: exception('purchase-order-silent'),
    acknowledged: screen('hub.orders.$orderId'),
    'part-shipped': screen('hub.orders.$orderId'),
    shipped: OVER,
    refused: OVER,
    cancelled: OVER,
  },
  'purchase_order.cancellation': {
    requested: job('cancel-purchase-order'),
    sent: screen('hub.orders.$orderId'),
    accepted: OVER,
    'too-late': exception('cancel-too-late'),
    unsupported: exception('cancel-too-late'),
  },
  'shipment.report_status': {
    pending: job('report-tracking'),
    sending: job('report-tracking'),
    parked: exception('report-tracking'),
    reported: OVER,
  },
  'reconciliation_run.status': {
    waiting: screen('hub.reconciliation._index'),
    running: screen('hub.reconciliation.$runId'),
    stopping: screen('hub.reconciliation.$runId'),
    stopped: OVER,
    finished: OVER,
    failed: screen('hub.reconciliation._index'),
  },
  'feed.status': {
    received: screen('hub.suppliers.$supplierId_.feeds._index'),
    staged: screen('hub.suppliers.$supplierId_.feeds._index'),
    held: exception('feed-held'),
    applying: screen('hub.suppliers.$supplierId_.feeds.$feedId'),
    stopped: screen('hub.suppliers.$supplierId_.feeds.$feedId'),
    'rolling-back': screen('hub.suppliers.$supplierId_.feeds.$feedId'),
    failed: exception('feed-unreadable'),
    applied: OVER,
    superseded: OVER,
    rejected: OVER,
    'rolled-back': OVER,
  },
  'listing.status': { live: OVER, broken: exception('listing-broken'), ended: OVER },
  'supplier_item.status': {
    open: screen('hub.catalogue.matching'),
    matched: OVER,
    rejected: OVER,
  },
  'mass_edit.status': {
    waiting: screen('hub.catalogue.edits._index'),
    running: screen('hub.catalogue.edits.$editId'),
    undoing: screen('hub.catalogue.edits.$editId'),
    finished: OVER,
    stopped: OVER,
    undone: OVER,
  },
  'change_request.status': {
    asked: screen('hub.orders.$orderId'),
    sent: screen('hub.orders.$orderId'),
    silent: screen('hub.orders.$orderId'),
    refused: OVER,
    unsupported: OVER,
    accepted: OVER,
    overtaken: OVER,
  },
  'purchase_order_batch.status': {
    gathering: screen('hub.orders.$orderId'),
    sending: job('place-purchase-order'),
    unknown: exception('purchase-order-unknown'),
    sent: OVER,
  },
  'shipment.status': {
    announced: exception('parcel-silent'),
    'in-transit': exception('parcel-late'),
    'out-for-delivery': exception('parcel-late'),
    attempted: exception('parcel-late'),
    'ready-for-pickup': exception('parcel-late'),
    delivered: OVER,
    returned: exception('parcel-returned'),
    lost: exception('parcel-lost'),
  },
  'return_case.status': {
    requested: exception('return-to-decide'),
    authorised: screen('hub.returns._index'),
    'in-transit': exception('return-late'),
    received: screen('hub.returns._index'),
    inspected: screen('hub.returns._index'),
    closed: OVER,
    rejected: OVER,
    cancelled: OVER,
  },
  'supplier_invoice.status': {
    differs: exception('supplier-invoice-differs'),
    disputed: screen('hub.money.supplier-invoices._index'),
    approved: OVER,
  },
  'message.status': {
    waiting: screen('hub.messages._index'),
    sending: screen('hub.messages._index'),
    unknown: screen('hub.messages._index'),
    failed: screen('hub.messages._index'),
    kept: screen('hub.messages._index'),
    sent: OVER,
    dropped: OVER,
  },
  'webhook_endpoint.status': {
    active: OVER,
    paused: screen('hub.settings.webhooks._index'),
    disabled: exception('webhook-disabled'),
  },
  'webhook_delivery.status': {
    waiting: screen('hub.settings.webhooks.$endpointId'),
    delivered: OVER,
    skipped: OVER,
  },
  'routing_preview.status': {
    running: screen('hub.routing.previews.$previewId'),
    finished: OVER,
    stopped: OVER,
  },
  'reservation.state': {
    held: screen('hub.stock.$variantId'),
    deducted: screen('hub.stock.$variantId'),
    settled: OVER,
    inside: OVER,
    released: OVER,
  },
};

/** Columns in which a state is kept; every other list of values says what something is, not how far it has come. */
const STATE_COLUMN = /(^|_)(status|state)$|^cancellation$/;

async function readStates(): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.$queryRaw<{ table: string; rule: string }[]>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as rule from pg_constraint
    where contype = 'c' and connamespace = 'public'::regnamespace order by 1, 2`;
  const states = new Map<string, readonly string[]>();
  for (const { table, rule } of rows) {
    const [, column = '', list = ''] = /^CHECK \(\(\(?"?(\w+)"?\)?(?:::text)? = ANY \(+ARRAY\[(.*?)\]/.exec(rule) ?? []; // prettier-ignore
    if (!STATE_COLUMN.test(column)) continue;
    states.set(`${table}.${column}`, [...list.matchAll(/'([^']+)'/g)].map(([, value = '']) => value)); // prettier-ignore
  }
  return states;
}

test('every state that the database knows is over, or is seen by somebody', async () => {
  const states = await readStates();
  expect(states.get('orders.status')).toContain('short');
  const unseen = [...states].flatMap(([column, values]) =>
    values.filter((value) => !SEEN[column]?.[value]).map((value) => `${column} = ${value}`),
  );
  expect(unseen).toEqual([]);
});

test('every place where something is said to be seen is there', async () => {
  const sources = globSync('app/{flows,jobs,modules}/**/*.ts').map((file) => readFileSync(file, 'utf8')); // prettier-ignore
  const text = sources.join('\n');
  const exists: Readonly<Record<string, (name: string) => boolean>> = {
    exception: (kind) => text.includes(`kind: '${kind}'`),
    screen: (route) => globSync('app/routes/*.tsx').includes(`app/routes/${route}.tsx`),
    job: (name) => Object.hasOwn(jobCatalog, name),
    over: () => true,
  };
  const places = Object.values(SEEN).flatMap((states) => Object.values(states));
  const missing = places.filter((place) => {
    const [kind = '', name = ''] = place.split(' ');
    return !exists[kind]?.(name);
  });
  expect(missing).toEqual([]);
});
