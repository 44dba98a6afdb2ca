/** Webhook subscriptions made through the API; those of the TOML are not shown there. */
import { connect } from '../connections.ts';
import type { PageArguments } from '../connections.ts';
import { gidNumber, nextGid } from '../ids.ts';
import type { Context, Payload, ResolverTable } from '../resolver-types.ts';
import { NO_ERRORS, refused } from '../resolver-types.ts';
import type { Gid } from '../store.ts';
import type { WebhookSubscriptionRecord } from '../store-app.ts';

type Input = { uri?: string | null; name?: string | null; includeFields?: string[] | null };

function webhookSubscriptionCreate(
  _source: unknown,
  args: { topic: string; webhookSubscription: Input },
  { core, store, caller }: Context,
): Payload {
  const { uri, name, includeFields } = args.webhookSubscription;
  if (!uri || !URL.canParse(uri))
    return refused(['webhookSubscription', 'uri'], 'Address is invalid');
  const taken = [...store.webhookSubscriptions.values()].some(
    (each) => each.topic === args.topic && each.uri === uri && each.clientId === caller.clientId,
  );
  if (taken)
    return refused(['webhookSubscription', 'uri'], 'Address for this topic has already been taken');
  const now = core.clock.iso();
  const subscription: WebhookSubscriptionRecord = {
    id: nextGid(store, 'WebhookSubscription'),
    clientId: caller.clientId,
    topic: args.topic,
    uri,
    name: name ?? null,
    includeFields: includeFields ?? [],
    failures: 0,
    createdAt: now,
    updatedAt: now,
  };
  store.webhookSubscriptions.set(subscription.id, subscription);
  return { webhookSubscription: subscription, userErrors: NO_ERRORS };
}

function webhookSubscriptionDelete(
  _source: unknown,
  args: { id: Gid },
  { store }: Context,
): Payload {
  if (!store.webhookSubscriptions.delete(args.id))
    return refused(['id'], 'Webhook subscription does not exist');
  return { deletedWebhookSubscriptionId: args.id, userErrors: NO_ERRORS };
}

export const webhookResolvers: ResolverTable = {
  QueryRoot: {
    webhookSubscriptions: (_source: unknown, args: PageArguments, context: Context) => {
      const own = [...context.store.webhookSubscriptions.values()].filter(
        (each) => each.clientId === context.caller.clientId,
      );
      return connect(own, args, context);
    },
  },
  Mutation: { webhookSubscriptionCreate, webhookSubscriptionDelete },
  WebhookSubscription: {
    legacyResourceId: (subscription: WebhookSubscriptionRecord) => gidNumber(subscription.id),
    filter: () => null,
    metafieldNamespaces: () => [],
    format: () => 'JSON',
    apiVersion: (_subscription: WebhookSubscriptionRecord, _args: unknown, { core }: Context) => ({
      handle: core.app.apiVersion,
      displayName: core.app.apiVersion,
      supported: true,
    }),
  },
};
