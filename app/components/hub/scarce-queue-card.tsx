import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import type { ScarceQueue } from '../../views/read-scarce-queue.server.ts';
import type { Loaded } from '../loaded.ts';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { PlainTable } from './plain-table.tsx';

const REASONS: Readonly<Record<string, string>> = {
  rush: 'A rush order: before all others',
  vip: 'Of a VIP: before those of other retailers',
  age: 'The one that had waited longest',
};

/** Who waits for the article, in the order of being served, and who got some of it lately and why. */
export function ScarceQueueCard({ queue }: { readonly queue: Loaded<ScarceQueue> }) {
  const { waiting, served } = queue;
  if (waiting.length === 0 && served.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Waiting for it
          </Text>
          <Text as="p" tone="subdued">
            What comes in goes to rush orders first, then to those of VIPs, then to the oldest.
          </Text>
        </BlockStack>
        {waiting.length === 0 ? (
          <Text as="p">Nobody waits for it now.</Text>
        ) : (
          <PlainTable
            label="Orders that wait for it"
            rows={waiting}
            rowKey={({ orderId }) => orderId}
            columns={[
              {
                title: 'Order',
                cell: ({ orderId, name, store }) => (
                  <Link url={`/hub/orders/${orderId}`} removeUnderline>
                    {`${name}, ${store}`}
                  </Link>
                ),
              },
              {
                title: 'Comes first as',
                cell: ({ rush, vip }) => (
                  <InlineStack gap="100">
                    {rush ? <Badge tone="attention">Rush</Badge> : null}
                    {vip ? <Badge tone="info">VIP</Badge> : null}
                    {rush || vip ? null : 'By age'}
                  </InlineStack>
                ),
              },
              { title: 'Since', cell: ({ placedAt }) => <RelativeTime at={placedAt} /> },
              {
                title: 'Missing',
                end: true,
                cell: ({ missing }) => <NumberText value={missing} />,
              },
            ]}
          />
        )}
        {served.length > 0 ? (
          <BlockStack gap="150">
            <Text as="h3" variant="headingSm">
              Got some lately
            </Text>
            {served.map(({ id, orderId, name, store, units, waiting: others, why, at }) => (
              <Text as="p" key={id}>
                <Link url={`/hub/orders/${orderId}`}>{`${name}, ${store}`}</Link> got {units}{' '}
                <RelativeTime at={at} />, of {others} that waited. {REASONS[why] ?? ''}.
              </Text>
            ))}
          </BlockStack>
        ) : null}
      </BlockStack>
    </Card>
  );
}
