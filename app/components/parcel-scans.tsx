import { BlockStack, InlineStack, Text } from '@shopify/polaris';
import { RelativeTime } from './relative-time.tsx';
import { StatusBadge } from './status-badge.tsx';

export type ShownScans = {
  readonly status: string;
  readonly expectedAt: string | null;
  readonly scans: readonly {
    readonly kind: string;
    readonly at: string;
    readonly place: string | null;
  }[];
};

const WORDS: Readonly<Record<string, string>> = {
  'label-created': 'Label made',
  'picked-up': 'Picked up by the carrier',
  'in-transit': 'On its way',
  delayed: 'Delayed',
  'out-for-delivery': 'Out for delivery',
  attempted: 'Could not be handed over',
  'ready-for-pickup': 'Waits to be picked up',
  delivered: 'Delivered',
  returned: 'Goes back to its sender',
  lost: 'Lost',
};

/** Where a parcel is by its scans, the latest first; nothing while no carrier has said anything. */
export function ParcelScans({ parcel }: { readonly parcel: ShownScans }) {
  const { status, expectedAt, scans } = parcel;
  if (scans.length === 0) return null;
  const isOver = status === 'delivered' || status === 'returned';
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <StatusBadge of="parcel" status={status} />
        {expectedAt && !isOver ? (
          <Text as="span" variant="bodySm" tone="subdued">
            expected <RelativeTime at={expectedAt} />
          </Text>
        ) : null}
      </InlineStack>
      <ul className="row-list">
        {scans.map(({ kind, at, place }) => (
          <li key={`${kind} ${at}`}>
            <Text as="span" variant="bodySm">
              {WORDS[kind] ?? kind}
              {place ? `, ${place}` : ''}{' '}
            </Text>
            <Text as="span" variant="bodySm" tone="subdued">
              <RelativeTime at={at} />
            </Text>
          </li>
        ))}
      </ul>
    </BlockStack>
  );
}
