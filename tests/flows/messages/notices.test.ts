import { beforeEach, expect, test } from 'vitest';
import { changeNotices } from '../../../app/flows/messages/change-message-settings.server.ts';
import { passOnExceptions } from '../../../app/flows/messages/pass-on-exceptions.server.ts';
import { sendDigests } from '../../../app/flows/messages/send-digests.server.ts';
import { sendMessage } from '../../../app/flows/messages/send-message.server.ts';
import {
  readUnsubscribeToken,
  unsubscribeToken,
} from '../../../app/flows/messages/unsubscribe-token.ts';
import { unsubscribe } from '../../../app/flows/messages/unsubscribe.server.ts';
import { openException } from '../../../app/modules/activity/open-exception.server.ts';
import type { NewException } from '../../../app/modules/activity/activity.ts';
import type { Mail } from '../../../app/modules/notifications/messenger.ts';
import type { NoticeRecipient } from '../../../app/modules/notifications/notice.ts';
import { newId } from '../../../app/platform/ids.ts';
import type { Id } from '../../../app/platform/ids.ts';
import { ok } from '../../../app/platform/result.ts';
import { makeDistributor } from '../../factories/accounts.ts';
import { FACTORY_NOW, movableClock } from '../../factories/factory-clock.ts';
import { makeFlowContext } from '../../factories/flow-context.ts';
import { makeStore } from '../../factories/stores.ts';
import { cloneDatabase } from '../../setup/database.ts';

const database = await cloneDatabase();
const { db } = database;
beforeEach(database.empty);
const HOUR = 3_600_000;

async function arrange() {
  const clock = movableClock(); // 9 o'clock in Zurich
  const distributor = await makeDistributor(db);
  const userId = newId();
  await db.user.create({
    data: {
      id: userId,
      name: 'Lea',
      email: 'lea@alpine.example',
      emailVerified: true,
      createdAt: FACTORY_NOW,
      updatedAt: FACTORY_NOW,
    },
  });
  const seat = newId();
  await db.membership.create({
    data: {
      id: seat,
      userId,
      distributorId: distributor.id,
      role: 'owner',
      createdAt: FACTORY_NOW,
    },
  });
  const sent: Mail[] = [];
  const messenger = { send: async (mail: Mail) => (sent.push(mail), ok({ reference: 'r' })) };
  const context = makeFlowContext(database, clock, {
    mailRoom: { messenger, appUrl: 'https://hub.example' },
  });
  const recipient: NoticeRecipient = { kind: 'member', id: seat };
  return {
    clock,
    context,
    recipient,
    sent,
    distributor,
    open: (exception: Partial<NewException> = {}) =>
      openException(
        { tx: db, clock },
        {
          distributorId: distributor.id,
          kind: 'order-short',
          severity: 'critical',
          owner: 'distributor',
          subject: { kind: 'order', id: newId() },
          dedupeKey: newId(),
          happened: 'Stock is missing for #1.',
          meaning: 'It waits.',
          nextStep: 'Find some.',
          remedies: [],
          ...exception,
        },
      ),
    /** What the clock does: passes on, makes digests, sends. */
    async tick() {
      await passOnExceptions(context);
      await sendDigests(context);
      for (const { id } of await db.message.findMany({ orderBy: { createdAt: 'asc' } }))
        await sendMessage(context, id as Id<'Message'>);
      return sent.splice(0);
    },
  };
}

test('what is urgent comes at once, with a link to it and a way to hear less', async () => {
  const { open, tick } = await arrange();
  await open();
  const [mail] = await tick();
  expect(mail?.to.address).toBe('lea@alpine.example');
  expect(mail?.subject).toBe('Stock is missing for #1.');
  expect(mail?.html).toContain('https://hub.example/hub/exceptions');
  expect(mail?.text).toContain('https://hub.example/unsubscribe/');
  expect(await tick()).toEqual([]);
});

test('many at a time come as one mail', async () => {
  const { open, tick } = await arrange();
  for (let index = 0; index < 60; index += 1)
    await open({ happened: `Stock is missing for #${index}.` });
  const mails = await tick();
  expect(mails.map(({ subject }) => subject)).toEqual(['60 things need a look at Alpine Supply']);
  expect(mails[0]?.text).toContain('10 more wait');
});

test('what can wait an hour comes with the next full hour, once', async () => {
  const { clock, open, tick } = await arrange();
  await open({ severity: 'warning' });
  await open({ severity: 'warning' });
  clock.move(1_000);
  expect(await tick()).toEqual([]);
  clock.move(HOUR);
  expect((await tick()).map(({ subject }) => subject)).toEqual([
    '2 things need a look at Alpine Supply',
  ]);
  clock.move(HOUR);
  expect(await tick()).toEqual([]);
});

test('a daily digest comes at eight by the account’s own clock', async () => {
  const { clock, open, tick } = await arrange();
  await open({ severity: 'info' });
  clock.move(22 * HOUR + 59 * 60_000);
  await tick();
  expect(await db.message.count()).toBe(0);
  clock.move(60_000);
  expect(await tick()).toHaveLength(1);
});

test('each person chooses for each kind', async () => {
  const { clock, context, recipient, open, tick } = await arrange();
  await changeNotices(context, { recipient, choices: { decision: 'at-once', information: 'off' } });
  await open({ severity: 'warning' });
  await open({ severity: 'info' });
  expect(await tick()).toHaveLength(1);
  clock.move(48 * HOUR);
  expect(await tick()).toEqual([]);
});

test('what is essential cannot be switched off, and unsubscribing leaves it', async () => {
  const { context, recipient, open, tick } = await arrange();
  expect(await changeNotices(context, { recipient, choices: { urgent: 'off' } })).toEqual([
    'urgent',
  ]);
  await unsubscribe(context, recipient);
  await open();
  await open({ severity: 'warning' });
  await open({ severity: 'warning', kind: 'feed-held' });
  expect((await tick()).map(({ subject }) => subject)).toEqual(['Stock is missing for #1.']);
});

test('a link to unsubscribe names its recipient, and a made-up one nobody', async () => {
  const { context, recipient } = await arrange();
  expect(
    readUnsubscribeToken(context.secrets, unsubscribeToken(context.secrets, recipient)),
  ).toEqual(recipient);
  expect(readUnsubscribeToken(context.secrets, 'v1.test.AAAA')).toBeUndefined();
});

test('the retailer hears of what is the retailer’s, at its own address where it has no seat', async () => {
  const { open, tick, distributor } = await arrange();
  const store = await makeStore(db);
  await open({
    owner: 'retailer',
    storeId: store.id,
    distributorId: distributor.id,
    happened: 'Open the app once.',
  });
  const mails = await tick();
  expect(mails.map(({ to }) => to.address)).toEqual([`owner@${store.retailerId}.example`]);
  expect(mails[0]?.html).not.toContain('/hub/exceptions');
});

test('what was settled before anybody was told is told to nobody', async () => {
  const { open, tick } = await arrange();
  await open();
  await db.exceptionCase.updateMany({ data: { resolvedAt: FACTORY_NOW } });
  expect(await tick()).toEqual([]);
});

test('an exception about a message is told by no message', async () => {
  const { open, tick } = await arrange();
  await open({ kind: 'message-failed' });
  expect(await tick()).toEqual([]);
});
