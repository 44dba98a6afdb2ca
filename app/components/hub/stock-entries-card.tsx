import { BlockStack, Card, Text } from '@shopify/polaris';
import { RelativeTime } from '../relative-time.tsx';
import { PlainTable } from './plain-table.tsx';

type Entry = {
  readonly id: string;
  readonly kind: string;
  readonly location: string;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly reference: string;
  readonly at: string;
};

const KINDS: Readonly<Record<string, string>> = {
  feed: 'The supplier told a figure',
  reserve: 'Promised to an order',
  release: 'Given back',
  settle: 'Shipped and taken off by us',
  cover: 'Found inside the supplier’s figure',
};

const signed = (delta: number): string =>
  delta === 0 ? '—' : delta > 0 ? `+${delta}` : `−${-delta}`;

function toldAs({ kind, reference }: Entry): string {
  if (reference.startsWith('rollback:')) return 'A feed was rolled back';
  if (reference.startsWith('unseen:')) return 'Promised to a sale seen in a store';
  if (reference === 'expired') return 'Given back: no order came';
  return KINDS[kind] ?? kind;
}

/** The latest lines of the stock ledger of an article. */
export function StockEntriesCard({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Ledger
        </Text>
        {entries.length === 0 ? (
          <Text as="p">Nothing has changed yet.</Text>
        ) : (
          <PlainTable
            label="Ledger"
            rows={entries}
            rowKey={({ id }) => id}
            columns={[
              { title: 'What', cell: toldAs },
              { title: 'At', cell: ({ location }) => location },
              { title: 'On hand', end: true, cell: ({ onHandDelta }) => signed(onHandDelta) },
              { title: 'Reserved', end: true, cell: ({ reservedDelta }) => signed(reservedDelta) },
              { title: 'When', cell: ({ at }) => <RelativeTime at={at} /> },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}
