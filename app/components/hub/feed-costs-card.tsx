import { BlockStack, Card, Text } from '@shopify/polaris';
import { MoneyText } from '../money-text.tsx';
import { PlainTable } from './plain-table.tsx';

type CostChange = {
  readonly supplierSku: string;
  readonly title: string;
  readonly before: number;
  readonly after: number;
  readonly currency: string;
};

/** Costs that a delivery tells differently, the largest jumps first; nothing where it tells none. */
export function FeedCostsCard({ costs }: { readonly costs: readonly CostChange[] }) {
  if (costs.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            Costs
          </Text>
          <Text as="p" tone="subdued">
            The largest jumps first.
          </Text>
        </BlockStack>
        <PlainTable
          label="Costs of the delivery"
          rows={costs}
          rowKey={({ supplierSku }) => supplierSku}
          columns={[
            {
              title: 'Article',
              cell: ({ title, supplierSku }) => (
                <BlockStack>
                  <Text as="span">{title}</Text>
                  <Text as="span" tone="subdued" variant="bodySm">
                    {supplierSku}
                  </Text>
                </BlockStack>
              ),
            },
            {
              title: 'Now',
              end: true,
              cell: ({ before, currency }) => <MoneyText amount={{ minor: before, currency }} />,
            },
            {
              title: 'Then',
              end: true,
              cell: ({ after, currency }) => <MoneyText amount={{ minor: after, currency }} />,
            },
            {
              title: 'Change',
              end: true,
              cell: ({ before, after }) =>
                before > 0
                  ? `${after > before ? '+' : ''}${Math.round((100 * (after - before)) / before)} %`
                  : '—',
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}
