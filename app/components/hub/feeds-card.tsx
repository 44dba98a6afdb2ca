import { BlockStack, Button, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { CountText, NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { StatusBadge } from '../status-badge.tsx';
import './hub.css';

type Feed = {
  readonly id: string;
  readonly supplierId: string;
  readonly name: string;
  readonly kind: string;
  readonly source: string;
  readonly status: string;
  readonly receivedAt: string;
  readonly rows: number;
  readonly changed: number;
  readonly refused: number;
};

const SOURCES: Readonly<Record<string, string>> = {
  pull: 'fetched',
  push: 'told by the supplier',
  upload: 'uploaded',
};

/** A supplier's deliveries, newest first, each with its report. */
export function FeedsCard(props: {
  readonly feeds: readonly Feed[];
  readonly next: string | undefined;
  readonly allAt: string;
}) {
  const { feeds, next, allAt } = props;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingMd">
            Deliveries
          </Text>
          <Button variant="plain" url={allAt}>
            All deliveries
          </Button>
        </InlineStack>
        {feeds.length === 0 ? (
          <Text as="p" tone="subdued">
            Nothing has come yet. Collect now, or upload a file with SKU and quantity.
          </Text>
        ) : (
          <ul className="row-list">
            {feeds.map((feed) => (
              <li key={feed.id}>
                <BlockStack gap="050">
                  <InlineStack align="space-between" gap="200">
                    <Link
                      url={`/hub/suppliers/${feed.supplierId}/feeds/${feed.id}`}
                      removeUnderline
                    >
                      {feed.name}
                    </Link>
                    <StatusBadge of="feed" status={feed.status} />
                  </InlineStack>
                  <Text as="span" tone="subdued" variant="bodySm">
                    <CountText count={feed.rows} one="row" many="rows" />,{' '}
                    <NumberText value={feed.changed} /> changed
                    {feed.refused > 0 ? (
                      <>
                        , <NumberText value={feed.refused} /> refused
                      </>
                    ) : null}{' '}
                    · {SOURCES[feed.source] ?? feed.source} <RelativeTime at={feed.receivedAt} />
                  </Text>
                </BlockStack>
              </li>
            ))}
          </ul>
        )}
        {next ? (
          <InlineStack>
            <Button variant="plain" url={`?feeds=${next}`}>
              Earlier deliveries
            </Button>
          </InlineStack>
        ) : null}
      </BlockStack>
    </Card>
  );
}
