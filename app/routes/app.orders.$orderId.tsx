import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { OrderFacts } from '../components/order-facts.tsx';
import { OrderPart } from '../components/order-part.tsx';
import { orderRefusalTold } from '../components/order-refusals.ts';
import { StatusBadge } from '../components/status-badge.tsx';
import { cancelOrder } from '../flows/order/cancel-order.server.ts';
import { resolveHold } from '../flows/order/resolve-hold.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { notFound } from '../http/not-found.ts';
import { parseId } from '../platform/ids.ts';
import {
  findOrderOfStore,
  readRetailerOrder,
  RELEASABLE_BY_RETAILER,
} from '../views/read-retailer-order.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const orderId = parseId(params.orderId);
  const parts = orderId && (await readRetailerOrder(door.db, { storeId, orderId }));
  const head = parts?.[0];
  if (!head) throw notFound();
  return { head, parts };
}

const Act = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('cancel'),
    orderId: z.uuid(),
    inStore: z.enum(['reject', 'cancel', 'refund']),
  }),
  z.object({
    intent: z.literal('release-hold'),
    orderId: z.uuid(),
    kind: z.enum(RELEASABLE_BY_RETAILER),
  }),
]);

const DONE = {
  cancel: 'The order is called off; its stock is free again and your shop is being told.',
  'release-hold': 'Released. The order goes on by itself.',
} as const;

export async function action({
  request,
  context: { door },
}: ActionFunctionArgs): Promise<ActionAnswer> {
  const { storeId } = await authenticateStore(door, request);
  const form = Act.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return { ok: false, message: 'Reload the page and try again.' };
  const key = await findOrderOfStore(door.db, { storeId, orderId: form.data.orderId });
  if (!key) throw notFound();
  const done =
    form.data.intent === 'cancel'
      ? await cancelOrder(door, {
          ...key,
          actor: { kind: 'store', id: storeId },
          inStore: form.data.inStore,
        })
      : await resolveHold(door, { ...key, kind: form.data.kind, userId: `store:${storeId}` });
  return done.ok
    ? { ok: true, message: DONE[form.data.intent] }
    : { ok: false, message: orderRefusalTold(done.error) };
}

export default function Order() {
  const { head, parts } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title={`Order ${head.name}`}
      backAction={{ content: 'Orders', url: '/app/orders' }}
      titleMetadata={<StatusBadge of="payment" status={head.payment} />}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {parts.map((part) => (
          <Layout key={part.orderId}>
            <Layout.Section>
              <OrderPart part={part} />
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <OrderFacts part={part} />
            </Layout.Section>
          </Layout>
        ))}
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
