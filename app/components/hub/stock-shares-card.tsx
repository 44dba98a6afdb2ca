import { Badge, BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { shareReasons } from '../share-reason.ts';
import type { ShareFacts } from '../share-reason.ts';
import { PlainTable } from './plain-table.tsx';

type Share = ShareFacts & {
  readonly connectionId: string;
  readonly store: string;
  readonly toldQuantity: number | null;
};

/** How the units of an article are divided between the stores that list it, and why. */
export function StockSharesCard(props: {
  readonly shares: readonly Share[];
  readonly showable: number;
}) {
  const { shares, showable } = props;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            In stores
          </Text>
          <Text as="p" tone="subdued">
            {`${showable} ${showable === 1 ? 'unit is' : 'units are'} divided between the stores that list it: no unit is shown twice. One unit more or less changes one store.`}
          </Text>
        </BlockStack>
        {shares.length === 0 ? (
          <Text as="p">No store lists it yet.</Text>
        ) : (
          <PlainTable
            label="Shares"
            rows={shares}
            rowKey={({ connectionId }) => connectionId}
            columns={[
              {
                title: 'Store',
                cell: ({ connectionId, store }) => (
                  <Link url={`/hub/retailers/${connectionId}`} removeUnderline>
                    {store}
                  </Link>
                ),
              },
              { title: 'Share', end: true, cell: ({ share }) => <NumberText value={share} /> },
              {
                title: 'Offered',
                end: true,
                cell: ({ quantity }) => (
                  <Text as="span" fontWeight="semibold" numeric>
                    <NumberText value={quantity} />
                  </Text>
                ),
              },
              {
                title: 'Shows',
                end: true,
                cell: ({ toldQuantity, quantity }) => (
                  <InlineStack gap="100" align="end" wrap={false}>
                    {toldQuantity === quantity ? null : <Badge tone="info">On its way</Badge>}
                    {toldQuantity === null ? '—' : <NumberText value={toldQuantity} />}
                  </InlineStack>
                ),
              },
              {
                title: 'Why',
                cell: (share) => (
                  <BlockStack>
                    {shareReasons(share).map((reason) => (
                      <span key={reason}>{reason}</span>
                    ))}
                  </BlockStack>
                ),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}
