import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { Badge, BlockStack, Button, Card, InlineStack, Layout, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ContactCard } from '../components/hub/contact-card.tsx';
import { ExceptionList } from '../components/hub/exception-list.tsx';
import { HoldsCard } from '../components/hub/holds-card.tsx';
import { OrderActions } from '../components/hub/order-actions.tsx';
import { OrderLinesCard } from '../components/hub/order-lines-card.tsx';
import { OrderSummaryCard } from '../components/hub/order-summary-card.tsx';
import { PurchaseOrdersCard } from '../components/hub/purchase-orders-card.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { RouteCard } from '../components/hub/route-card.tsx';
import { ShipmentsCard } from '../components/hub/shipments-card.tsx';
import { orderEvents } from '../components/hub/order-events.tsx';
import { HubOrderMoney } from '../components/order-money-card.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { OrderReturnsCard } from '../components/return-cards.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { Timeline } from '../components/timeline.tsx';
import { applyRemedy } from '../flows/order/apply-remedy.server.ts';
import { callOffLines } from '../flows/order/call-off-lines.server.ts';
import { cancelOrder } from '../flows/order/cancel-order.server.ts';
import {
  askPurchaseOrderBack,
  decideSubstitute,
  markCancelled,
  markNotShipping,
  markSent,
  sendAgain,
} from '../flows/order/decide-purchase-order.server.ts';
import { rerouteOrder } from '../flows/order/reroute-order.server.ts';
import { holdOrder, resolveHold, sendAvailable } from '../flows/order/resolve-hold.server.ts';
import { rushOrder } from '../flows/order/rush-order.server.ts';
import { retryReport } from '../flows/order/retry-parked.server.ts';
import { revealContact } from '../flows/order/reveal-contact.server.ts';
import { UnitsToCallOff } from '../http/call-off-form.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { HOLD_KINDS } from '../modules/orders/order-checks.ts';
import type { OrderContact } from '../modules/orders/order-contact.server.ts';
import type { Id } from '../platform/ids.ts';
import type { Result } from '../platform/result.ts';
import { readOrderMoney } from '../views/read-order-money.server.ts';
import { readHubOrder } from '../views/read-hub-order.server.ts';
import { readReturnsOfOrder } from '../views/read-returns.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const orderId = idOf<'Order'>(params['orderId']);
  const key = { distributorId, orderId };
  const order = foundOr404(await readHubOrder(door.db, key));
  const [returns, money] = await Promise.all([
    readReturnsOfOrder(door.db, key),
    readOrderMoney(door.db, key),
  ]);
  return json({ ...order, returns, money });
}

const id = z.uuid();
const Intent = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('remedy'),
    exceptionId: id,
    remedy: z.string().max(60),
    entered: z.string().max(500).optional(),
  }),
  z.object({ intent: z.literal('release-hold'), kind: z.enum(HOLD_KINDS) }),
  z.object({ intent: z.literal('send-available') }),
  z.object({ intent: z.literal('hold'), reason: z.string().trim().min(1).max(300) }),
  z.object({ intent: z.literal('reroute') }),
  z.object({ intent: z.literal('cancel'), inStore: z.enum(['reject', 'cancel', 'refund']) }),
  z.object({ intent: z.literal('rush'), rush: z.enum(['yes', 'no']) }),
  z.object({ intent: z.literal('call-off-units'), lines: UnitsToCallOff }),
  z.object({ intent: z.literal('po-send-again'), purchaseOrderId: id }),
  z.object({ intent: z.literal('po-ask-back'), purchaseOrderId: id }),
  z.object({ intent: z.literal('po-mark-cancelled'), purchaseOrderId: id }),
  z.object({
    intent: z.literal('po-mark-sent'),
    purchaseOrderId: id,
    reference: z.string().trim().min(1).max(200),
  }),
  z.object({ intent: z.literal('po-not-shipping'), purchaseOrderId: id }),
  z.object({ intent: z.literal('po-take-substitute'), purchaseOrderId: id, lineId: id }),
  z.object({ intent: z.literal('po-refuse-substitute'), purchaseOrderId: id, lineId: id }),
  z.object({ intent: z.literal('report-again'), shipmentId: id }),
  z.object({ intent: z.literal('contact') }),
]);

type Answer = ActionAnswer & { readonly contact?: OrderContact | null };

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId, actor } = await visitHub(door, request);
  const orderId = idOf<'Order'>(params['orderId']);
  const key = { distributorId, orderId };
  foundOr404(await readHubOrder(door.db, key));
  const form = Intent.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return json<Answer>({ ok: false, message: INCOMPLETE }, 400);
  const asked = form.data;
  const purchaseOrder = (purchaseOrderId: string) => ({
    distributorId,
    userId,
    purchaseOrderId: purchaseOrderId as Id<'PurchaseOrder'>,
  });
  switch (asked.intent) {
    case 'contact': {
      const contact = await revealContact(door, { ...key, actor });
      return json<Answer>({ ok: true, message: CONTACT_SHOWN, contact: contact ?? null });
    }
    case 'remedy':
      return tell(await applyRemedy(door, { distributorId, userId, ...asked }), 'Done.');
    case 'hold':
      return tell(await holdOrder(door, { ...key, userId, reason: asked.reason }), HELD);
    case 'release-hold':
      return tell(await resolveHold(door, { ...key, userId, kind: asked.kind }), RELEASED);
    case 'send-available':
      return tell(await sendAvailable(door, { ...key, userId }), 'What there is goes out now.');
    case 'reroute':
      await rerouteOrder(door, key);
      return json<Answer>({ ok: true, message: 'Looked for stock again. The plan below is new.' });
    case 'cancel': {
      const done = await cancelOrder(door, { ...key, actor, inStore: asked.inStore });
      return tell(done, done.ok && done.value === 'asked' ? ASKED : CANCELLED);
    }
    case 'rush': {
      const isRush = asked.rush === 'yes';
      await rushOrder(door, { ...key, actor, rush: isRush });
      return json<Answer>({ ok: true, message: isRush ? RUSH : 'It waits in line again.' });
    }
    case 'call-off-units':
      return tell(
        await callOffLines(door, { ...key, actor, lines: asked.lines }),
        'Called off. Suppliers that have the units already are being asked.',
      );
    case 'po-send-again':
      return tell(await sendAgain(door, purchaseOrder(asked.purchaseOrderId)), 'Sending again.');
    case 'po-ask-back':
      return tell(
        await askPurchaseOrderBack(door, purchaseOrder(asked.purchaseOrderId)),
        'The supplier is asked to take it back. What it has not shipped is routed again.',
      );
    case 'po-mark-cancelled':
      return tell(
        await markCancelled(door, purchaseOrder(asked.purchaseOrderId)),
        'Marked as cancelled; its units are routed again.',
      );
    case 'po-not-shipping':
      return tell(
        await markNotShipping(door, purchaseOrder(asked.purchaseOrderId)),
        'Settled: the supplier does not ship it.',
      );
    case 'po-take-substitute':
    case 'po-refuse-substitute': {
      const accept = asked.intent === 'po-take-substitute';
      const { lineId } = asked;
      const decision = { ...purchaseOrder(asked.purchaseOrderId), accept, lineId };
      return tell(
        await decideSubstitute(door, decision),
        accept ? 'Taken. The supplier is being told.' : 'Declined. The units go elsewhere.',
      );
    }
    case 'po-mark-sent':
      return tell(
        await markSent(door, {
          ...purchaseOrder(asked.purchaseOrderId),
          outsideReference: asked.reference,
        }),
        'Marked as sent.',
      );
    case 'report-again': {
      const shipmentId = asked.shipmentId as Id<'Shipment'>;
      const retried = await retryReport(door, { distributorId, shipmentId, userId });
      const message = retried ? 'Telling the store again.' : refusalText({ kind: 'not-parked' });
      return json<Answer>({ ok: retried, message });
    }
  }
}

const INCOMPLETE = 'Something is missing in the form. Check it and send it again.';
const CONTACT_SHOWN = 'That you looked at the shopper’s data is on record.';
const HELD = 'Kept back. Its stock stays reserved until you release it.';
const RELEASED = 'Released. The order goes on by itself.';
const RUSH = 'It comes before all others where stock is scarce.';
const ASKED = 'Its suppliers are asked to take it back. The store is told when they have agreed.';
const CANCELLED = 'Called off. Its stock is free again, and the store is being told.';

function tell(done: Result<unknown, { readonly kind: string }>, message: string) {
  return done.ok
    ? json<Answer>({ ok: true, message })
    : json<Answer>({ ok: false, message: refusalText(done.error) }, 409);
}

const POLL_MS = 4_000;

export default function Order() {
  const order = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { head, lines, purchaseOrders, shipments, holds, route, acts, exceptions } = order;
  const isOver = head.status === 'completed' || head.status === 'cancelled';
  usePolling(!isOver, POLL_MS);
  const openHolds = holds.filter(({ resolvedAt }) => !resolvedAt);
  return (
    <Page
      title={head.name}
      titleMetadata={
        <InlineStack gap="100">
          <StatusBadge of="order" status={head.status} />
          <StatusBadge of="payment" status={head.payment} />
          {openHolds.length > 0 ? <Badge tone="warning">On hold</Badge> : null}
          {head.isTest ? <Badge>Test</Badge> : null}
          {head.rush ? <Badge tone="attention">Rush</Badge> : null}
        </InlineStack>
      }
      subtitle={`${head.store} · No. ${head.number}`}
      backAction={{ content: 'Orders', url: '/hub/orders' }}
      fullWidth
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <ExceptionList exceptions={exceptions} showSubject={false} />
              <HoldsCard holds={holds} />
              <OrderLinesCard lines={lines} currency={head.currency} />
              <RouteCard route={route} lines={lines} isWaiting={!isOver} />
              <PurchaseOrdersCard orderId={head.id} purchaseOrders={purchaseOrders} />
              <ShipmentsCard shipments={shipments} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <OrderSummaryCard head={head} lines={lines} />
              <HubOrderMoney money={order.money} />
              <OrderActions head={head} lines={lines} />
              <OrderReturnsCard
                base="/hub/returns"
                returns={order.returns.map((each) => ({
                  ...each,
                  badge: <StatusBadge of="return" status={each.status} />,
                }))}
                action={
                  lines.some(({ shipped }) => shipped > 0) ? (
                    <Button url={`/hub/orders/${head.id}/return`}>Open a return</Button>
                  ) : undefined
                }
              />
              <ContactCard state={head.contact} contact={answer?.contact} />
              <Card>
                <BlockStack gap="400">
                  <Text as="h2" variant="headingMd">
                    Timeline
                  </Text>
                  <Timeline label="What happened to this order" events={orderEvents(acts)} />
                  {acts.length === 0 ? (
                    <Text as="p" tone="subdued">
                      Placed in the store <RelativeTime at={head.placedAt} />.
                    </Text>
                  ) : null}
                </BlockStack>
              </Card>
            </BlockStack>
          </Layout.Section>
        </Layout>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
