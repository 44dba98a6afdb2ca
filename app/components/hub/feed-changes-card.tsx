import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { PlainTable } from './plain-table.tsx';

type Change = {
  readonly supplierSku: string;
  readonly location: string;
  readonly title: string;
  readonly productId: string;
  readonly before: number;
  readonly after: number;
};

/** What a delivery that waits would do to the stock; the largest falls first. */
export function FeedChangesCard({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What it would change
        </Text>
        {changes.length === 0 ? (
          <Text as="p" tone="subdued">
            None of the articles that it names would change.
          </Text>
        ) : (
          <PlainTable
            label="Changes of the delivery"
            rows={changes}
            rowKey={({ supplierSku, location }) => `${supplierSku}-${location}`}
            columns={[
              {
                title: 'Article',
                cell: ({ productId, title, supplierSku }) => (
                  <BlockStack>
                    <Link url={`/hub/catalogue/${productId}`} removeUnderline>
                      {title}
                    </Link>
                    <Text as="span" tone="subdued" variant="bodySm">
                      {supplierSku}
                    </Text>
                  </BlockStack>
                ),
              },
              { title: 'Location', cell: ({ location }) => location },
              { title: 'Now', end: true, cell: ({ before }) => <NumberText value={before} /> },
              { title: 'Would be', end: true, cell: ({ after }) => <NumberText value={after} /> },
              {
                title: 'Change',
                end: true,
                cell: ({ before, after }) => (
                  <Text as="span" {...(after < before ? { tone: 'critical' as const } : {})}>
                    {after > before ? '+' : ''}
                    <NumberText value={after - before} />
                  </Text>
                ),
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}
