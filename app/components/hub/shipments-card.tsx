import { Banner, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { ParcelScans } from '../parcel-scans.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import './hub.css';
import type { HubShipment } from '../../views/read-hub-order.server.ts';
import type { Loaded } from '../loaded.ts';

type Shipment = Loaded<HubShipment>;

/** What has left the suppliers, and whether the store has been told. */
export function ShipmentsCard({ shipments }: { readonly shipments: readonly Shipment[] }) {
  if (shipments.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Shipments
        </Text>
        <ul className="row-list">
          {shipments.map((shipment) => (
            <li key={shipment.id}>
              <ShipmentRow shipment={shipment} />
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function ShipmentRow({ shipment }: { readonly shipment: Shipment }) {
  const { id, carrier, trackingNumber, trackingUrl, reportStatus, reportFailure } = shipment;
  return (
    <BlockStack gap="200">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="semibold">
            {carrier}
          </Text>
          {trackingUrl ? (
            <Link url={trackingUrl} target="_blank">
              {trackingNumber ?? 'Track'}
            </Link>
          ) : (
            <span>{trackingNumber ?? 'No tracking number'}</span>
          )}
        </InlineStack>
        <StatusBadge of="shipment" status={reportStatus} />
      </InlineStack>
      <Text as="span">
        {shipment.units.map(({ title, quantity }) => `${quantity} × ${title}`).join(', ')}
      </Text>
      <Text as="span" tone="subdued" variant="bodySm">
        {shipment.supplier} · {shipment.purchaseOrder} · shipped{' '}
        <RelativeTime at={shipment.shippedAt} />
        {shipment.reportedAt ? (
          <>
            {' · store told '}
            <RelativeTime at={shipment.reportedAt} />
          </>
        ) : null}
      </Text>
      <ParcelScans parcel={shipment} />
      {reportFailure && reportStatus !== 'reported' ? (
        <Banner tone="critical">{reportFailure}</Banner>
      ) : null}
      {reportStatus === 'parked' ? (
        <InlineStack>
          <ConfirmButton
            label="Tell the store again"
            fields={{ intent: 'report-again', shipmentId: id }}
          />
        </InlineStack>
      ) : null}
    </BlockStack>
  );
}
