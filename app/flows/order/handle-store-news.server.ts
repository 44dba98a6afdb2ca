import {
  findOrderOfFulfilmentOrder,
  findOrderReadSince,
} from '../../modules/orders/orders.repository.server.ts';
import { insertPrivacyRequest } from '../../modules/privacy/privacy.repository.server.ts';
import type { PrivacyKind } from '../../modules/privacy/privacy-request.ts';
import type { OutsideFulfilmentOrderId } from '../../modules/stores/channel.ts';
import type {
  ClaimedStoreEvent,
  EventStore,
} from '../../modules/stores/store-inbox.repository.server.ts';
import type { AdapterFailure } from '../../platform/adapter-failure.ts';
import { inTransaction } from '../../platform/database.server.ts';
import { inTurn } from '../../platform/in-turn.ts';
import { stableId } from '../../platform/ids.ts';
import type { Id } from '../../platform/ids.ts';
import { ok } from '../../platform/result.ts';
import type { Result } from '../../platform/result.ts';
import type { FlowContext } from '../flow-context.ts';
import { enqueue } from '../job-catalog.ts';
import { uninstallStore } from '../relation/uninstall-store.server.ts';
import { importOrder } from './import-order.server.ts';
import type { Hint } from './store-event-hint.ts';

export type StoreNews = {
  readonly hint: Hint;
  readonly event: ClaimedStoreEvent;
  readonly store: EventStore | undefined;
};

/** What became of the news, in a word that is kept beside it. */
export type NewsOutcome = Promise<Result<string, AdapterFailure>>;

type KnownNews = StoreNews & { readonly store: EventStore };
type Handler = (context: FlowContext, news: KnownNews) => NewsOutcome;

const HANDLERS: Readonly<Record<Hint['kind'], Handler>> = {
  'order-changed': takeInOrder,
  'fulfilment-order-changed': takeInOrderOf,
  'fulfilment-requested': takeInUnknownOrderOf,
  'store-uninstalled': async (context, { event }) => {
    const { channel, domain } = event;
    return ok(
      await uninstallStore(context, {
        channel,
        domain,
        triggeredAt: event.triggeredAt ?? undefined,
      }),
    );
  },
  'scopes-changed': prepareAgain,
  'store-changed': prepareAgain,
  'location-gone': prepareAgain,
  'product-changed': audit,
  'product-deleted': audit,
  'bulk-finished': async () => ok('polled'),
  'privacy-data-request': (context, news) => keepRequest(context, news, 'data-request'),
  'privacy-redact-customer': (context, news) => keepRequest(context, news, 'redact-customer'),
  'privacy-redact-store': (context, news) => keepRequest(context, news, 'redact-store'),
};

const AUDIT_AFTER_MS = 60_000;

/** Kinds that are for us even after the store has left. */
const AFTER_LEAVING: readonly Hint['kind'][] = [
  'store-uninstalled',
  'privacy-data-request',
  'privacy-redact-customer',
  'privacy-redact-store',
];

/** Does what a store's news asks for. News of a store that is not (or no longer) ours ends here. */
export async function handleStoreNews(context: FlowContext, news: StoreNews): NewsOutcome {
  const { hint, store } = news;
  if (!store) return ok('unknown-store');
  if (store.uninstalledAt && !AFTER_LEAVING.includes(hint.kind)) return ok('store-uninstalled');
  return HANDLERS[hint.kind](context, { ...news, store });
}

/** One that was read after this news had arrived is up to date: many events about one order cost one reading. */
async function takeInOrder(context: FlowContext, { hint, event, store }: KnownNews): NewsOutcome {
  const outsideOrderId = hint.outsideId;
  if (!outsideOrderId) return ok('no-id');
  const storeId = store.id as Id<'Store'>;
  const since = { storeId, outsideOrderId, since: event.receivedAt };
  // An order's events come under several names at once; in turn, the first reading serves those behind it.
  return inTurn(context.db, `${storeId}:${outsideOrderId}`, async () => {
    if (await findOrderReadSince(context.db, since)) return ok('already-read');
    return importOrder(context, { storeId, outsideOrderId });
  });
}

/** An order that we have asks for itself at its release: that somebody has asked says nothing of it. */
async function takeInUnknownOrderOf(context: FlowContext, news: KnownNews): NewsOutcome {
  const known = await findKnown(context, news);
  return known === undefined ? takeInOrderOf(context, news) : ok('nothing-new');
}

function findKnown({ db }: FlowContext, { hint, store }: KnownNews): Promise<string | undefined> {
  const storeId = store.id as Id<'Store'>;
  const outsideFulfilmentOrderId = hint.outsideId ?? '';
  return findOrderOfFulfilmentOrder(db, { storeId, outsideFulfilmentOrderId });
}

/** The store is asked whose it is only where no order of ours has it. */
async function takeInOrderOf(context: FlowContext, news: KnownNews): NewsOutcome {
  if (!news.hint.outsideId) return ok('no-id');
  const known = await findKnown(context, news);
  if (known) return takeInOrder(context, { ...news, hint: { ...news.hint, outsideId: known } });
  const channel = await context.channelOf(news.store.id);
  const found = await channel.findOrderOf(news.hint.outsideId as OutsideFulfilmentOrderId);
  if (!found.ok) return found;
  if (!found.value) return ok('gone');
  return takeInOrder(context, { ...news, hint: { ...news.hint, outsideId: found.value } });
}

/** Our place in the store, its currency or our rights may have changed: it is described and prepared again. */
async function prepareAgain(context: FlowContext, { store }: KnownNews): NewsOutcome {
  await inTransaction(context.db, (tx) =>
    enqueue(tx, { name: 'connect-store', payload: { storeId: store.id } }),
  );
  return ok('enqueued');
}

/**
 * What a merchant did to products is found by comparing with what the store was told. Our own writes raise the
 * same events: a burst of them leads to one comparison after it.
 */
async function audit(context: FlowContext, { store }: KnownNews): NewsOutcome {
  const runAt = new Date(context.clock.now().getTime() + AUDIT_AFTER_MS);
  await inTransaction(context.db, (tx) =>
    enqueue(tx, { name: 'audit-listings', payload: { storeId: store.id }, runAt }),
  );
  return ok('enqueued');
}

/** The id follows from the event, so that dealing with it twice keeps one request. */
async function keepRequest(
  context: FlowContext,
  { hint, event, store }: KnownNews,
  kind: PrivacyKind,
): NewsOutcome {
  const { outsideOrderIds = [], requestId, customerId } = hint;
  const id = stableId<'PrivacyRequest'>('privacy-request', String(event.id));
  await inTransaction(context.db, async (tx) => {
    const { clock } = context;
    const subject = { outsideOrderIds, requestId, customerId };
    const storeId = store.id as Id<'Store'>;
    await insertPrivacyRequest({ tx, clock }, { id, storeId, domain: event.domain, kind, subject });
    await enqueue(tx, { name: 'answer-privacy-request', payload: { requestId: id } });
  });
  return ok('enqueued');
}
