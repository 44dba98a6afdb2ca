import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Button, Layout, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { OrderFacts } from '../components/order-facts.tsx';
import { OrderPart } from '../components/order-part.tsx';
import { RetailerOrderMoneyCard } from '../components/order-money-card.tsx';
import { orderRefusalTold } from '../components/order-refusals.ts';
import { OrderReturnsCard } from '../components/return-cards.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { callOffLines } from '../flows/order/call-off-lines.server.ts';
import { cancelOrder } from '../flows/order/cancel-order.server.ts';
import { resolveHold } from '../flows/order/resolve-hold.server.ts';
import { authenticateStore } from '../http/authenticate-store.server.ts';
import { UnitsToCallOff } from '../http/call-off-form.ts';
import type { DoorContext } from '../http/door-context.ts';
import { notFound } from '../http/not-found.ts';
import type { OrderRefusal } from '../modules/orders/order-errors.ts';
import type { OrderKey } from '../modules/orders/order.ts';
import { parseId } from '../platform/ids.ts';
import type { Result } from '../platform/result.ts';
import { readRetailerOrderMoney } from '../views/read-order-money.server.ts';
import {
  findOrderOfStore,
  readRetailerOrder,
  RELEASABLE_BY_RETAILER,
} from '../views/read-retailer-order.server.ts';
import { readReturnsOfOrder } from '../views/read-returns.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { storeId } = await authenticateStore(door, request);
  const orderId = parseId(params.orderId);
  const parts = orderId && (await readRetailerOrder(door.db, { storeId, orderId }));
  const head = parts?.[0];
  if (!head) throw notFound();
  const returns = await Promise.all(parts.map((part) => readReturnsOfOrder(door.db, part)));
  const money = await Promise.all(parts.map((part) => readRetailerOrderMoney(door.db, part)));
  return { head, parts, returns, money };
}

const Act = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('cancel'),
    orderId: z.uuid(),
    inStore: z.enum(['reject', 'cancel', 'refund']),
  }),
  z.object({ intent: z.literal('call-off-units'), orderId: z.uuid(), lines: UnitsToCallOff }),
  z.object({
    intent: z.literal('release-hold'),
    orderId: z.uuid(),
    kind: z.enum(RELEASABLE_BY_RETAILER),
  }),
]);

const DONE = {
  cancel:
    'Called off. What a supplier has already it is asked to stop; your shop is told when that is settled.',
  'call-off-units':
    'Called off. Suppliers that have the units already are being asked. Take them off the order in your shop, too.',
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
  const done = await perform(door, key, form.data, storeId);
  return done.ok
    ? { ok: true, message: DONE[form.data.intent] }
    : { ok: false, message: orderRefusalTold(done.error) };
}

/** In the name of the store, of which the session speaks. */
function perform(
  door: DoorContext,
  key: OrderKey,
  act: z.infer<typeof Act>,
  storeId: string,
): Promise<Result<unknown, OrderRefusal>> {
  const actor = { kind: 'store', id: storeId } as const;
  switch (act.intent) {
    case 'cancel':
      return cancelOrder(door, { ...key, actor, inStore: act.inStore });
    case 'call-off-units':
      return callOffLines(door, { ...key, actor, lines: act.lines });
    case 'release-hold':
      return resolveHold(door, { ...key, kind: act.kind, userId: `store:${storeId}` });
  }
}

export default function Order() {
  const { head, parts, returns, money } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title={`Order ${head.name}`}
      backAction={{ content: 'Orders', url: '/app/orders' }}
      titleMetadata={<StatusBadge of="payment" status={head.payment} />}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {parts.map((part, index) => (
          <Layout key={part.orderId}>
            <Layout.Section>
              <OrderPart part={part} />
            </Layout.Section>
            <Layout.Section variant="oneThird">
              <BlockStack gap="400">
                <OrderFacts part={part} />
                <RetailerOrderMoneyCard
                  distributor={part.distributor}
                  sums={money[index]?.sums ?? []}
                  invoices={money[index]?.invoices ?? []}
                />
                <OrderReturnsCard
                  base="/app/returns"
                  returns={(returns[index] ?? []).map((each) => ({
                    ...each,
                    badge: <StatusBadge of="return" status={each.status} />,
                  }))}
                  action={
                    part.lines.some(({ shipped }) => shipped > 0) ? (
                      <Button url={`/app/orders/${part.orderId}/return`}>Return goods</Button>
                    ) : undefined
                  }
                />
              </BlockStack>
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
