import { BlockStack, Box, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { MoneyText } from './money-text.tsx';
import { CountText, NumberText } from './number-text.tsx';
import { HoldBanner } from './hold-banner.tsx';
import { orderEvents } from './order-events.ts';
import { ParcelScans } from './parcel-scans.tsx';
import { DateTimeText, RelativeTime } from './relative-time.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Timeline } from './timeline.tsx';
import './lists.css';
import type {
  OrderPartDetail,
  ShownOrderLine,
  ShownParcel,
} from '../views/read-retailer-order.server.ts';
import type { Loaded } from './loaded.ts';

type Line = Loaded<ShownOrderLine>;

type Parcel = Loaded<ShownParcel>;

type ShownOrderPart = Loaded<OrderPartDetail>;

/** What one distributor ships of an order: what holds it, its lines, its parcels, and what happened so far. */
export function OrderPart({ part }: { readonly part: ShownOrderPart }) {
  const { lines, parcels, holds, currency, distributor, status } = part;
  const wanted = lines.reduce((sum, { ordered, cancelled }) => sum + ordered - cancelled, 0);
  const shipped = lines.reduce((sum, line) => sum + line.shipped, 0);
  return (
    <BlockStack gap="400">
      {holds.map((hold) => (
        <HoldBanner key={hold.id} hold={hold} orderId={part.orderId} />
      ))}
      <Card>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                {distributor} ships
              </Text>
              <StatusBadge of="order" status={status} />
            </InlineStack>
            {wanted > 0 ? (
              <Text as="span" tone="subdued">
                <NumberText value={shipped} /> of{' '}
                <CountText count={wanted} one="unit" many="units" /> shipped
              </Text>
            ) : null}
          </InlineStack>
          <BlockStack as="ul" gap="0">
            {lines.map((line) => (
              <OrderLine key={line.id} line={line} currency={currency} />
            ))}
          </BlockStack>
        </BlockStack>
      </Card>
      {parcels.length > 0 ? (
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              Parcels
            </Text>
            {parcels.map((parcel) => (
              <OrderParcel key={parcel.id} parcel={parcel} />
            ))}
          </BlockStack>
        </Card>
      ) : null}
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            Timeline
          </Text>
          <Timeline events={orderEvents(part)} label={`What happened with ${distributor}`} />
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

function OrderLine({ line, currency }: { readonly line: Line; readonly currency: string }) {
  const { title, sku, ordered, cancelled, shipped, unitPriceMinor } = line;
  return (
    <li className="order-line">
      <BlockStack gap="050">
        <Text as="span" fontWeight="medium" breakWord>
          {title}
        </Text>
        <Text as="span" variant="bodySm" tone="subdued">
          {sku ? `SKU ${sku}` : 'No SKU'}
        </Text>
        {line.expectedAt ? (
          <Text as="span" variant="bodySm" tone="caution">
            on backorder, ships about <DateTimeText at={line.expectedAt} />
          </Text>
        ) : null}
      </BlockStack>
      <InlineStack gap="400" align="end">
        <Amount label="ordered">
          <NumberText value={ordered} /> ×{' '}
          <MoneyText amount={{ minor: unitPriceMinor, currency }} />
        </Amount>
        {cancelled > 0 ? (
          <Amount label="cancelled">
            <NumberText value={cancelled} />
          </Amount>
        ) : null}
        {ordered > cancelled ? (
          <Amount label="shipped">
            <NumberText value={shipped} /> of <NumberText value={ordered - cancelled} />
          </Amount>
        ) : null}
      </InlineStack>
    </li>
  );
}

function Amount({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <BlockStack inlineAlign="end">
      <Text as="span" numeric>
        {children}
      </Text>
      <Text as="span" variant="bodySm" tone="subdued">
        {label}
      </Text>
    </BlockStack>
  );
}

function OrderParcel({ parcel }: { readonly parcel: Parcel }) {
  const { carrier, trackingNumber, trackingUrl, shippedAt, reportStatus, units } = parcel;
  return (
    <Box background="bg-surface-secondary" borderRadius="200" padding="300">
      <BlockStack gap="150">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="span" fontWeight="medium">
            {carrier}{' '}
            {trackingNumber && trackingUrl ? (
              <Link url={trackingUrl} target="_blank">
                {trackingNumber}
              </Link>
            ) : (
              (trackingNumber ?? 'without tracking')
            )}
          </Text>
          <StatusBadge of="shipment" status={reportStatus} />
        </InlineStack>
        <Text as="span" variant="bodySm" tone="subdued">
          shipped <RelativeTime at={shippedAt} /> ·{' '}
          {units.map(({ title, quantity }) => `${quantity} × ${title}`).join(', ')}
        </Text>
        <ParcelScans parcel={parcel} />
      </BlockStack>
    </Box>
  );
}
