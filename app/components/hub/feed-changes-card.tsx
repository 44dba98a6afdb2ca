import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { NumberText } from '../number-text.tsx';
import { PlainTable } from './plain-table.tsx';

type Change = {
  readonly key: string;
  readonly supplierSku: string;
  readonly location: string;
  readonly title: string;
  readonly productId: string;
  readonly before: number;
  readonly after: number;
};

type FeedChangesCardProps = {
  readonly title: string;
  readonly changes: readonly Change[];
  readonly note: ReactNode;
  readonly empty: string;
};

/** A sample of what an act would do to the stock: now, then, and the difference. */
export function FeedChangesCard({ title, changes, note, empty }: FeedChangesCardProps) {
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {title}
          </Text>
          <Text as="p" tone="subdued">
            {changes.length === 0 ? empty : note}
          </Text>
        </BlockStack>
        {changes.length === 0 ? null : (
          <PlainTable
            label={title}
            rows={changes}
            rowKey={({ key }) => key}
            columns={[
              {
                title: 'Article',
                cell: (change) => (
                  <BlockStack>
                    <Link url={`/hub/catalogue/${change.productId}`} removeUnderline>
                      {change.title}
                    </Link>
                    <Text as="span" tone="subdued" variant="bodySm">
                      {change.supplierSku}
                    </Text>
                  </BlockStack>
                ),
              },
              { title: 'Location', cell: ({ location }) => location },
              { title: 'Now', end: true, cell: ({ before }) => <NumberText value={before} /> },
              { title: 'Then', end: true, cell: ({ after }) => <NumberText value={after} /> },
              {
                title: 'Change',
                end: true,
                cell: ({ before, after }) => <Difference before={before} after={after} />,
              },
            ]}
          />
        )}
      </BlockStack>
    </Card>
  );
}

function Difference({ before, after }: Pick<Change, 'before' | 'after'>) {
  return (
    <Text as="span" {...(after < before ? { tone: 'critical' as const } : {})}>
      {after > before ? '+' : ''}
      <NumberText value={after - before} />
    </Text>
  );
}
