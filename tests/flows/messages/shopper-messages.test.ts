import { afterAll, beforeEach, expect, test } from 'vitest';
import { decideMessage } from '../../../app/flows/messages/decide-message.server.ts';
import { sendMessage } from '../../../app/flows/messages/send-message.server.ts';
import { sendKeptMessages } from '../../../app/flows/messages/tend-messages.server.ts';
import { tellShopper } from '../../../app/flows/messages/tell-shopper.server.ts';
import { createSmtpMessenger } from '../../../app/integrations/messages/smtp-messenger.server.ts';
import type { Milestone } from '../../../app/modules/notifications/message.ts';
import { StoreBrand } from '../../../app/modules/notifications/brand.ts';
import { eraseContacts } from '../../../app/modules/orders/order-contact.server.ts';
import {
  saveBrand,
  saveShopperNotice,
  saveWording,
} from '../../../app/modules/notifications/shopper-notices.repository.server.ts';
import { inTransaction } from '../../../app/platform/database.server.ts';
import { newId } from '../../../app/platform/ids.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { headerText, startMailServer } from '../../factories/mail-server.ts';
import { cloneDatabase } from '../../setup/database.ts';
import { makeWorld } from '../order/order-world.ts';

const database = await cloneDatabase();
const server = await startMailServer();
afterAll(() => server.close());
beforeEach(async () => {
  server.fault = undefined;
  server.taken.length = 0;
  await database.empty();
});

const ALL: readonly Milestone[] = ['part-shipped', 'shipped', 'delivered', 'cancelled'];
const BRAND = StoreBrand.parse({
  name: 'Corner Shop', logoUrl: 'https://cdn.corner.example/logo.png', color: '#7a1fa2', replyTo: 'hello@corner.example',
  footer: 'Corner Shop, Marktgasse 1, Bern', locale: 'auto',
}); // prettier-ignore

/** An order of five socks whose shopper hears from us, and a mail server that takes what it is given. */
async function arrange({ mail = true, sender = 'us' as 'us' | 'store' | 'nobody' } = {}) {
  const world = await makeWorld(database);
  const { clock, db, distributor, connection } = world;
  const step = { tx: db, clock };
  await saveShopperNotice(
    step,
    { distributorId: distributor.id, connectionId: connection.id },
    { sender, milestones: ALL },
  );
  await saveBrand(step, connection.storeId, BRAND);
  const sock = await world.stockVariant([10]);
  world.put({
    outsideOrderId: '1',
    lines: [{ outsideLineId: 'L1', outsideVariantId: sock.outsideVariantId, quantity: 5 }],
  });
  await world.import('1');
  await world.work();
  const order = await world.order('1');
  const messenger = createSmtpMessenger({
    url: server.url,
    from: 'messages@stockbridge.example',
    clock,
    patienceMs: 5_000,
  });
  const mailRoom = {
    messenger: mail ? messenger : undefined,
    appUrl: 'https://stockbridge.example',
  };
  const context = { ...world.context, db, mailRoom };
  const key = { distributorId: distributor.id, orderId: order.id as Id<'Order'> };
  return {
    world,
    context,
    key,
    number: world.connector.placed[0]?.number ?? '',
    messages: () => db.message.findMany({ orderBy: { createdAt: 'asc' } }),
    async sendAll() {
      for (const { id } of await db.message.findMany({ orderBy: { createdAt: 'asc' } })) {
        await sendMessage(context, id as Id<'Message'>);
      }
    },
    tell: (milestone: Milestone, about?: string) =>
      inTransaction(db, (tx) =>
        tellShopper({ tx, clock }, { ...key, milestone, about, facts: {} }),
      ),
  };
}

test('a shipped parcel is told once, in the shopper’s language and the retailer’s brand, as HTML and as text', async () => {
  const { world, number, sendAll, messages } = await arrange();
  await world.ship(number, [5], { trackingNumber: 'A1' });
  await sendAll();
  const [mail] = server.taken;
  const [message] = await messages();
  expect(mail?.to).toEqual(['ada@muster.example']);
  expect(headerText(mail?.headers['from'])).toBe('Corner Shop <messages@stockbridge.example>');
  expect(mail?.headers['reply-to']).toBe('hello@corner.example');
  expect(headerText(mail?.headers['subject'])).toBe('Ihre Bestellung #1 ist unterwegs');
  expect(mail?.headers['message-id']).toBe(`<${message?.id}@stockbridge.example>`);
  expect(mail?.text).toContain('Guten Tag Ada Muster');
  expect(mail?.text).toContain('- 5 × Wool sock');
  expect(mail?.html).toContain('https://cdn.corner.example/logo.png');
  expect(mail?.html).toContain('#7a1fa2');
  expect(mail?.html).toContain('A1');
  expect(message).toMatchObject({ kind: 'shipped', status: 'sent', locale: 'de', attempts: 1 });
});

test('a first parcel is told as a part, and the last one as the whole', async () => {
  const { world, number, messages } = await arrange();
  await world.ship(number, [2]);
  await world.ship(number, [3]);
  expect((await messages()).map(({ kind }) => kind)).toEqual(['part-shipped', 'shipped']);
});

test('whatever happens twice is told once', async () => {
  const { tell, sendAll } = await arrange();
  const parcel = newId();
  await Promise.all([
    tell('delivered', parcel),
    tell('delivered', parcel),
    tell('delivered', parcel),
  ]);
  await sendAll();
  await sendAll();
  expect(server.taken).toHaveLength(1);
});

test('where the store tells its shoppers we write nothing', async () => {
  const { world, number, messages } = await arrange({ sender: 'store' });
  await world.ship(number, [5]);
  await world.work();
  expect(await messages()).toEqual([]);
  expect(world.channel.notified).toEqual([true]);
});

test('where we tell the shopper, the store is asked not to', async () => {
  const { world, number } = await arrange();
  await world.ship(number, [5]);
  await world.work();
  expect(world.channel.notified).toEqual([false]);
});

test('a message that is not committed with what it tells does not exist', async () => {
  const { world, key, messages } = await arrange();
  const failing = inTransaction(world.db, async (tx) => {
    await tellShopper({ tx, clock: world.clock }, { ...key, milestone: 'delivered', facts: {} });
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await messages()).toEqual([]);
});

test('without a mail server a message is kept, and goes out once there is one', async () => {
  const { context, tell, sendAll, messages, world } = await arrange({ mail: false });
  await tell('delivered', newId());
  await sendAll();
  expect((await messages())[0]).toMatchObject({ status: 'kept' });
  const messenger = createSmtpMessenger({ url: server.url, from: 'm@stockbridge.example', clock: world.clock });
  const withServer = { ...context, mailRoom: { ...context.mailRoom, messenger } };
  await sendKeptMessages(withServer);
  for (const { id } of await messages()) await sendMessage(withServer, id as Id<'Message'>);
  expect((await messages())[0]).toMatchObject({ status: 'sent' });
  expect(server.taken).toHaveLength(1);
}); // prettier-ignore

test('a server that takes the mail and falls silent leaves a doubt that nobody resolves by sending again', async () => {
  const { tell, sendAll, messages, world } = await arrange();
  server.fault = 'hang-up';
  await tell('delivered', newId());
  await sendAll();
  server.fault = undefined;
  await sendAll();
  expect((await messages())[0]).toMatchObject({ status: 'unknown', attempts: 1 });
  expect(server.taken).toHaveLength(1);
  expect((await world.openExceptions()).map(({ kind }) => kind)).toContain('message-unknown');
});

test('a worker that dies while the server is being told leaves the same doubt', async () => {
  const { context, tell, sendAll, messages } = await arrange();
  await tell('delivered', newId());
  const [message] = await messages();
  const dying = { ...context, mailRoom: { ...context.mailRoom, messenger: { send: () => Promise.reject(new Error('killed')) } } };
  await expect(sendMessage(dying, message?.id as Id<'Message'>)).rejects.toThrow('killed');
  await sendAll();
  expect((await messages())[0]).toMatchObject({ status: 'unknown' });
  expect(server.taken).toEqual([]);
}); // prettier-ignore

test('a person may send a doubtful message again; it keeps its Message-ID', async () => {
  const { context, key, tell, sendAll, messages } = await arrange();
  server.fault = 'hang-up';
  await tell('delivered', newId());
  await sendAll();
  server.fault = undefined;
  const [message] = await messages();
  const decided = await decideMessage(context, {
    distributorId: key.distributorId,
    messageId: message?.id ?? '',
    decision: 'again',
    actor: { kind: 'user', id: 'u1' },
  });
  await sendAll();
  expect(decided).toBe(true);
  expect(server.taken.map(({ headers }) => headers['message-id'])).toEqual(Array(2).fill(`<${message?.id}@stockbridge.example>`)); // prettier-ignore
  expect((await messages())[0]).toMatchObject({ status: 'sent' });
});

test('a busy server is tried again later, one that is down too', async () => {
  const { context, tell, messages, world } = await arrange();
  server.fault = 'busy';
  await tell('delivered', newId());
  const id = (await messages())[0]?.id as Id<'Message'>;
  const verdict = await sendMessage(context, id);
  expect(verdict.kind).toBe('retry');
  expect((await messages())[0]).toMatchObject({ status: 'waiting' });
  const nobody = createSmtpMessenger({ url: 'smtp://127.0.0.1:1', from: 'm@stockbridge.example', clock: world.clock });
  const down = await sendMessage({ ...context, mailRoom: { ...context.mailRoom, messenger: nobody } }, id);
  expect(down.kind).toBe('retry');
  server.fault = undefined;
  await sendMessage(context, id);
  expect((await messages())[0]).toMatchObject({ status: 'sent' });
}); // prettier-ignore

test('a refused mail is shown with the reason, in which no address stands', async () => {
  const { tell, sendAll, messages, world } = await arrange();
  server.fault = 'refuse';
  await tell('delivered', newId());
  await sendAll();
  const [message] = await messages();
  expect(message?.status).toBe('failed');
  expect(message?.failure).toContain('550');
  const kept = JSON.stringify([await messages(), await world.openExceptions()]);
  expect(kept).not.toContain('ada@muster.example');
  expect(kept).not.toContain('Ada Muster');
});

test('an erased order sends nothing', async () => {
  const { world, key, tell, sendAll, messages } = await arrange();
  await tell('delivered', newId());
  await eraseContacts({ tx: world.db, clock: world.clock }, [key]);
  await sendAll();
  expect(server.taken).toEqual([]);
  expect((await messages())[0]).toMatchObject({ status: 'dropped', failure: 'erased' });
});

test('what a shopper or retailer has typed is text in the mail and begins no header', async () => {
  const { world, key, tell, sendAll } = await arrange();
  const wording = { subject: 'Hello {{name}}', intro: 'Dear {{name}} & all <b>bold</b>' };
  await saveWording({ tx: world.db, clock: world.clock }, { distributorId: key.distributorId, kind: 'delivered', locale: 'de' }, wording); // prettier-ignore
  world.edit('1', {
    destination: {
      name: 'Eve\r\nBcc: all@evil.example <script>', company: undefined, address1: 'x', address2: undefined, city: 'y',
      province: undefined, zip: '8001', country: 'CH', phone: undefined,
    },
  } as Parameters<typeof world.edit>[1]); // prettier-ignore
  await world.import('1');
  await tell('delivered', newId());
  await sendAll();
  const [mail] = server.taken;
  expect(mail?.headers['bcc']).toBeUndefined();
  expect(headerText(mail?.headers['subject'])).toBe('Hello Eve Bcc: all@evil.example <script>');
  expect(mail?.html).not.toContain('<script>');
  expect(mail?.html).toContain('&lt;script&gt;');
  expect(mail?.html).toContain('&lt;b&gt;bold&lt;/b&gt;');
});
