import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { Form } from '@remix-run/react';
import { TextInput } from '../form-fields.tsx';
import { MoneyText } from '../money-text.tsx';
import { NumberText } from '../number-text.tsx';
import { DateTimeText, RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { PlainTable } from './plain-table.tsx';
import {
  ChangeRequests,
  PurchaseDocuments,
  PurchaseOrderWaits,
  SubstituteOffers,
} from './purchase-order-parts.tsx';
import type { HubPurchaseOrder } from '../../views/read-hub-order.server.ts';
import type { Loaded } from '../loaded.ts';

type Line = PurchaseOrder['lines'][number];

type PurchaseOrder = Loaded<HubPurchaseOrder>;

const CANCELLATIONS: Readonly<Record<string, string>> = {
  requested: 'Asking it back',
  sent: 'Asked back, no answer yet',
  accepted: 'Taken back',
  'too-late': 'Too late to take back',
  unsupported: 'The link cannot ask it back',
};

type CardProps = { readonly order: PurchaseOrder; readonly orderId: string };

/** What each supplier was asked to ship, and what it answered line by line. */
export function PurchaseOrdersCard(props: {
  readonly orderId: string;
  readonly purchaseOrders: readonly PurchaseOrder[];
}) {
  const { orderId, purchaseOrders } = props;
  return purchaseOrders.map((order) => (
    <PurchaseOrderCard key={order.id} order={order} orderId={orderId} />
  ));
}

function PurchaseOrderCard({ order, orderId }: CardProps) {
  const { currency } = order;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {order.number}
            </Text>
            <StatusBadge of="purchase-order" status={order.status} />
            {order.givenUpAt ? <Badge tone="warning">Given up</Badge> : null}
            {order.cancellation ? (
              <Badge tone="attention">
                {CANCELLATIONS[order.cancellation] ?? order.cancellation}
              </Badge>
            ) : null}
          </InlineStack>
          <Text as="span" tone="subdued">
            <Link url={`/hub/suppliers/${order.supplierId}`}>{order.supplier}</Link>
            {order.location.startsWith(order.supplier) ? '' : ` · ${order.location}`}
          </Text>
        </InlineStack>
        <Text as="p" tone="subdued">
          {order.sentAt ? 'Sent ' : 'Not sent yet'}
          {order.sentAt ? <RelativeTime at={order.sentAt} /> : null}
          {order.outsideReference ? ` · their number ${order.outsideReference}` : ''}
          {order.acknowledgedAt ? (
            <>
              {' · answered '}
              <RelativeTime at={order.acknowledgedAt} />
            </>
          ) : null}
          {!order.acknowledgedAt && order.acknowledgeBy && order.status === 'sent' ? (
            <>
              {' · answer due '}
              <RelativeTime at={order.acknowledgeBy} />
            </>
          ) : null}
          {order.attempts > 1 ? ` · ${order.attempts} attempts` : ''}
        </Text>
        <PurchaseOrderWaits order={order} />
        {order.failure ? <Banner tone="critical">{order.failure}</Banner> : null}
        <PlainTable
          label={`Lines of ${order.number}`}
          rows={order.lines}
          rowKey={({ id }) => id}
          columns={[
            {
              title: 'Product',
              cell: ({ title, supplierSku }) => (
                <BlockStack>
                  <span>{title}</span>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {supplierSku}
                  </Text>
                </BlockStack>
              ),
            },
            { title: 'Asked', end: true, cell: (line) => <NumberText value={line.quantity} /> },
            { title: 'Answer', cell: (line) => <LineAnswer line={line} /> },
            { title: 'Shipped', end: true, cell: (line) => <NumberText value={line.shipped} /> },
            {
              title: 'Unit cost',
              end: true,
              cell: ({ unitCostMinor: minor }) => <MoneyText amount={{ minor, currency }} />,
            },
          ]}
        />
        <SubstituteOffers order={order} />
        <ChangeRequests order={order} />
        <PurchaseDocuments order={order} orderId={orderId} />
        <Remedies order={order} />
      </BlockStack>
    </Card>
  );
}

function LineAnswer({ line }: { readonly line: Line }) {
  const { accepted, rejected, backordered, cancelled, expectedAt, substitute } = line;
  const told = [
    accepted > 0 ? <Badge key="a" tone="success">{`${accepted} accepted`}</Badge> : null,
    backordered > 0 ? (
      <Badge key="b" tone="attention">{`${backordered} on backorder`}</Badge>
    ) : null,
    rejected > 0 ? <Badge key="r" tone="critical">{`${rejected} rejected`}</Badge> : null,
    cancelled > 0 ? <Badge key="c">{`${cancelled} cancelled`}</Badge> : null,
    substitute?.state === 'offered' ? (
      <Badge
        key="s"
        tone="attention"
      >{`${substitute.quantity} as ${substitute.supplierSku}?`}</Badge>
    ) : null,
    substitute?.state === 'accepted' ? (
      <Badge key="s" tone="info">{`instead of ${substitute.askedSku ?? ''}`}</Badge>
    ) : null,
    line.answeredQuantity === null ? null : (
      <Badge key="q" tone="warning">{`wants to ship ${line.answeredQuantity}`}</Badge>
    ),
  ].filter(Boolean);
  if (told.length === 0)
    return (
      <Text as="span" tone="subdued">
        No answer yet
      </Text>
    );
  return (
    <InlineStack gap="100" blockAlign="center">
      {told}
      {expectedAt ? (
        <Text as="span" tone="subdued" variant="bodySm">
          by <DateTimeText at={expectedAt} />
        </Text>
      ) : null}
    </InlineStack>
  );
}

const MAY_BE_ASKED_BACK = ['draft', 'sending', 'unknown', 'sent', 'acknowledged', 'part-shipped'];

function Remedies({ order }: { readonly order: PurchaseOrder }) {
  const { id, number, status, attempts, failure, cancellation } = order;
  const isStuck =
    status === 'unknown' || (status === 'draft' && (attempts > 0 || failure !== null));
  const purchaseOrderId = id;
  const mayAskBack = MAY_BE_ASKED_BACK.includes(status) && !cancellation;
  const isBeingAsked = cancellation !== null && cancellation !== 'accepted';
  if (!isStuck && !mayAskBack && !isBeingAsked) return null;
  if (order.givenUpAt)
    return (
      <InlineStack>
        <ConfirmButton
          label="It does not ship"
          fields={{ intent: 'po-not-shipping', purchaseOrderId }}
          warning={`Only if the supplier has told you that it does not ship ${number}. Its units have been given to another supplier.`}
        />
      </InlineStack>
    );
  return (
    <BlockStack gap="300">
      <InlineStack gap="200">
        {isStuck ? (
          <ConfirmButton
            label="Send again"
            fields={{ intent: 'po-send-again', purchaseOrderId }}
            warning={`${number} goes out once more with the same key. A supplier that has it already will not ship twice if it honours keys; ask it first when you are not sure.`}
          />
        ) : null}
        {mayAskBack ? (
          <ConfirmButton
            label="Ask it back"
            fields={{ intent: 'po-ask-back', purchaseOrderId }}
            warning={`The supplier is asked not to ship what is still open of ${number}. What it gives back is routed again.`}
          />
        ) : null}
        {isBeingAsked ? (
          <ConfirmButton
            label="Mark as cancelled"
            fields={{ intent: 'po-mark-cancelled', purchaseOrderId }}
            warning="Only if the supplier has told you that it does not ship the rest."
          />
        ) : null}
      </InlineStack>
      {status === 'unknown' ? (
        <Form method="post">
          <input type="hidden" name="intent" value="po-mark-sent" />
          <input type="hidden" name="purchaseOrderId" value={id} />
          <InlineStack gap="200" blockAlign="end">
            <TextInput
              name="reference"
              label="The supplier has it under this number"
              maxLength={200}
              requiredIndicator
            />
            <Button submit>Mark as sent</Button>
          </InlineStack>
        </Form>
      ) : null}
    </BlockStack>
  );
}
