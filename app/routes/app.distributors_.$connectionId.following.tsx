import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { connectionRefusalTold } from '../components/connection-refusals.ts';
import { FavourCard } from '../components/favour-card.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { FollowingForm } from '../components/following-form.tsx';
import { PickRulesCard } from '../components/pick-rules-card.tsx';
import { ShippingWishesForm } from '../components/shipping-wishes-form.tsx';
import { changeFollowing } from '../flows/relation/change-following.server.ts';
import { changeOrderFavours } from '../flows/relation/change-order-favours.server.ts';
import { addPickRule, removePickRule } from '../flows/relation/change-pick-rules.server.ts';
import { changeShippingWishes } from '../flows/relation/change-shipping-wishes.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import type { DoorContext } from '../http/door-context.ts';
import { notFound } from '../http/not-found.ts';
import { Following } from '../modules/connections/connection.ts';
import { readOrderFavours } from '../modules/connections/order-favours.server.ts';
import { ShippingWishes } from '../modules/connections/shipping-wishes.ts';
import { PickWish } from '../modules/listings/pick-rule.ts';
import type { PickRuleId } from '../modules/listings/pick-rule.ts';
import { parseId } from '../platform/ids.ts';
import { err, ok } from '../platform/result.ts';
import type { Result } from '../platform/result.ts';
import { readFollowing } from '../views/read-following.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { found } = await findFollowing(door, request, params['connectionId']);
  const favours = await readOrderFavours(door.db, found);
  return { ...found, allowsSubstitutes: favours?.allowsSubstitutes ?? false };
}

const Act = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('follow'), following: Following }),
  z.object({ intent: z.literal('wish'), wishes: ShippingWishes }),
  z.object({ intent: z.literal('substitutes'), allowed: z.boolean() }),
  z.object({ intent: z.literal('add-rule'), wish: PickWish }),
  z.object({
    intent: z.literal('remove-rule'),
    ruleId: z.uuid().transform((id) => id as PickRuleId),
  }),
]);
type Act = z.infer<typeof Act>;

const DONE: Readonly<Record<Act['intent'], string>> = {
  follow: 'Saved. Your shop is brought there within the next minutes.',
  wish: 'Saved. Orders from now on are shipped that way.',
  substitutes: 'Saved. It holds for orders that suppliers answer from now on.',
  'add-rule': 'Saved. What it names is put into your shop within a minute.',
  'remove-rule': 'Removed. What it has brought stays in your shop.',
};

export async function action({
  request,
  params,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId, found } = await findFollowing(door, request, params['connectionId']);
  const act = parseAct(await request.formData());
  if (!act.success) return { ok: false, message: act.error.issues[0]?.message ?? 'Try again.' };
  const { distributorId, connectionId } = found;
  const done = await perform(door, { distributorId, connectionId, storeId }, act.data);
  return done.ok
    ? { ok: true, message: DONE[act.data.intent] }
    : { ok: false, message: connectionRefusalTold(done.error) };
}

function parseAct(form: FormData) {
  const names = (field: string) => form.getAll(field).filter((value) => value !== '');
  return Act.safeParse({
    intent: form.get('intent'),
    ruleId: form.get('ruleId') ?? undefined,
    following: { contentFields: names('field'), whenWithdrawn: form.get('whenWithdrawn') },
    wishes: wishesIn(form),
    allowed: form.get('value') === 'yes',
    wish: {
      vendors: names('vendor'),
      productTypes: names('type'),
      tags: names('tag'),
      onlyNew: form.get('onlyNew') === 'yes',
    },
  });
}

function wishesIn(form: FormData): unknown {
  const yes = (field: string) => form.get(field) === 'yes';
  const carrier = form.get('carrier');
  return {
    ...(form.get('parcels') === 'one' ? { preferOneParcel: true } : {}),
    ...(form.get('parcels') === 'never' ? { neverSplit: true } : {}),
    ...(carrier ? { carrier, ...(yes('carrierOnly') ? { carrierOnly: true } : {}) } : {}),
  };
}

type Key = Omit<Parameters<typeof changeFollowing>[1], 'following'>;

async function perform(
  door: DoorContext,
  key: Key,
  act: Act,
): Promise<Result<unknown, { kind: string }>> {
  switch (act.intent) {
    case 'follow':
      return changeFollowing(door, { ...key, following: act.following });
    case 'wish':
      return changeShippingWishes(door, { ...key, wishes: act.wishes });
    case 'substitutes': {
      const actor = { kind: 'store', id: key.storeId } as const;
      const favours = { allowsSubstitutes: act.allowed };
      const known = await changeOrderFavours(door, { ...key, favours, actor });
      return known ? ok() : err({ kind: 'unknown-connection' });
    }
    case 'add-rule':
      return addPickRule(door, { ...key, wish: act.wish });
    case 'remove-rule':
      return removePickRule(door, { ...key, ruleId: act.ruleId });
  }
}

/** Another store's connection is answered as one that does not exist. */
async function findFollowing(door: DoorContext, request: Request, named: string | undefined) {
  const { storeId } = await authenticateStore(door, request);
  const connectionId = parseId(named);
  const found = connectionId && (await readFollowing(door.db, { storeId, connectionId }));
  if (!found) throw notFound();
  return { storeId, found };
}

export default function FollowingPage() {
  const {
    distributor,
    connectionId,
    following,
    wishes,
    carriers,
    rules,
    vendors,
    productTypes,
    tags,
    allowsSubstitutes,
  } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title="What follows the catalogue, and how orders ship"
      subtitle={distributor}
      backAction={{ content: 'Distributors', url: '/app/distributors' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <FollowingForm key={connectionId} following={following} />
          <ShippingWishesForm key={`wishes ${connectionId}`} {...{ wishes, carriers }} />
          <Layout.AnnotatedSection
            title="Substitutes"
            description="What happens when a supplier has run out of an article and offers another."
          >
            <FavourCard
              title={allowsSubstitutes ? 'You agree to substitutes' : 'Ordered articles only'}
              told={
                allowsSubstitutes
                  ? 'Articles of the distributor’s own list may be sent instead of ordered ones, at no higher cost. Each time it stands in the order’s timeline.'
                  : 'Nothing else is sent without somebody deciding. Allow it to save your shoppers the wait.'
              }
              intent="substitutes"
              isOn={allowsSubstitutes}
              turnOn="Allow substitutes"
              turnOff="Ordered articles only"
            />
          </Layout.AnnotatedSection>
          <PickRulesCard
            key={rules.length}
            rules={rules}
            choices={{ vendors, productTypes, tags }}
          />
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
