import { Webhook } from 'standardwebhooks';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createEndpoint, replayEndpoint, rotateEndpointSecret, saveEndpoint, skipEvent, testEndpoint } from '../../../app/flows/messages/change-endpoint.server.ts'; // prettier-ignore
import { createWebhookDrain } from '../../../app/flows/messages/deliver-webhooks.server.ts';
import { passOnExceptions } from '../../../app/flows/messages/pass-on-exceptions.server.ts';
import { createWebhookSender } from '../../../app/integrations/messages/webhook-sender.server.ts';
import { openException } from '../../../app/modules/activity/open-exception.server.ts';
import { announce } from '../../../app/modules/notifications/announce.server.ts';
import type { EndpointKey, EndpointSettings } from '../../../app/modules/notifications/webhook.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { createHttpClient } from '../../../app/platform/http-client.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import { expectOk } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeSupplier } from '../../factories/suppliers.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { listen } from '../../setup/loopback.ts';

const database = await cloneDatabase();
const { db } = database;
const actor = { kind: 'user', id: 'u1' } as const;
const HOUR = 3_600_000;

type Received = {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
};
const received: Received[] = [];
const answers = new Map<string, number>();
const receiver = await listen((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url ?? '';
    received.push({
      path,
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answers.get(path) ?? 204).end(answers.has(path) ? 'not now' : '');
  });
});
// The verifying library compares with the real time.
const clock = movableClock(new Date());
const http = createHttpClient({ clock, allowPrivateAddresses: [new URL(receiver.origin).host] });
const guarded = createHttpClient({ clock });
const context = makeFlowContext(database, clock, { webhooks: createWebhookSender(http) });
afterAll(() => Promise.all([receiver.close(), http.close(), guarded.close()]));
beforeEach(async () => {
  await database.empty();
  clock.set(new Date());
  received.length = 0;
  answers.clear();
});

async function arrange(change: Partial<EndpointSettings> = {}) {
  const { id: distributorId } = await makeDistributor(db);
  const settings: EndpointSettings = {
    name: 'ERP',
    url: `${receiver.origin}/erp`,
    kinds: ['order.created', 'order.cancelled', 'exception.opened'],
    supplierId: null,
    ...change,
  };
  const made = expectOk(await createEndpoint(context, { distributorId, settings, actor }));
  const key: EndpointKey = { distributorId, endpointId: made.endpointId };
  return {
    distributorId,
    key,
    secret: made.secret,
    happen: (name: string) => happen(distributorId, name),
  };
}

function happen(distributorId: string, name: string): Promise<void> {
  const orderId = newId();
  return inTransaction(db, (tx) =>
    announce(
      { tx, clock },
      {
        distributorId,
        kind: 'order.created',
        subject: { kind: 'order', id: orderId },
        data: { orderId, name, currency: 'CHF', units: 1 },
      },
    ),
  );
}

async function deliver(within = context): Promise<void> {
  const drain = createWebhookDrain(within);
  await drain.round();
  await drain.atRest();
}

const names = () =>
  received.map(({ body }) => (JSON.parse(body) as { data: { name?: string } }).data.name);

test('an event reaches the endpoint, signed so that the Standard Webhooks library accepts it', async () => {
  const { secret, happen } = await arrange();
  await happen('#1');
  await deliver();
  const [message] = received;
  const event = new Webhook(secret).verify(message?.body ?? '', message?.headers ?? {});
  expect(event).toMatchObject({
    type: 'order.created',
    data: { name: '#1', currency: 'CHF', units: 1 },
  });
  expect(message?.headers['webhook-id']).toMatch(/^msg_/);
  expect(() => new Webhook(secret).verify(`${message?.body} `, message?.headers ?? {})).toThrow();
});

test('events arrive in the order in which they happened', async () => {
  const { happen } = await arrange();
  for (const name of ['#1', '#2', '#3', '#4']) await happen(name);
  await deliver();
  expect(names()).toEqual(['#1', '#2', '#3', '#4']);
});

test('where nobody listens nothing is written', async () => {
  const { distributorId } = await arrange({ kinds: ['order.cancelled'] });
  await happen(distributorId, '#1');
  await happen((await makeDistributor(db)).id, '#2');
  expect(await db.announcement.count()).toBe(0);
});

test('an event that is rolled back is told to nobody', async () => {
  const { distributorId } = await arrange();
  const orderId = newId();
  const failing = inTransaction(db, async (tx) => {
    await announce(
      { tx, clock },
      {
        distributorId,
        kind: 'order.cancelled',
        subject: { kind: 'order', id: orderId },
        data: { orderId, name: '#1' },
      },
    );
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  await deliver();
  expect(received).toEqual([]);
});

test('what follows a failing event waits for it, and all arrive once the receiver works again', async () => {
  const { key, happen } = await arrange();
  answers.set('/erp', 500);
  await happen('#1');
  await happen('#2');
  await deliver();
  await deliver();
  expect(names()).toEqual(['#1']);
  const [first] = await db.webhookDelivery.findMany({
    where: { endpointId: key.endpointId },
    orderBy: { number: 'asc' },
  });
  expect(first).toMatchObject({
    status: 'waiting',
    attempts: 1,
    statusCode: 500,
    response: 'not now',
  });
  answers.clear();
  clock.move(5_000);
  await deliver();
  expect(names()).toEqual(['#1', '#1', '#2']);
  expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
});

test('one endpoint that fails keeps no other waiting', async () => {
  const { distributorId, happen } = await arrange();
  const settings: EndpointSettings = {
    name: 'Other',
    url: `${receiver.origin}/other`,
    kinds: ['order.created'],
    supplierId: null,
  };
  expectOk(await createEndpoint(context, { distributorId, settings, actor }));
  answers.set('/erp', 503);
  await happen('#1');
  await happen('#2');
  await deliver();
  expect(received.filter(({ path }) => path === '/other')).toHaveLength(2);
});

test('an endpoint that fails for days is switched off with an exception, and goes on where it stopped', async () => {
  const { distributorId, key, happen } = await arrange();
  answers.set('/erp', 500);
  await happen('#1');
  for (let tries = 0; tries < 30; tries += 1) {
    await deliver();
    clock.move(4 * HOUR);
  }
  const switchedOff = () =>
    db.webhookEndpoint.findUniqueOrThrow({
      where: { distributorId_id: { distributorId, id: key.endpointId } },
    });
  expect((await switchedOff()).status).toBe('disabled');
  expect(
    (await db.exceptionCase.findMany({ where: { resolvedAt: null } })).map(({ kind }) => kind),
  ).toEqual(['webhook-disabled']);
  const tried = received.length;
  await deliver();
  expect(received).toHaveLength(tried);
  answers.clear();
  received.length = 0;
  await happen('#2');
  expectOk(await saveEndpoint(context, { ...key, change: { status: 'active' }, actor }));
  await deliver();
  expect(names()).toEqual(['#1', '#2']);
  expect(await db.exceptionCase.count({ where: { resolvedAt: null } })).toBe(0);
});

test('a receiver that says it is gone is switched off at once', async () => {
  const { happen } = await arrange();
  answers.set('/erp', 410);
  await happen('#1');
  await deliver();
  expect((await db.webhookEndpoint.findFirstOrThrow()).status).toBe('disabled');
});

test('a person skips an event that blocks the line', async () => {
  const { key, happen } = await arrange();
  answers.set('/erp', 422);
  await happen('#1');
  await happen('#2');
  await deliver();
  answers.clear();
  const first = await db.webhookDelivery.findFirstOrThrow({ orderBy: { number: 'asc' } });
  expectOk(await skipEvent(context, { ...key, number: Number(first.number), actor }));
  await deliver();
  expect(names()).toEqual(['#1', '#2']);
});

test('events are replayed with the same id: one, or all since a moment', async () => {
  const { key, happen } = await arrange();
  await happen('#1');
  clock.move(HOUR);
  const since = clock.now();
  await happen('#2');
  await happen('#3');
  await deliver();
  const ids = received.map(({ headers }) => headers['webhook-id']);
  const first = await db.webhookDelivery.findFirstOrThrow({ orderBy: { number: 'asc' } });
  expect(
    await replayEndpoint(context, { ...key, which: { number: Number(first.number) }, actor }),
  ).toBe(1);
  await deliver();
  expect(await replayEndpoint(context, { ...key, which: { since }, actor })).toBe(2);
  await deliver();
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([...ids, ...ids]);
});

test('after a rotation both secrets verify for a day, then only the new one', async () => {
  const { key, secret, happen } = await arrange();
  const { secret: renewed } = expectOk(await rotateEndpointSecret(context, { ...key, actor }));
  await happen('#1');
  await deliver();
  const verify = (by: string) =>
    new Webhook(by).verify(received.at(-1)?.body ?? '', received.at(-1)?.headers ?? {});
  expect(verify(secret)).toBeDefined();
  expect(verify(renewed)).toBeDefined();
  const signatures = received.at(-1)?.headers['webhook-signature']?.split(' ');
  expect(signatures).toHaveLength(2);
  clock.move(25 * HOUR);
  await happen('#2');
  await deliver();
  expect(received.at(-1)?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  expect(signatures?.[0]).not.toBe(signatures?.[1]);
});

test('an address in a private network is refused and shown', async () => {
  const { happen } = await arrange({ url: 'http://127.0.0.1:9/x' });
  await happen('#1');
  await deliver({ ...context, webhooks: createWebhookSender(guarded) });
  expect((await db.webhookDelivery.findFirstOrThrow()).failure).toContain('refused');
  expect(received).toEqual([]);
});

test('a worker that died over a delivery delays it only until its lease ends', async () => {
  const { happen } = await arrange();
  await happen('#1');
  await db.webhookEndpoint.updateMany({
    data: { leaseUntil: new Date(clock.now().getTime() + 60_000) },
  });
  await deliver();
  expect(received).toEqual([]);
  clock.move(60_000);
  await deliver();
  expect(names()).toEqual(['#1']);
});

test('workers that drain at once deliver each event once', async () => {
  const { happen } = await arrange();
  for (const name of ['#1', '#2', '#3']) await happen(name);
  await Promise.all([deliver(), deliver(), deliver()]);
  expect(names()).toEqual(['#1', '#2', '#3']);
});

test('a supplier’s endpoint hears only of what concerns the supplier', async () => {
  const { distributorId } = await arrange();
  const supplier = await makeSupplier(db, distributorId);
  const settings: EndpointSettings = {
    name: 'Theirs',
    url: `${receiver.origin}/supplier`,
    kinds: ['purchase-order.sent', 'order.created'],
    supplierId: supplier.id,
  };
  expectOk(await createEndpoint(context, { distributorId, settings, actor }));
  await happen(distributorId, '#1');
  const ids = { purchaseOrderId: newId(), orderId: newId() };
  for (const supplierId of [supplier.id, newId()]) {
    const data = { ...ids, supplierId, number: 'PO-1', reference: null };
    await inTransaction(db, (tx) =>
      announce(
        { tx, clock },
        {
          distributorId,
          kind: 'purchase-order.sent',
          subject: { kind: 'order', id: ids.orderId },
          supplierId,
          data,
        },
      ),
    );
  }
  await deliver();
  expect(received.filter(({ path }) => path === '/supplier')).toHaveLength(1);
});

test('another distributor’s endpoint is an unknown one', async () => {
  const { key } = await arrange();
  const other = await makeDistributor(db);
  const theirs = { ...key, distributorId: other.id };
  expect(await rotateEndpointSecret(context, { ...theirs, actor })).toMatchObject({ ok: false });
  expect(await testEndpoint(context, { ...theirs, actor })).toMatchObject({ ok: false });
  expect(await replayEndpoint(context, { ...theirs, which: { since: new Date(0) }, actor })).toBe(
    0,
  );
});

test('a new exception is told once', async () => {
  const { distributorId } = await arrange();
  const open = () =>
    openException(
      { tx: db, clock },
      {
        distributorId,
        kind: 'order-short',
        severity: 'warning',
        owner: 'distributor',
        subject: { kind: 'order', id: newId() },
        dedupeKey: 'k1',
        happened: 'Stock is missing.',
        meaning: 'It waits.',
        nextStep: 'Find some.',
        remedies: [],
      },
    );
  await open();
  await passOnExceptions(context);
  await open();
  await passOnExceptions(context);
  await deliver();
  expect(received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'exception.opened',
  ]);
});
