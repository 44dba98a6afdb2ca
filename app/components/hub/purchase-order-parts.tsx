/** Parts of a purchase order's card: what it waits for, what is offered instead, what was asked to change, its papers. */
import { Badge, BlockStack, Box, InlineStack, Text } from '@shopify/polaris';
import type { BadgeProps } from '@shopify/polaris';
import type { HubChangeRequest, HubPurchaseOrder } from '../../views/read-hub-order.server.ts';
import type { Loaded } from '../loaded.ts';
import { DownloadButton } from '../download-button.tsx';
import { MoneyText } from '../money-text.tsx';
import { DateTimeText, RelativeTime } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';

type PurchaseOrder = Loaded<HubPurchaseOrder>;
type Props = { readonly order: PurchaseOrder };

/** Silence that leads further, and the document of several that it goes with. */
export function PurchaseOrderWaits({ order }: Props) {
  const { batch, rerouteAt, status, cancellation } = order;
  return (
    <>
      {batch ? (
        <Text as="p" tone="subdued">
          {batch.status === 'gathering' ? (
            <>
              {batch.waitsFor === 'minimum'
                ? 'Waits until the supplier’s minimum is reached, next look '
                : 'Waits for the supplier’s cut-off '}
              <DateTimeText at={batch.closesAt} />
            </>
          ) : (
            `In document ${batch.number}`
          )}
          {batch.orders > 1
            ? ` · with ${batch.orders - 1} other purchase order${batch.orders === 2 ? '' : 's'}`
            : ''}
        </Text>
      ) : null}
      {rerouteAt && status === 'sent' ? (
        <Text as="p" tone="caution">
          {cancellation ? 'If it stays silent, given up ' : 'If it stays silent, asked back '}
          <RelativeTime at={rerouteAt} />
        </Text>
      ) : null}
    </>
  );
}

/** Articles that the supplier would ship instead, each with the two answers. */
export function SubstituteOffers({ order }: Props) {
  const offered = order.lines.filter(({ substitute }) => substitute?.state === 'offered');
  return offered.map((line) => (
    <Box key={line.id} background="bg-surface-caution" borderRadius="200" padding="300">
      <BlockStack gap="200">
        <Text as="p">
          Instead of {line.supplierSku} the supplier offers{' '}
          <Text as="span" fontWeight="semibold">
            {line.substitute?.quantity} × {line.substitute?.title ?? line.substitute?.supplierSku}
          </Text>
          {line.substitute?.title ? ` (${line.substitute.supplierSku})` : ''} at{' '}
          <MoneyText
            amount={{
              minor: line.substitute?.unitCostMinor ?? line.unitCostMinor,
              currency: order.currency,
            }}
          />{' '}
          a unit.
        </Text>
        <InlineStack gap="200">
          <ConfirmButton
            label="Take it"
            fields={{ intent: 'po-take-substitute', purchaseOrderId: order.id, lineId: line.id }}
            warning="The shopper gets this article instead of the one ordered. Make sure that the retailer agrees."
          />
          <ConfirmButton
            label="Decline it"
            fields={{ intent: 'po-refuse-substitute', purchaseOrderId: order.id, lineId: line.id }}
            warning="The units are looked for at other suppliers, as they were ordered."
          />
        </InlineStack>
      </BlockStack>
    </Box>
  ));
}

type Told = { readonly label: string; readonly tone?: NonNullable<BadgeProps['tone']> };

const STATUSES: Readonly<Record<string, Told>> = {
  asked: { label: 'Being asked' },
  sent: { label: 'No answer yet', tone: 'attention' },
  accepted: { label: 'Accepted', tone: 'success' },
  refused: { label: 'Refused', tone: 'critical' },
  silent: { label: 'No answer in time', tone: 'critical' },
  unsupported: { label: 'Cannot be asked by the link', tone: 'warning' },
  overtaken: { label: 'Overtaken' },
};

/** What the supplier was asked to do differently, and how it answered. */
export function ChangeRequests({ order }: Props) {
  if (order.changes.length === 0) return null;
  return (
    <BlockStack gap="150">
      <Text as="h3" variant="headingSm">
        Changes asked for
      </Text>
      {order.changes.map((change) => (
        <InlineStack key={change.id} gap="200" blockAlign="center">
          <Text as="span">{wordsOf(change, order)}</Text>
          <StatusOf status={change.status} />
          <Text as="span" tone="subdued" variant="bodySm">
            {change.answeredAt ? 'answered ' : 'asked '}
            <RelativeTime at={change.answeredAt ?? change.askedAt} />
            {change.status === 'sent' ? (
              <>
                {', window closes '}
                <RelativeTime at={change.deadlineAt} />
              </>
            ) : null}
            {change.why ? `: ${change.why}` : ''}
          </Text>
        </InlineStack>
      ))}
    </BlockStack>
  );
}

function StatusOf({ status }: { readonly status: string }) {
  const { label, tone } = STATUSES[status] ?? { label: status };
  return <Badge {...(tone ? { tone } : {})}>{label}</Badge>;
}

function wordsOf({ detail }: Loaded<HubChangeRequest>, { lines }: PurchaseOrder): string {
  if (detail.kind === 'address') return 'Send to the new address';
  if (detail.kind === 'cancel') return 'Take the whole of it back';
  if (detail.kind === 'substitute')
    return detail.accept ? `Ship ${detail.supplierSku}` : `Not ${detail.supplierSku}`;
  const skuOf = (lineId: string) => lines.find(({ id }) => id === lineId)?.supplierSku ?? '';
  const units = detail.lines.map(({ lineId, quantity }) => `${quantity} × ${skuOf(lineId)}`);
  return `Leave out ${units.join(', ')}${detail.because === 'backorder' ? ' (on backorder)' : ''}`;
}

/** The documents that go with the goods, each to be saved. */
export function PurchaseDocuments({ order, orderId }: Props & { readonly orderId: string }) {
  const base = `/hub/orders/${orderId}/purchase-orders/${order.id}`;
  return (
    <InlineStack gap="200">
      <DownloadButton
        label="Purchase order (PDF)"
        url={`${base}/purchase-order`}
        fileName={`${order.number}.pdf`}
      />
      <DownloadButton
        label="Packing slip (PDF)"
        url={`${base}/packing-slip`}
        fileName={`${order.number}-packing-slip.pdf`}
      />
    </InlineStack>
  );
}
